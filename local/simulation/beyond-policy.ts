import { newestFirst } from './expected-retention';
import { goodOf, type Point } from './points';
import type { Sets } from './sets';

export type BeyondQuestion = {
  /** What is ours of one volume in one Region. */
  readonly points: readonly Point[];
  /** Everything that is there. */
  readonly all: readonly Point[];
  readonly sets: Sets;
  /** The ids that the policy, or a schedule, keeps of these. */
  readonly keptOf: (points: readonly Point[]) => ReadonlySet<string>;
  readonly nowMs: number;
};

export type Beyond = {
  /** The newest point that the volume could be restored from. */
  readonly newest: Point | undefined;
  /** Whether the policy does not keep a good point, whatever else keeps it for now. */
  readonly isBeyond: (point: Point) => boolean;
};

/** What the rules give up of one volume. A set that lacks a member lets nothing go, and goes no earlier for it. */
export function beyondPolicy({ points, all, sets, keptOf, nowMs }: BeyondQuestion): Beyond {
  const finished = goodOf(points, nowMs);
  const whole = sets.wholeAmong(all, nowMs);
  const isWhole = (point: Point): boolean => {
    const set = sets.of(point);
    return set === undefined || whole.has(set);
  };
  const last = sets.lastImages(all, whole);
  const good = finished.filter(isWhole);
  const newest = newestFirst(good)[0];
  const [kept, keptIfAllCounted] = [keptOf(good), keptOf(finished)];
  const isBeyond = (point: Point): boolean => {
    if (!finished.includes(point) || point === newest) return false;
    if ((isWhole(point) ? kept : keptIfAllCounted).has(point.id)) return false;
    const others = isWhole(point) ? good : [...good, ...sets.outliving(point, finished, nowMs)];
    return sets.of(point) === undefined || sets.isFollowed(point, others, last, nowMs);
  };
  return { newest, isBeyond };
}
