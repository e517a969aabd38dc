import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { fittedTable } from '../terminal/fitted-table';
import { bold, dim } from '../terminal/style';
import { wrap } from '../terminal/wrap';
import type { LastDrills } from './last-drills';

/** Of each DR Region how many volumes were drilled in time, and those that were not; with `all`, each volume. */
export const drillLines = (
  drills: readonly LastDrills[],
  { width, all }: { readonly width: number; readonly all: boolean },
): string[] =>
  drills.flatMap(({ region, withinDays, inTimeCount, volumes }) => {
    const { shown, hiddenCount } = capped(all ? volumes : volumes.filter(({ isInTime }) => !isInTime), all);
    const head = `Drills in ${region}: ${inTimeCount} of ${counted(volumes.length, 'volume')} within ${counted(withinDays, 'day')}, and as their sources`;
    return [
      ...wrap(head, width, { hang: '  ', style: bold }),
      ...(shown.length === 0
        ? []
        : [
            fittedTable(
              ['Volume', 'last drill', 'ended (UTC)', 'copy'],
              shown.map(({ volumeId, verdict, endedAt, copyId }) => [
                volumeId,
                verdict,
                endedAt === undefined ? '–' : endedAt.slice(0, 16).replace('T', ' '),
                copyId ?? '–',
              ]),
              width,
            ),
          ]),
      ...(hiddenCount === 0 ? [] : [dim(`  and ${counted(hiddenCount, 'other')}; --all names them`)]),
    ];
  });
