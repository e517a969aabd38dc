import { RetentionRefused } from '../../../functions/domain/errors';
import { survivingCopies } from '../../../functions/domain/plan-retention';
import { describePolicy } from '../../../functions/domain/retention-policy';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { copy, snap, snapshot, vol } from '../../support/builders';
import { having, lines, plan } from './plan';

const HELD = { 'snapshot-keeper:hold': 'audit 2026' };
const OF_AWS_BACKUP = { 'aws:backup:source-resource': 'arn:aws:backup' };

describe('what becomes of one volume', () => {
  test('the verdicts come newest data first, each with its reason', () => {
    const verdicts = plan(
      [
        snapshot('snap-2', '2026-11-18T10:00:00Z'),
        snapshot('snap-4', '2026-11-20T10:00:00Z'),
        snapshot('snap-1', '2026-11-17T10:00:00Z', { tags: HELD }),
        snapshot('snap-3', '2026-11-19T10:00:00Z'),
        snapshot('snap-5', '2026-11-21T10:00:00Z', { state: 'pending' }),
      ],
      { policy: { last: 1, daily: 2 } },
    );
    expect(lines(verdicts)).toEqual([
      'snap-5 keep: pending: not counted',
      'snap-4 keep: last 1 of 1; daily 1 of 2: 2026-11-20',
      'snap-3 keep: daily 2 of 2: 2026-11-19',
      'snap-2 remove: kept by no rule of last 1, daily 2',
      'snap-1 blocked: held: audit 2026',
    ]);
  });

  test.each<[rule: string, expired: Partial<ManagedSnapshot>, line: string]>([
    ['an expired snapshot is removed', {}, 'snap-x remove: kept by no rule of last 1'],
    ['a held one is blocked, with the reason on its tag', { tags: HELD }, 'snap-x blocked: held: audit 2026'],
    [
      'an empty hold holds too',
      { tags: { 'snapshot-keeper:hold': '' } },
      'snap-x blocked: held: no reason given',
    ],
    ['one of AWS Backup is blocked', { tags: OF_AWS_BACKUP }, 'snap-x blocked: managed by AWS Backup'],
    ['an archived one is blocked', { storageTier: 'archive' }, 'snap-x blocked: in the archive tier'],
    [
      'all reasons to block are told',
      { storageTier: 'archive', tags: { ...HELD, ...OF_AWS_BACKUP } },
      'snap-x blocked: held: audit 2026; managed by AWS Backup; in the archive tier',
    ],
    ['a pending one is left alone', { state: 'pending' }, 'snap-x keep: pending: not counted'],
    ['a recoverable one is left alone', { state: 'recoverable' }, 'snap-x keep: recoverable: not counted'],
    ['a recovering one is left alone', { state: 'recovering' }, 'snap-x keep: recovering: not counted'],
    ['a failed one that is no copy is kept', { state: 'error' }, 'snap-x keep: failed: not counted'],
  ])('%s', (_rule, expired, line) => {
    const verdicts = plan([
      snapshot('snap-new', '2026-11-20T10:00:00Z'),
      snapshot('snap-x', '2026-11-19T10:00:00Z', expired),
    ]);
    expect(lines(verdicts)).toEqual(['snap-new keep: last 1 of 1', line]);
  });

  test.each<[rule: string, newer: Partial<ManagedSnapshot>, line: string]>([
    ['pending', { state: 'pending' }, 'snap-new keep: pending: not counted'],
    ['failed', { state: 'error' }, 'snap-new keep: failed: not counted'],
    ['recoverable', { state: 'recoverable' }, 'snap-new keep: recoverable: not counted'],
  ])('a newer snapshot that is %s takes no place of a good one', (_rule, newer, line) => {
    const verdicts = plan([
      snapshot('snap-new', '2026-11-20T10:00:00Z', newer),
      snapshot('snap-good', '2026-11-19T10:00:00Z'),
    ]);
    expect(lines(verdicts)).toEqual([line, 'snap-good keep: last 1 of 1']);
  });

  test('a snapshot from the future is kept and takes no place', () => {
    const verdicts = plan([
      snapshot('snap-future', '2026-12-01T00:00:01Z'),
      snapshot('snap-now', '2026-12-01T00:00:00Z'),
    ]);
    expect(lines(verdicts)).toEqual([
      'snap-future keep: taken in the future: not counted',
      'snap-now keep: last 1 of 1',
    ]);
  });

  test('a copy is as old as its data, whenever it was made', () => {
    const verdicts = plan([
      snapshot('copy-of-old', '2026-11-18T10:00:00Z', { startedAt: '2026-11-25T10:00:00Z' }),
      snapshot('copy-of-new', '2026-11-20T10:00:00Z', { startedAt: '2026-11-20T11:00:00Z' }),
    ]);
    expect(having('keep', verdicts)).toEqual(['copy-of-new']);
  });

  test.each([{}, { last: 1 }])('without snapshots there is nothing to decide: copies %p', (policy) => {
    expect(plan([], { copyPolicies: { 'us-west-2': policy } })).toEqual([]);
  });

  test('a policy without rules is refused', () => {
    expect(() => plan([snapshot('snap-1', '2026-11-20T10:00:00Z')], { policy: {} })).toThrow(
      RetentionRefused,
    );
    expect(() => plan([], { policy: {} })).toThrow('the retention policy has no rule');
  });

  test('a policy is told in the words of the settings', () => {
    expect(describePolicy({ last: 7 })).toBe('last 7');
    expect(describePolicy({ daily: 7, weekly: 4, within: '36h' })).toBe('daily 7, weekly 4, within 36h');
  });

  test('a year of daily snapshots, pruned every day, leaves 7 days, 4 weeks and 12 months', () => {
    const policy = { daily: 7, weekly: 4, monthly: 12 };
    let held: ManagedSnapshot[] = [];
    for (let day = 0; day < 365; day += 1) {
      const takenAt = new Date(Date.UTC(2026, 0, 1 + day, 12));
      held.push(snapshot(takenAt.toISOString().slice(0, 10), takenAt.toISOString()));
      const removed = new Set(having('remove', plan(held, { policy, now: takenAt })));
      held = held.filter(({ snapshotId }) => !removed.has(snapshotId));
    }
    expect(held.map(({ snapshotId }) => snapshotId).reverse()).toEqual([
      '2026-12-31',
      '2026-12-30',
      '2026-12-29',
      '2026-12-28',
      '2026-12-27',
      '2026-12-26',
      '2026-12-25',
      '2026-12-20',
      '2026-12-13',
      '2026-11-30',
      '2026-10-31',
      '2026-09-30',
      '2026-08-31',
      '2026-07-31',
      '2026-06-30',
      '2026-05-31',
      '2026-04-30',
      '2026-03-31',
      '2026-02-28',
      '2026-01-31',
    ]);
  });
});

