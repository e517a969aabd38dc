import { many, plain } from '../../page/parts/format';
import { foldedTable } from '../../page/parts/folded-table';
import type { TableSpec } from '../../page/parts/table';
import type { ProtectionToday, VolumeToday } from '../today/today';

const VERDICTS: Readonly<Record<VolumeToday['verdict'], string>> = {
  protected: 'protected',
  unprotected: 'NOT PROTECTED',
  'not yet': 'not yet',
  'not selected': 'not selected',
  gone: 'not there',
  'no volume': 'no volume',
};

/** Every volume, folded away: whether it is protected, its newest point in each Region, and what becomes of its snapshots. */
export const volumes = (data: ProtectionToday): HTMLElement =>
  foldedTable(`Every volume: ${many(data.volumes.length, 'volume')}`, () => numbers(data));

const numbers = ({ volumes: all, regions, groupKeys }: ProtectionToday): TableSpec => ({
  columns: [
    { name: 'Name' },
    { name: 'Volume' },
    ...groupKeys.slice(0, 1).map((name) => ({ name })),
    { name: 'Verdict' },
    { name: 'Target (h)', isNumber: true },
    ...regions.map((region) => ({ name: `Newest in ${region} (h)`, isNumber: true })),
    { name: 'Would go', isNumber: true },
    { name: 'Held or blocked', isNumber: true },
    { name: 'To copy', isNumber: true },
    { name: 'GiB stored', isNumber: true },
    { name: 'USD a month', isNumber: true },
    { name: 'What to know' },
  ],
  rows: all.map((volume) => [
    volume.name,
    volume.volumeId,
    ...volume.groups.slice(0, 1),
    VERDICTS[volume.verdict],
    plain(volume.targetHours),
    ...volume.places.map(({ ageHours }) => (ageHours === null ? '–' : plain(ageHours))),
    plain(volume.removedCount),
    plain(volume.blockedCount),
    plain(volume.copyCount),
    plain(volume.storedGib),
    plain(volume.usdPerMonth),
    volume.remarks.join('; '),
  ]),
});
