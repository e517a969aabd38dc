import { plain } from '../../page/parts/format';
import { foldedTable } from '../../page/parts/folded-table';
import { table, type TableSpec } from '../../page/parts/table';
import type { ProtectionToday } from '../today/today';

/** The policies that count in each Region, where each comes from, and for how many volumes; then those of every volume. */
export const policies = (data: ProtectionToday): HTMLElement[] => [
  table('Policies', {
    columns: [{ name: 'Region' }, { name: 'Keeps' }, { name: 'From' }, { name: 'Volumes', isNumber: true }],
    rows: data.policies.map(({ region, policy, from, volumeCount }) => [
      region,
      policy,
      from,
      plain(volumeCount),
    ]),
  }),
  foldedTable('The policy of each volume', () => ofVolumes(data)),
];

const ofVolumes = ({ volumes, regions }: ProtectionToday): TableSpec => ({
  columns: [{ name: 'Name' }, { name: 'Volume' }, { name: 'Region' }, { name: 'Keeps' }, { name: 'From' }],
  rows: volumes.flatMap(({ name, volumeId, places }) =>
    places.flatMap(({ policy }, index) =>
      policy === undefined ? [] : [[name, volumeId, regions[index] ?? '', policy.policy, policy.from]],
    ),
  ),
});
