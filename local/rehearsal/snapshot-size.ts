import { DAY_MS } from '../kernel/time-units';

/** What is assumed of the data on a volume, since a rehearsal has none. Both are shares from 0 to 1. */
export type SizeAssumptions = {
  /** The part of a volume that was ever written, which is what its first snapshot stores. */
  readonly writtenShare: number;
  /** The part of the written data that changes in a day. */
  readonly dailyChange: number;
};

/** Where nobody says otherwise. */
export const ASSUMED: SizeAssumptions = { writtenShare: 0.5, dailyChange: 0.02 };

/** One snapshot or copy: when its data is from, and the size of its volume. */
export type SizedPoint = { readonly takenAtMs: number; readonly sizeGib: number };

/** What a full snapshot or a full copy stores, in GiB. */
export const writtenGib = ({ sizeGib }: SizedPoint, { writtenShare }: SizeAssumptions): number =>
  sizeGib * writtenShare;

/** What changed between two snapshots of a volume, in GiB: every day other blocks, until all have changed. */
export const changedGib = (earlier: SizedPoint, later: SizedPoint, assumptions: SizeAssumptions): number => {
  const days = Math.abs(later.takenAtMs - earlier.takenAtMs) / DAY_MS;
  return writtenGib(later, assumptions) * Math.min(1, assumptions.dailyChange * days);
};

/**
 * What AWS stores and bills for the snapshots that one Region holds of one volume, in GiB. `points` are in the order of
 * their data, oldest or newest first. Snapshots are incremental: the first holds all written blocks, each further one
 * those that changed since the one before; what only deleted snapshots held is gone.
 * https://docs.aws.amazon.com/ebs/latest/userguide/how_snapshots_work.html
 */
export function storedGib(points: readonly SizedPoint[], assumptions: SizeAssumptions): number {
  return points.reduce((sum, point, index) => {
    const before = points[index - 1];
    return sum + (before ? changedGib(before, point, assumptions) : writtenGib(point, assumptions));
  }, 0);
}
