import type { RegionPlan } from '../../functions/domain/plan-region';
import type { Obstacles } from './obstacles';
import type { PlannedRemoval } from './planned';

/** How much of a volume in a Region goes by `plan`, and by `afterCopies`, the plan once every copy that is wanted is confirmed. */
export function removalOf(
  region: string,
  plan: RegionPlan,
  afterCopies: RegionPlan,
  obstacles: Obstacles,
): PlannedRemoval {
  const now = removable(region, plan, obstacles);
  const then = removable(region, afterCopies, obstacles);
  const known = new Set([...now.removed, ...now.blockedByLimit]);
  const isMore = (snapshotId: string): boolean => !known.has(snapshotId);
  return {
    removedCount: now.removed.length,
    blockedByLimitCount: now.blockedByLimit.length,
    afterCopiesCount: then.removed.filter(isMore).length,
    blockedAfterCopiesCount: then.blockedByLimit.filter(isMore).length,
    ofCount: plan.verdicts.filter(({ counted }) => counted).length,
  };
}

/** Ids of good snapshots that go, and of those that only the limit blocks. */
function removable(
  region: string,
  { verdicts, blockedByLimit }: RegionPlan,
  obstacles: Obstacles,
): { readonly removed: readonly string[]; readonly blockedByLimit: readonly string[] } {
  const isFree = (snapshotId: string): boolean => obstacles(region, snapshotId).length === 0;
  const going = verdicts.filter(({ action, counted }) => counted && action === 'remove');
  return {
    removed: going.map(({ snapshotId }) => snapshotId).filter(isFree),
    blockedByLimit: blockedByLimit.filter(isFree),
  };
}
