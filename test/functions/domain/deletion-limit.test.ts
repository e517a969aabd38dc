import { refusalOf, removalOf, type DeletionLimit } from '../../../functions/domain/deletion-limit';
import { snapshot } from '../../support/builders';
import { plan } from './plan';

const DEFAULT: DeletionLimit = { share: 0.5, count: 5 };

test.each<[rule: string, removed: number, of: number, limit: DeletionLimit, isRefused: boolean]>([
  ['nothing to remove', 0, 0, DEFAULT, false],
  ['one more than the policy keeps', 1, 8, DEFAULT, false],
  ['two copies, of which the last stays', 1, 2, DEFAULT, false],
  ['as many as the count, whatever their share', 5, 6, DEFAULT, false],
  ['more than the count, and more than the share', 6, 11, DEFAULT, true],
  ['more than the count, and just the share', 6, 12, DEFAULT, false],
  ['much, but a small share', 400, 1000, DEFAULT, false],
  ['thirty kept, then two', 29, 31, DEFAULT, true],
  ['seven kept, then one', 7, 8, DEFAULT, true],
  ['nothing, where nothing may go', 0, 8, { share: 0, count: 0 }, false],
  ['a single one, where nothing may go', 1, 8, { share: 0, count: 0 }, true],
  ['nearly all, where the limit is released', 30, 31, 'none', false],
])('%s: %d of %d', (_rule, removedCount, ofCount, limit, isRefused) => {
  expect(refusalOf({ removedCount, ofCount }, limit) !== undefined).toBe(isRefused);
});

test('the refusal says how many of how many and what the setting allows', () => {
  expect(refusalOf({ removedCount: 29, ofCount: 31 }, DEFAULT)).toBe(
    '29 of 31 snapshots would be removed at once, and the setting deletionLimit allows a share of 0.5 or a count of 5',
  );
});

test('failed copies, duplicates and what is not completed count on neither side; what is blocked is not removed', () => {
  const copy = { 'snapshot-keeper:source-snapshot': 'snap-source' };
  const verdicts = plan([
    snapshot('snap-pending', '2026-11-20T12:00:00Z', { state: 'pending' }),
    snapshot('snap-newest', '2026-11-20T10:00:00Z', { tags: copy }),
    snapshot('snap-duplicate', '2026-11-20T10:00:00Z', { startedAt: '2026-11-20T11:00:00Z', tags: copy }),
    snapshot('snap-failed', '2026-11-19T10:00:00Z', {
      state: 'error',
      tags: { 'snapshot-keeper:source-snapshot': 'snap-other' },
    }),
    snapshot('snap-held', '2026-11-18T10:00:00Z', { tags: { 'snapshot-keeper:hold': 'audit' } }),
    snapshot('snap-expired', '2026-11-17T10:00:00Z'),
  ]);

  expect(verdicts.map(({ snapshotId, action, counted }) => [snapshotId, action, counted])).toEqual([
    ['snap-pending', 'keep', false],
    ['snap-duplicate', 'remove', false],
    ['snap-newest', 'keep', true],
    ['snap-failed', 'remove', false],
    ['snap-held', 'blocked', true],
    ['snap-expired', 'remove', true],
  ]);
  expect(removalOf(verdicts)).toEqual({ removedCount: 1, ofCount: 3 });
});
