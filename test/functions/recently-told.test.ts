import { RecentlyTold } from '../../functions/prune-volume/recently-told';

const MARK = { snapshotId: 'snap-1', value: 'in doubt' };
const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 0, minutes));

test('what was told and marked is known for ten minutes, in which EC2 may not show the mark yet', () => {
  const told = new RecentlyTold();
  expect(told.has(MARK, at(0))).toBe(false);
  told.note(MARK, at(0));

  expect(told.has(MARK, at(9))).toBe(true);
  expect(told.has(MARK, at(10))).toBe(false);
});

test.each([
  ['another snapshot', { ...MARK, snapshotId: 'snap-2' }],
  ['another reason', { ...MARK, value: 'unreadable x' }],
  ['another tag', { ...MARK, tag: 'snapshot-keeper:given-up' }],
])('%s is another matter', (_, other) => {
  const told = new RecentlyTold();
  told.note(MARK, at(0));

  expect(told.has(other, at(1))).toBe(false);
});