test('snapshots of several volumes are refused: the policy would keep of all what it is to keep of one', () => {
  expect(() =>
    plan([
      snapshot(snap(1), '2026-11-19T10:00:00Z'),
      snapshot(snap(2), '2026-11-20T10:00:00Z', { volumeId: vol(2) }),
    ]),
  ).toThrow(new RetentionRefused(`the snapshots are of 2 volumes: ${vol(1)}, ${vol(2)} …`));
});

describe('several copies of one source', () => {
  const first = copy('copy-1', 'snap-source', '2026-11-20T10:00:00Z', { startedAt: '2026-11-20T11:00:00Z' });
  const second = copy('copy-2', 'snap-source', '2026-11-20T10:00:00Z', { startedAt: '2026-11-20T11:00:05Z' });

  test.each([
    ['as they began', [first, second]],
    ['the other way round', [second, first]],
  ])('the one that began first stays, listed %s', (_order, copies) => {
    expect(lines(plan(copies, { policy: { last: 7 } }))).toEqual([
      'copy-2 remove: duplicate of copy-1',
      'copy-1 keep: last 1 of 7',
    ]);
    expect(survivingCopies(copies)).toEqual(new Map([['snap-source', 'copy-1']]));
  });

  test('of two that began at once, the one with the smaller id stays', () => {
    const twin = { ...first, snapshotId: 'copy-0' };
    expect(survivingCopies([first, twin])).toEqual(new Map([['snap-source', 'copy-0']]));
    expect(survivingCopies([twin, first])).toEqual(new Map([['snap-source', 'copy-0']]));
  });

  test('they take one place', () => {
    const older = copy('copy-3', 'snap-older', '2026-11-19T10:00:00Z');
    expect(having('keep', plan([first, second, older], { policy: { last: 2 } }))).toEqual([
      'copy-1',
      'copy-3',
    ]);
  });

  test('one that is not completed is no survivor', () => {
    const verdicts = plan([{ ...first, state: 'pending' }, second]);
    expect(lines(verdicts)).toEqual(['copy-2 keep: last 1 of 1', 'copy-1 keep: pending: not counted']);
    expect(survivingCopies([{ ...first, state: 'error' }])).toEqual(new Map());
  });

  test('a held duplicate is blocked', () => {
    const verdicts = plan([first, { ...second, tags: { ...second.tags, ...HELD } }]);
    expect(lines(verdicts)).toEqual(['copy-2 blocked: held: audit 2026', 'copy-1 keep: last 1 of 1']);
  });

  test('snapshots that are no copies are never duplicates of each other', () => {
    const sources = [snapshot('snap-1', '2026-11-20T10:00:00Z'), snapshot('snap-2', '2026-11-20T10:00:00Z')];
    expect(survivingCopies(sources)).toEqual(new Map());
    expect(having('keep', plan(sources, { policy: { last: 7 } }))).toEqual(['snap-2', 'snap-1']);
  });
});

