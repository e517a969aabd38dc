import type { Calendar } from './calendar';
import { describePolicy } from './retention-policy';
import { rulesKeeping } from './retention-rules';
import type { OfSchedules } from './schedule-retention';
import { isTakenFor } from './scheduled-run';
import type { ManagedSnapshot } from './snapshot';

/**
 * Which of the good snapshots of a volume the schedules keep for which they were taken, and why: as `rulesKeeping` does, with the name of the schedule. The rules of
 * a schedule are reckoned among its own snapshots alone. One that may be of a schedule, since names are cut off its description, is kept as if it were, and takes no place of those that are.
 */
export function schedulesKeeping(
  good: readonly ManagedSnapshot[],
  { deployment, retention }: OfSchedules,
  calendar: Calendar,
): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const [schedule, rules] of Object.entries(retention)) {
    const taken = (snapshot: ManagedSnapshot) => isTakenFor(snapshot, deployment, schedule);
    const own = good.filter((snapshot) => taken(snapshot) === 'yes');
    const possible = good.filter((snapshot) => taken(snapshot) !== 'no');
    const kept = new Map([
      ...(possible.length > own.length ? rulesKeeping(possible, rules, calendar) : []),
      ...rulesKeeping(own, rules, calendar),
    ]);
    for (const [snapshotId, why] of kept)
      reasons.set(snapshotId, [
        ...(reasons.get(snapshotId) ?? []),
        ...why.map((reason) => `${schedule}'s ${reason}`),
      ]);
  }
  return reasons;
}

/** The rules that a snapshot may be kept by beside the policy of its volume, such as `nightly's daily 30`; none where it was taken for no schedule that has rules. */
export const rulesOfSchedules = (
  snapshot: Pick<ManagedSnapshot, 'description' | 'image'>,
  { deployment, retention }: OfSchedules,
): string[] =>
  Object.entries(retention)
    .filter(([schedule]) => isTakenFor(snapshot, deployment, schedule) !== 'no')
    .map(([schedule, rules]) => `${schedule}'s ${describePolicy(rules)}`);
