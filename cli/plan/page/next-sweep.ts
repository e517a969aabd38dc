import { element } from '../../page/parts/element';
import { foldedTable } from '../../page/parts/folded-table';
import { many, minute, plain } from '../../page/parts/format';
import { table } from '../../page/parts/table';
import type { ProtectionToday } from '../today/today';

/** What the next sweep of each Region finds, and one by one what it starts. */
export function nextSweep({ sweep }: ProtectionToday): HTMLElement[] {
  const notes = sweep.notes.map((note) => element('p', { class: 'note' }, note));
  if (sweep.repairs.length === 0)
    return [element('p', { class: 'note' }, 'It would find nothing to repair.'), ...notes];
  return [
    table('What it finds', {
      columns: [{ name: 'Region' }, { name: 'What' }, { name: 'How many', isNumber: true }],
      rows: sweep.found.map(({ region, lack, count }) => [region, lack, plain(count)]),
    }),
    foldedTable(`What it starts, the most urgent first: ${many(sweep.repairs.length, 'repair')}`, () => ({
      columns: [
        { name: 'Name' },
        { name: 'Volume' },
        { name: 'Region' },
        { name: 'Snapshot' },
        { name: 'Taken (UTC)' },
        { name: 'What' },
        { name: 'Why' },
      ],
      rows: sweep.repairs.map(({ name, volumeId, region, snapshotId, takenAt, lack, why }) => [
        ...[name, volumeId, region, snapshotId],
        ...[minute(takenAt), lack, why],
      ]),
    })),
    ...notes,
  ];
}
