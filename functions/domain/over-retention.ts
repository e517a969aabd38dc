import type { RegionPlan } from './plan-region';
import { isLeftToEvent } from './repair';
import { isCompleted, newestFirst, type ManagedSnapshot } from './snapshot';
import type { UnderWay } from './under-way';

export type OverRetention = {
  readonly newest: ManagedSnapshot;
  /** Ids, at least one. */
  readonly givenUp: readonly string[];
  readonly reason: string;
};

export type OverRetentionQuestion = {
  /** Ours of a volume in one Region. */
  readonly snapshots: readonly ManagedSnapshot[];
  /** What becomes of them; asked only where nothing of the volume is under way. */
  readonly plan: () => RegionPlan;
  /** What is of the volume in other Regions, whose executions may prune it as well. */
  readonly elsewhere: readonly ManagedSnapshot[];
  readonly underWay: UnderWay;
  readonly now: Date;
};

/**
 * The newest point of a volume in a Region, about which to start an execution that prunes the volume, what its plan gives up
 * that is still there, and why. Undefined where it gives up nothing, and where anything of the volume is under way or left to its event, which prunes.
 */
export function overRetention({
  snapshots,
  plan,
  elsewhere,
  underWay,
  now,
}: OverRetentionQuestion): OverRetention | undefined {
  const newest = newestFirst(snapshots.filter(isCompleted))[0];
  if (newest === undefined) return undefined;
  const isBusy = (one: ManagedSnapshot): boolean => underWay.has(one.snapshotId) || isLeftToEvent(one, now);
  if ([...snapshots, ...elsewhere].some(isBusy)) return undefined;
  const givenUp = plan().verdicts.filter(({ action }) => action === 'remove');
  return givenUp.length === 0
    ? undefined
    : {
        newest,
        givenUp: givenUp.map(({ snapshotId }) => snapshotId),
        reason: `${givenUp.length} of the volume given up, and still there`,
      };
}
