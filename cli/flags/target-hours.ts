import { UsageError } from './usage-error';

const HOURS_MAX = 10_000;

/** The argument parser of `--target-hours`. It throws UsageError. */
export function targetHours(text: string): number {
  const value = /^(?:[0-9]+|[0-9]*\.[0-9]+)$/.test(text) ? Number(text) : NaN;
  if (!(value > 0 && value <= HOURS_MAX))
    throw new UsageError(`--target-hours: expected hours above 0 and up to ${HOURS_MAX}, found "${text}".`);
  return value;
}
