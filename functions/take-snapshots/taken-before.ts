import type { TakenSnapshot } from '../aws/new-snapshots';
import type { Standing } from '../domain/freeze';
import type { Freezes } from './freezes';
import { tagged, type FreezeDeps } from './take-frozen';
import type { Covered } from './units';

/**
 * How a snapshot stands that another call has taken. What was taken by VSS tells so itself, and is tagged now: the call before may have ended
 * before that was known.
 */
export async function standingOf(
  deps: Pick<FreezeDeps, 'snapshots' | 'pause' | 'log'>,
  covered: Covered,
  { snapshotId, consistency, isAppConsistent }: TakenSnapshot,
  freezes: Pick<Freezes, 'isByVss'>,
): Promise<Standing> {
  if (consistency !== undefined) return { consistency };
  if (!freezes.isByVss(covered))
    return { consistency: 'crash', reason: 'it was taken by a call that has not said how it stood' };
  const snapshotIds = new Map([[covered.volume.volumeId, snapshotId]]);
  const standing: Standing = isAppConsistent
    ? { consistency: 'application' }
    : { consistency: 'crash', reason: 'VSS has not tagged all of its set AppConsistent' };
  return (await tagged(deps, { taking: { outcome: 'taken', snapshotIds }, standing })).standing;
}
