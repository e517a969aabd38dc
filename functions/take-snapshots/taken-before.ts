import type { TakenSnapshot } from '../aws/new-snapshots';
import type { Standing } from '../domain/freeze';
import type { Freezes } from './freezes';
import { tagged, type FreezeDeps } from './take-frozen';
import type { Covered } from './units';

/**
 * How a snapshot stands that another call has taken. What was taken by VSS tells so itself, and is tagged now: the call before may have ended
 * before that was known. A tag says how it stood and not why, and the other call may have told nobody: what is not frozen has a reason here as well.
 */
export async function standingOf(
  deps: Pick<FreezeDeps, 'snapshots' | 'pause' | 'log'>,
  covered: Covered,
  { snapshotId, consistency, isAppConsistent }: TakenSnapshot,
  freezes: Pick<Freezes, 'isByVss'>,
): Promise<Standing> {
  if (consistency !== undefined && consistency !== 'crash') return { consistency };
  const isByVss = freezes.isByVss(covered);
  if (consistency === 'crash')
    return { consistency, reason: isByVss && !isAppConsistent ? NOT_READY : TAGGED };
  if (!isByVss)
    return { consistency: 'crash', reason: 'it was taken by a call that has not said how it stood' };
  const snapshotIds = new Map([[covered.volume.volumeId, snapshotId]]);
  const standing: Standing = isAppConsistent
    ? { consistency: 'application' }
    : { consistency: 'crash', reason: NOT_READY };
  return (await tagged(deps, { taking: { outcome: 'taken', snapshotIds }, standing })).standing;
}

const NOT_READY = 'VSS has not tagged all of its set AppConsistent';

const TAGGED = 'another call has tagged it so, and only the log of that may say why';
