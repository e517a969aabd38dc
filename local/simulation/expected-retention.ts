import type { RetentionPolicy } from '../../functions/domain/retention-policy';

/** A point in time at which a volume can be recovered, as far as retention cares. */
export type Dated = { readonly id: string; readonly takenMs: number; readonly startMs: number };

const DAY_MS = 86_400_000;

/** 1970-01-01 was a Thursday, and weeks begin on Monday. */
const PERIODS = {
  hourly: (ms: number) => Math.floor(ms / 3_600_000),
  daily: (ms: number) => Math.floor(ms / DAY_MS),
  weekly: (ms: number) => Math.floor((ms / DAY_MS + 3) / 7),
} as const;

/** Newest data first. */
export const newestFirst = <P extends Dated>(points: readonly P[]): P[] =>
  [...points].sort((a, b) => b.takenMs - a.takenMs || b.startMs - a.startMs || (a.id < b.id ? 1 : -1));

/**
 * The ids that a policy keeps, in UTC: a second implementation of what the rules promise, written for the simulation and
 * sharing nothing with the one that it judges. Throws for rules that the simulation's policies do not use.
 */
export function expectedToKeep(points: readonly Dated[], policy: RetentionPolicy): Set<string> {
  const sorted = newestFirst(points);
  const kept = new Set<string>();
  for (const [rule, count] of Object.entries(policy)) {
    if (rule === 'last') {
      for (const { id } of sorted.slice(0, Number(count))) kept.add(id);
      continue;
    }
    const periodOf = PERIODS[rule as keyof typeof PERIODS] as ((ms: number) => number) | undefined;
    if (periodOf === undefined) throw new Error(`the simulation does not know the rule ${rule}`);
    let places = Number(count);
    let previous: number | undefined;
    for (const [index, { id, takenMs }] of sorted.entries()) {
      if (places === 0) break;
      const period = periodOf(takenMs);
      // The oldest of all takes a place that is left over.
      if (period === previous && index < sorted.length - 1) continue;
      kept.add(id);
      places -= 1;
      previous = period;
    }
  }
  return kept;
}

/** What an override tag of the simulation's volumes means, such as `2` or `1 2d`. */
export function policyOfTag(value: string | undefined, otherwise: RetentionPolicy): RetentionPolicy {
  if (value === undefined) return otherwise;
  const policy: Record<string, number> = {};
  for (const word of value.split(' '))
    policy[word.endsWith('d') ? 'daily' : 'last'] = Number.parseInt(word, 10);
  return policy;
}
