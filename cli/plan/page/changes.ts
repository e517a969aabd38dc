import { element } from '../../page/parts/element';
import { many, minute, plain, usd } from '../../page/parts/format';
import { foldedTable } from '../../page/parts/folded-table';
import { table } from '../../page/parts/table';
import type { CauseToday, ProtectionToday, SnapshotToday } from '../today/today';

/** The snapshots that would go now. */
export function removed({ removed: going, removedCauses, costs }: ProtectionToday): HTMLElement[] {
  if (going.length === 0) return [note('Nothing would go now.')];
  const freedGib = costs.reduce((sum, cost) => sum + cost.freedGib, 0);
  const freedUsd = costs.reduce((sum, cost) => sum + cost.freedUsd, 0);
  return [
    note(
      `Each goes with the next event about its volume in that Region. That frees about ${plain(freedGib)} GiB, ${usd(freedUsd)} a month.`,
    ),
    causes('Why they would go', removedCauses),
    snapshots('What would go', going),
  ];
}

/** The snapshots that no rule keeps and that stay all the same. */
export function blocked({ blocked: staying, blockedCauses }: ProtectionToday): HTMLElement[] {
  if (staying.length === 0) return [note('Nothing is held or blocked: whatever no rule keeps would go now.')];
  return [
    note('No rule of a policy keeps these; something else does, and they stay for as long as it does.'),
    causes('Why they stay', blockedCauses),
    snapshots('What is held or blocked', staying),
  ];
}

const note = (text: string): HTMLElement => element('p', { class: 'note' }, text);

const causes = (caption: string, all: readonly CauseToday[]): HTMLElement =>
  table(caption, {
    columns: [
      { name: 'Why' },
      { name: 'Region' },
      { name: 'Snapshots', isNumber: true },
      { name: 'Volumes', isNumber: true },
    ],
    rows: all.map(({ why, region, snapshotCount, volumeCount }) => [
      why,
      region,
      plain(snapshotCount),
      plain(volumeCount),
    ]),
  });

const snapshots = (caption: string, all: readonly SnapshotToday[]): HTMLElement =>
  foldedTable(`${caption}: ${many(all.length, 'snapshot')}`, () => ({
    columns: [
      { name: 'Name' },
      { name: 'Volume' },
      { name: 'Region' },
      { name: 'Data of (UTC)' },
      { name: 'Snapshot' },
      { name: 'GiB of the volume', isNumber: true },
      { name: 'Why' },
    ],
    rows: all.map(({ name, volumeId, region, takenAt, snapshotId, sizeGib, why }) => [
      name,
      volumeId,
      region,
      minute(takenAt),
      snapshotId,
      plain(sizeGib),
      why,
    ]),
  }));
