import { roomFor } from '../../functions/domain/tags';
import { MINUTE_MS } from '../kernel/time-units';
import type { Truth } from './truth';

/** So long after our call EC2's clocks may have its copy begin. */
const OURS_BEGINS_WITHIN_MS = 5 * MINUTE_MS;

export type CopyOfOurs = {
  readonly region: string;
  readonly id: string;
  /** The one of ours that somebody has made it of. */
  readonly copiedFrom: string;
};

/**
 * Whether nothing but the one that it was made from tells that a copy of somebody's is not ours, so that this one has to stay: it has no room
 * for a note, and began so soon that by EC2's facts our call could have made it. What began later is no excuse: no start can be edited,
 * and so nobody ever takes it for ours.
 */
export function isUntoldCopy(
  truth: Pick<Truth, 'copies' | 'pointsIn'>,
  { region, id, copiedFrom }: CopyOfOurs,
): boolean {
  const copy = truth.pointsIn(region).find((point) => point.id === id);
  const ours = truth.copies.get(copiedFrom);
  if (copy === undefined || ours === undefined) return false;
  return roomFor(copy.tags) <= 0 && copy.startMs - ours.startMs <= OURS_BEGINS_WITHIN_MS;
}
