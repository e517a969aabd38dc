import { inOrder, LACKS } from '../../../functions/domain/repair';
import { lackWord } from '../../sweep/lack-words';
import type { FleetPlan } from '../planned';
import { sweepNotes } from '../sweep-notes';
import type { SweepToday } from './today';

/** What a page shows of the next sweeps. */
export function sweepToday({ nextSweep, volumes }: FleetPlan): SweepToday {
  const names = new Map(volumes.map(({ volumeId, name }) => [volumeId, name]));
  return {
    found: nextSweep.regions.flatMap(({ region, found }) =>
      LACKS.flatMap((lack) => {
        const count = found[lack] ?? 0;
        return count === 0 ? [] : [{ region, lack: lackWord(lack), count }];
      }),
    ),
    repairs: inOrder(nextSweep.regions.flatMap(({ repairs }) => repairs)).map(
      ({ lack, region, snapshotId, volumeId, takenAt, reason }) => ({
        name: names.get(volumeId) ?? '',
        ...{ volumeId, region, snapshotId, takenAt },
        lack: lackWord(lack),
        why: reason,
      }),
    ),
    notes: sweepNotes(nextSweep),
  };
}
