import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { DAY_MS, HOUR_MS } from '../kernel/time-units';
import { offsetMs } from './time-zone-offset';

/** A point in time at which a volume can be recovered, as far as retention cares. */
export type Dated = { readonly id: string; readonly takenMs: number; readonly startMs: number };

/** By rule, a period's name, from what the clocks of a time zone show. 1970-01-01 was a Thursday, and weeks begin on Monday. */
const PERIODS: Readonly<Record<string, (shownMs: number) => string | number>> = {
  hourly: (ms) => Math.floor(ms / HOUR_MS),
  daily: (ms) => Math.floor(ms / DAY_MS),
  weekly: (ms) => Math.floor((ms / DAY_MS + 3) / 7),
  monthly: (ms) => new Date(ms).toISOString().slice(0, 7),
  yearly: (ms) => new Date(ms).toISOString().slice(0, 4),
};

/** Newest data first. */
export const newestFirst = <P extends Dated>(points: readonly P[]): P[] =>
  [...points].sort((a, b) => b.takenMs - a.takenMs || b.startMs - a.startMs || (a.id < b.id ? 1 : -1));

/**
 * The ids that a policy keeps: a second implementation of what the rules promise, written for the simulation and sharing
 * nothing with the one that it judges. Throws for a rule that it does not know.
 */
export function expectedToKeep(
  points: readonly Dated[],
  policy: RetentionPolicy,
  timeZone = 'UTC',
): Set<string> {
  const sorted = newestFirst(points);
  const rules = Object.entries(policy).filter(([, value]) => value !== undefined);
  return new Set(
    rules.flatMap(([rule, value]) => {
      if (rule === 'last') return sorted.slice(0, Number(value)).map(({ id }) => id);
      if (rule === 'within') return within(sorted, String(value));
      return newestOfEach(sorted, rule, Number(value), timeZone);
    }),
  );
}

/** The newest of each of the last `places` periods in which there are points. The oldest of all takes a place that is left over. */
function newestOfEach(sorted: readonly Dated[], rule: string, places: number, timeZone: string): string[] {
  const nameOf = PERIODS[rule];
  if (nameOf === undefined) throw new Error(`the simulation does not know the rule ${rule}`);
  const periodOf = ({ takenMs }: Dated): string => {
    const offset = offsetMs(timeZone, takenMs);
    const name = String(nameOf(takenMs + offset));
    // The hour that autumn repeats counts as two.
    return rule === 'hourly' ? `${name} ${offset}` : name;
  };
  const kept: string[] = [];
  let previous: string | undefined;
  for (const point of sorted) {
    if (kept.length === places) break;
    const period = periodOf(point);
    if (period === previous && point !== sorted.at(-1)) continue;
    kept.push(point.id);
    previous = period;
  }
  return kept;
}

/** What is less old than `span`, as seen from the newest point. */
function within(sorted: readonly Dated[], span: string): string[] {
  const newestMs = sorted[0]?.takenMs ?? 0;
  const amount = Number.parseInt(span, 10);
  const unit = span.slice(-1);
  const months = { m: amount, y: 12 * amount }[unit];
  const hours = { h: amount, d: 24 * amount, w: 168 * amount }[unit] ?? 0;
  const sinceMs = months === undefined ? newestMs - hours * HOUR_MS : monthsEarlier(newestMs, months);
  return sorted.filter(({ takenMs }) => takenMs > sinceMs).map(({ id }) => id);
}

/** The same day of an earlier month, or that month's last where it has no such day. */
function monthsEarlier(atMs: number, months: number): number {
  const date = new Date(atMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  const day = Math.min(date.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate());
  return Date.UTC(year, month, day) + (atMs % DAY_MS);
}

const RULE_OF_UNIT: Readonly<Record<string, string>> = {
  '': 'last',
  h: 'hourly',
  d: 'daily',
  w: 'weekly',
  m: 'monthly',
  y: 'yearly',
};

/** What an override tag means, such as `2` or `1 2d`; undefined where nobody can read it. */
export function policyOfTag(value: string): RetentionPolicy | undefined {
  const policy: Record<string, number> = {};
  // A snapshot repeats with that of an instance whose it is.
  const [own = ''] = value.split(/ of i-[0-9a-f]{17}$/);
  for (const word of own.trim().split(/[\s,]+/)) {
    const [, digits = '', unit = ''] = /^([0-9]{1,4})([hdwmy]?)$/.exec(word) ?? [];
    const rule = RULE_OF_UNIT[unit]!;
    const count = Number(digits);
    if (count < 1 || count > 1000 || rule in policy) return undefined;
    policy[rule] = count;
  }
  return policy;
}
