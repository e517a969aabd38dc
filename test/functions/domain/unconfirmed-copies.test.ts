import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { unconfirmedCopies } from '../../../functions/domain/unconfirmed-copies';

const snapshot = (snapshotId: string, more: Partial<ManagedSnapshot> = {}): ManagedSnapshot => ({
  snapshotId,
  volumeId: 'vol-1',
  state: 'completed',
  startedAt: '2026-03-05T03:00:00Z',
  takenAt: '2026-03-05T03:00:00Z',
  sizeGib: 8,
  storageTier: 'standard',
  description: '',
  stateMessage: '',
  tags: {},
  ...more,
});

const copy = (more: Partial<ManagedSnapshot> = {}): ManagedSnapshot =>
  snapshot('snap-copy', { sourceSnapshotId: 'snap-source', ...more });

const confirmed = (by: string): ManagedSnapshot =>
  snapshot('snap-source', { tags: { 'snapshot-keeper:copy/us-west-2': by } });

test.each<[string, ManagedSnapshot[], ManagedSnapshot[], string[]]>([
  ['a finished copy of which its source says nothing', [snapshot('snap-source')], [copy()], ['snap-copy']],
  ['one whose source names another', [confirmed('snap-gone of snap-source')], [copy()], ['snap-copy']],
  ['not one that is confirmed', [confirmed('snap-copy of snap-source')], [copy()], []],
  ['not one that is not finished', [snapshot('snap-source')], [copy({ state: 'pending' })], []],
  ['not one whose source is gone, which nobody can confirm', [], [copy()], []],
  [
    'of two copies of a source only the one that stays',
    [confirmed('snap-copy of snap-source')],
    [copy(), { ...copy({ startedAt: '2026-03-05T04:00:00Z' }), snapshotId: 'snap-second' }],
    [],
  ],
])('unconfirmed is %s', (_, sources, copies, ids) => {
  expect(unconfirmedCopies(sources, copies, 'us-west-2').map(({ snapshotId }) => snapshotId)).toEqual(ids);
});
