import * as z from 'zod';

const ZONE = 'expected UTC or an IANA time zone such as Europe/Berlin';

/**
 * `UTC`, or the name of an IANA time zone with its area that this machine knows, spelt as there. Node.js takes more: letters in any case, and
 * abbreviations such as `IST`, which mean one thing to it and another to people. An offset is none: not every version of Node.js takes it.
 * What reads the clocks of a zone is not asked about a name that is refused.
 */
export const TimeZone = z
  .string(ZONE)
  .refine(isTimeZone, { error: ({ input }) => zoneInstead(String(input)), abort: true });

function isTimeZone(name: string): boolean {
  const known = knownAs(name);
  if (known === undefined || !name.includes('/')) return name === 'UTC';
  return isInOtherCase(name, known) ? name === known : LIKE_A_ZONE.test(name);
}

/** Or in the same. */
const isInOtherCase = (name: string, known: string): boolean => name.toLowerCase() === known.toLowerCase();

/** Another name of a zone, such as `Asia/Calcutta`, which some versions of Node.js know under the one and some under the other. Nothing says how it is spelt. */
const LIKE_A_ZONE = /^(?:US|[A-Z][a-z]+)(?:\/(?![A-Z]{4})[A-Z][A-Za-z]*(?:[_-][A-Za-z]+)*)+$/;

function zoneInstead(name: string): string {
  const known = knownAs(name);
  return known !== undefined && isInOtherCase(name, known) ? `${ZONE} (did you mean ${known}?)` : ZONE;
}

/** By what name Node.js goes on; undefined of what it does not know. */
function knownAs(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
