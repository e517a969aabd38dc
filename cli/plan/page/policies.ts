import { plain } from '../../page/parts/format';
import { table } from '../../page/parts/table';
import type { ProtectionToday } from '../today/today';

/** The policies that count in each Region, where each comes from, and for how many volumes. */
export const policies = ({ policies: all }: ProtectionToday): HTMLElement =>
  table('Policies', {
    columns: [{ name: 'Region' }, { name: 'Keeps' }, { name: 'From' }, { name: 'Volumes', isNumber: true }],
    rows: all.map(({ region, policy, from, volumeCount }) => [region, policy, from, plain(volumeCount)]),
  });
