import { before, type Calendar } from './calendar';
import type { RetentionPolicy } from './retention-policy';
import { newestFirst, takenAtMs, type Dated } from './snapshot';

const PERIOD_RULES = [
  ['hourly', 'hour'],
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['yearly', 'year'],
] as const;

/**
 * Which of `snapshots` the policy keeps, and why: snapshot id to one reason for each rule that keeps it. A snapshot
 * that is absent from the result is kept by no rule. The order of `snapshots` does not matter.
 *
 * restic's semantics: each rule walks from the newest to the oldest and keeps the first of each new period until its
 * count is used up; the oldest snapshot of all takes a place that is left over, so that a history has a beginning.
 */
export function rulesKeeping(
  snapshots: readonly Dated[],
  policy: RetentionPolicy,
  calendar: Calendar,
): Map<string, string[]> {
  const inOrder = newestFirst(snapshots);
  const reasons = new Map<string, string[]>();
  const keep = ({ snapshotId }: Dated, reason: string): void => {
    reasons.set(snapshotId, [...(reasons.get(snapshotId) ?? []), reason]);
  };

  const { last, within } = policy;
  if (last !== undefined)
    inOrder.slice(0, last).forEach((snapshot, index) => keep(snapshot, `last ${index + 1} of ${last}`));

  for (const [rule, period] of PERIOD_RULES) {
    const count = policy[rule];
    if (count === undefined) continue;
    let used = 0;
    let latest: string | undefined;
    inOrder.forEach((snapshot, index) => {
      if (used === count) return;
      const name = calendar[period](new Date(takenAtMs(snapshot)));
      const isOldest = index === inOrder.length - 1;
      if (name === latest && !isOldest) return;
      used += 1;
      keep(
        snapshot,
        name === latest ? `${rule} ${used} of ${count}: oldest` : `${rule} ${used} of ${count}: ${name}`,
      );
      latest = name;
    });
  }

  const newest = inOrder[0];
  if (within !== undefined && newest !== undefined) {
    const limitMs = before(new Date(takenAtMs(newest)), within).getTime();
    inOrder
      .filter((snapshot) => takenAtMs(snapshot) > limitMs)
      .forEach((snapshot) => keep(snapshot, `within ${within} of the newest`));
  }
  return reasons;
}
