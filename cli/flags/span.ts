import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../local/kernel/time-units';
import { UsageError } from './usage-error';

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

const SHORTEST_MS = 5 * MINUTE_MS;
const LONGEST_MS = 366 * DAY_MS;

/** The argument parser of `--every`: a span such as 30m, 6h or 1d, in milliseconds. It throws UsageError. */
export function span(text: string): number {
  const [, count = '', unit = ''] = /^([1-9][0-9]{0,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? NaN);
  if (!(ms >= SHORTEST_MS && ms <= LONGEST_MS))
    throw new UsageError(`--every: expected a span from 5m to 366d such as 6h or 1d, found "${text}".`);
  return ms;
}
