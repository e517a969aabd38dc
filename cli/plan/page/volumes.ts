import { many, plain } from '../../page/parts/format';
import { table } from '../../page/parts/table';
import type { ProtectionToday, VolumeToday } from '../today/today';

const VERDICTS: Readonly<Record<VolumeToday['verdict'], string>> = {
  protected: 'protected',
  unprotected: 'NOT PROTECTED',
  'not selected': 'not selected',
  gone: 'not there',
  'no volume': 'no volume',
};

/** Every volume: whether it is protected, its newest point in each Region, what becomes of its snapshots, and by which policy. */
export const volumes = ({ volumes: all, regions, groupKeys }: ProtectionToday): HTMLElement =>
  table(`Every volume: ${many(all.length, 'volume')}`, {
    columns: [
      { name: 'Name' },
      { name: 'Volume' },
      ...groupKeys.slice(0, 1).map((name) => ({ name })),
      { name: 'Verdict' },
      ...regions.flatMap((region) => [
        { name: `Newest in ${region} (h)`, isNumber: true },
        { name: 'Points', isNumber: true },
      ]),
      { name: 'Would go', isNumber: true },
      { name: 'Held or blocked', isNumber: true },
      { name: 'To copy', isNumber: true },
      { name: 'GiB stored', isNumber: true },
      { name: 'USD a month', isNumber: true },
      ...regions.map((region) => ({ name: `Policy in ${region}` })),
      { name: 'What to know' },
    ],
    rows: all.map((volume) => [
      volume.name,
      volume.volumeId,
      ...volume.groups.slice(0, 1),
      VERDICTS[volume.verdict],
      ...volume.places.flatMap(({ ageHours, pointCount }) => [
        ageHours === null ? '–' : plain(ageHours),
        plain(pointCount),
      ]),
      plain(volume.removedCount),
      plain(volume.blockedCount),
      plain(volume.copyCount),
      plain(volume.storedGib),
      plain(volume.usdPerMonth),
      ...volume.places.map(({ policy }) =>
        policy === undefined ? '–' : `${policy.policy} (${policy.from})`,
      ),
      volume.remarks.join('; '),
    ]),
  });
