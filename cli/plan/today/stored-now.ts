import { storedGib, writtenGib, type SizeAssumptions } from '../../../local/rehearsal/snapshot-size';
import type { PlannedSnapshot } from '../planned';

/** What a Region stores of one volume, in GiB by the assumptions. */
export type StoredNow = {
  readonly ours: number;
  /** What the snapshots that are not ours store beside that. */
  readonly others: number;
  /** What of ours is stored no more once that is gone which would go now. */
  readonly freed: number;
};

/**
 * Completed snapshots alone count. `snapshots` are those of one volume in a Region, newest first; where they are of no volume, each
 * stores all of its own.
 */
export function storedNow(
  snapshots: readonly PlannedSnapshot[],
  isVolume: boolean,
  assumptions: SizeAssumptions,
): StoredNow {
  const gibOf = (some: readonly PlannedSnapshot[]): number => {
    const points = some.map(({ takenAt, sizeGib }) => ({ takenAtMs: Date.parse(takenAt), sizeGib }));
    return isVolume
      ? storedGib(points, assumptions)
      : points.reduce((sum, point) => sum + writtenGib(point, assumptions), 0);
  };
  const all = snapshots.filter(({ state }) => state === 'completed');
  const managed = all.filter((snapshot) => snapshot.managed);
  const ours = gibOf(managed);
  return {
    ours,
    others: gibOf(all) - ours,
    freed: ours - gibOf(managed.filter(({ action }) => action !== 'remove')),
  };
}
