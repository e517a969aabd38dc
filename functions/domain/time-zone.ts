import * as z from 'zod';

const ZONE = 'expected an IANA time zone such as Europe/Berlin';

/**
 * The name of an IANA time zone that this machine knows. An offset is none: not every version of Node.js takes it. What reads the clocks of
 * one is not asked about a name that is refused.
 */
export const TimeZone = z.string(ZONE).refine(isTimeZone, { error: ZONE, abort: true });

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
