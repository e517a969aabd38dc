import { inOrder } from '../../functions/domain/repair';
import { lackWord, lackWords } from '../sweep/lack-words';
import { sweepsNeeded } from '../sweep/sweeps-needed';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { dim } from '../terminal/style';
import { visible } from '../terminal/visible';
import type { FleetPlan } from './planned';
import { sweepNotes } from './sweep-notes';

/** What the next sweeps find and start, by Region, and the most urgent of it, or all. */
export function renderNextSweep({ nextSweep, volumes }: FleetPlan, all: boolean): string[] {
  const { regions } = nextSweep;
  const names = new Map(volumes.map(({ volumeId, name }) => [volumeId, name]));
  const { shown, hiddenCount } = capped(inOrder(regions.flatMap(({ repairs }) => repairs)), all);
  return [
    ...regions.map(({ region, found, repairs }) => {
      const lacks = lackWords(found);
      return `${region}: ${lacks === '' ? 'nothing to repair' : `${lacks}${sweepsNeeded(repairs.length)}`}`;
    }),
    ...shown.map(({ lack, region, snapshotId, volumeId, reason }) => {
      const name = names.get(volumeId) ?? '';
      const volume = name === '' ? volumeId : `${volumeId} ${visible(name)}`;
      return `  ${region}  ${snapshotId} of ${volume}: ${lackWord(lack)} (${visible(reason)})`;
    }),
    ...(hiddenCount === 0 ? [] : [dim(`  and ${counted(hiddenCount, 'other')}; --all or --json lists them`)]),
    ...sweepNotes(nextSweep).map(dim),
  ];
}
