import * as z from 'zod';
import { UsageError } from './usage-error';

/** Made once: a large inventory has a million times, and making it takes longer than asking it. */
const Instant = z.iso.datetime({ offset: true });

const YEAR_MIN = 1970;
const YEAR_MAX = 2999;

/**
 * What is allowed instead of a text that is no time in ISO 8601, in UTC or with an offset; undefined where it is one. Date takes what is no day
 * for the next one, and a time without an offset for that of this machine. What is centuries away is a slip, or a date that stands for none.
 */
export function timeInstead(text: string, example: string): string | undefined {
  if (!Instant.safeParse(text).success) return `expected a time in UTC or with an offset, such as ${example}`;
  const year = new Date(text).getUTCFullYear();
  return year >= YEAR_MIN && year <= YEAR_MAX ? undefined : `expected a year from ${YEAR_MIN} to ${YEAR_MAX}`;
}

/** The argument parser of a flag that takes such a time. It throws UsageError. */
export const time =
  (flag: string) =>
  (text: string): Date => {
    const instead = timeInstead(text, '2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00');
    if (instead !== undefined) throw new UsageError(`${flag}: ${instead}, found "${text}".`);
    return new Date(text);
  };