describe('a failed copy', () => {
  const failed = copy('copy-failed', 'snap-source', '2026-11-10T10:00:00Z', {
    state: 'error',
    startedAt: '2026-11-10T11:00:00Z',
  });
  const good = (snapshotId: string, takenAt: string, source: string) =>
    copy(snapshotId, source, takenAt, { startedAt: '2026-11-22T11:00:00Z' });

  test.each<[rule: string, others: ManagedSnapshot[], line: string]>([
    ['is kept while it is alone', [], 'copy-failed keep: failed: not counted'],
    [
      'is kept while good copies are of older data',
      [good('copy-old', '2026-11-09T10:00:00Z', 'snap-older')],
      'copy-failed keep: failed: not counted',
    ],
    [
      'is kept while the copy that takes its place runs',
      [{ ...good('copy-again', '2026-11-10T10:00:00Z', 'snap-source'), state: 'pending' }],
      'copy-failed keep: failed: not counted',
    ],
    [
      'goes when a good copy of the same data exists',
      [good('copy-again', '2026-11-10T10:00:00Z', 'snap-source')],
      'copy-failed remove: failed copy: copy-again is good and not older',
    ],
    [
      'goes when a good copy of newer data exists',
      [good('copy-new', '2026-11-11T10:00:00Z', 'snap-newer')],
      'copy-failed remove: failed copy: copy-new is good and not older',
    ],
    [
      'is kept where the newer copy has failed too',
      [{ ...good('copy-new', '2026-11-11T10:00:00Z', 'snap-newer'), state: 'error' }],
      'copy-failed keep: failed: not counted',
    ],
  ])('%s', (_rule, others, line) => {
    expect(lines(plan([failed, ...others]))).toContain(line);
  });

  test.each([
    ['stays as evidence for two weeks from its start', '2026-11-17T00:00:01Z', []],
    ['is evidence no more after two weeks', '2026-11-17T00:00:00Z', ['copy-failed']],
  ])('%s, whatever has taken its place', (_rule, startedAt, removed) => {
    const verdicts = plan([{ ...failed, startedAt }, good('copy-new', '2026-11-11T10:00:00Z', 'snap-newer')]);
    expect(having('remove', verdicts)).toEqual(removed);
  });

  test('is kept while it is held', () => {
    const held = { ...failed, tags: { ...failed.tags, ...HELD } };
    const verdicts = plan([held, good('copy-new', '2026-11-11T10:00:00Z', 'snap-newer')]);
    expect(having('remove', verdicts)).toEqual([]);
  });
});
