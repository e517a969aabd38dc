import { limitDeletions, type DeletionLimit } from '../../../functions/domain/deletion-limit';
import { describePolicy, type RetentionPolicy } from '../../../functions/domain/retention-policy';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { managedCopy, snapshot } from '../../support/builders';
import { lines, plan } from './plan';

const DEFAULT: DeletionLimit = { share: 0.5, count: 2 };

/** Daily snapshots, the oldest first, each adopted under the policy in these words; undefined where no tag tells it. */
const adoptedUnder = (...policies: readonly (string | undefined)[]): ManagedSnapshot[] =>
  policies.map((policy, day) =>
    snapshot(`snap-${day + 1}`, new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), {
      tags: policy === undefined ? {} : { 'snapshot-keeper:policy': policy },
    }),
  );

const times = <T>(count: number, policy: T): T[] => Array.from({ length: count }, () => policy);

const limited = (
  snapshots: readonly ManagedSnapshot[],
  policy: RetentionPolicy,
  limit: DeletionLimit = DEFAULT,
): ReturnType<typeof limitDeletions> =>
  limitDeletions({
    verdicts: plan(snapshots, { policy }),
    snapshots,
    inForce: describePolicy(policy),
    deployment: 'keeper',
    limit,
  });

test.each<
  [
    rule: string,
    policies: (string | undefined)[],
    last: number,
    limit: DeletionLimit,
    removed: number,
    blocked: number,
  ]
>([
  ['one more than the policy keeps', times(8, 'last 7'), 7, DEFAULT, 1, 0],
  ['a backlog under the same policy', times(31, 'last 1'), 1, DEFAULT, 30, 0],
  ['a backlog, where nothing may go', times(31, 'last 1'), 1, { share: 0, count: 0 }, 30, 0],
  ['thirty kept, then two', [...times(30, 'last 30'), 'last 2'], 2, DEFAULT, 0, 29],
  ['seven kept, then one', [...times(7, 'last 7'), 'last 1'], 1, DEFAULT, 0, 7],
  ['one of which nobody knows the policy', [undefined, 'last 1', 'last 1'], 1, DEFAULT, 1, 1],
  ['one of which nobody knows the policy, without a limit', [undefined, 'last 1'], 1, 'none', 1, 0],
  ['as many as the count, whatever their share', [...times(2, 'last 2'), 'last 1'], 1, DEFAULT, 2, 0],
  ['more than the count, and more than the share', [...times(4, 'last 4'), 'last 2'], 2, DEFAULT, 0, 3],
  ['more than the count, and just the share', [...times(6, 'last 6'), 'last 4'], 4, DEFAULT, 3, 0],
  [
    'more than the count and the share of what the change is about',
    [...times(5, 'last 5'), 'last 3'],
    3,
    DEFAULT,
    0,
    3,
  ],
  [
    'what was refused, however much comes in under the new policy',
    [...times(9, 'last 9'), ...times(40, 'last 30')],
    30,
    DEFAULT,
    10,
    9,
  ],
  ['much, but a small share', [...times(100, 'last 100'), 'last 60'], 60, DEFAULT, 41, 0],
  ['a single one, where nothing may go', ['last 2', 'last 1'], 1, { share: 0, count: 0 }, 0, 1],
  ['nearly all, where the limit is released', [...times(30, 'last 30'), 'last 2'], 2, 'none', 29, 0],
  ['those that tell of no policy', [...times(9, undefined), 'last 2'], 2, DEFAULT, 0, 8],
  [
    'those of two other policies',
    [...times(4, 'last 9'), ...times(4, undefined), 'last 2'],
    2,
    DEFAULT,
    0,
    7,
  ],
  [
    'a mix: what is of the policy in force goes, the rest stays',
    [...times(9, 'last 30'), ...times(4, 'last 2')],
    2,
    DEFAULT,
    2,
    9,
  ],
  ['a few of another policy in a backlog', [...times(2, 'last 30'), ...times(9, 'last 2')], 2, DEFAULT, 9, 0],
])('%s', (_rule, policies, last, limit, removed, blocked) => {
  const { verdicts, refusal } = limited(adoptedUnder(...policies), { last }, limit);

  const count = (wanted: string): number => verdicts.filter(({ action }) => action === wanted).length;
  expect([count('remove'), count('blocked')]).toEqual([removed, blocked]);
  expect(refusal !== undefined).toBe(blocked > 0);
});

test('what is blocked tells of the setting, of the change of policy, and of how many', () => {
  const { verdicts, refusal } = limited(adoptedUnder(undefined, 'last 9', 'last 30', 'daily 1'), {
    daily: 1,
  });

  expect(lines(verdicts)).toEqual([
    'snap-4 keep: daily 1 of 1: 2026-01-04',
    ...['snap-3', 'snap-2', 'snap-1'].map(
      (id) =>
        `${id} blocked: deletionLimit: a change of policy (last 30 → daily 1) would remove 3 of 3 at once`,
    ),
  ]);
  expect(refusal).toEqual({
    change: 'last 30 → daily 1',
    reason:
      'a change of policy (last 30 → daily 1) would remove 3 of 3 earlier snapshots at once, and the setting deletionLimit allows a share of 0.5 or a count of 2',
  });
});

test('of snapshots that tell of none, the policy before is called unknown', () => {
  expect(limited(adoptedUnder(...times(4, undefined)), { last: 1 }).refusal?.change).toBe(
    'an unknown policy → last 1',
  );
});

test('failed copies, duplicates and what is not completed count on neither side; what is blocked is not removed', () => {
  const snapshots = [
    snapshot('snap-pending', '2026-11-20T12:00:00Z', { state: 'pending' }),
    managedCopy('snap-newest', 'snap-source', '2026-11-20T10:00:00Z'),
    managedCopy('snap-duplicate', 'snap-source', '2026-11-20T10:00:00Z', {
      startedAt: '2026-11-20T11:00:00Z',
    }),
    managedCopy('snap-failed', 'snap-other', '2026-11-10T10:00:00Z', { state: 'error' }),
    snapshot('snap-held', '2026-11-09T10:00:00Z', { tags: { 'snapshot-keeper:hold': 'audit' } }),
    snapshot('snap-expired', '2026-11-08T10:00:00Z'),
  ];
  const verdicts = plan(snapshots);

  expect(verdicts.map(({ snapshotId, action, counted }) => [snapshotId, action, counted])).toEqual([
    ['snap-pending', 'keep', false],
    ['snap-duplicate', 'remove', false],
    ['snap-newest', 'keep', true],
    ['snap-failed', 'remove', false],
    ['snap-held', 'blocked', true],
    ['snap-expired', 'remove', true],
  ]);
  const counted = verdicts.filter((verdict) => verdict.counted);
  expect(counted).toHaveLength(3);
  expect(counted.filter(({ action }) => action === 'remove')).toHaveLength(1);
  expect(
    limited(snapshots, { last: 1 }, { share: 0, count: 0 }).verdicts.map(({ action }) => action),
  ).toEqual(['keep', 'remove', 'keep', 'remove', 'blocked', 'blocked']);
});

test('what nobody knows the policy of is blocked however little it is, else a backlog would go one by one', () => {
  expect(limited(adoptedUnder(undefined, 'last 1'), { last: 1 }).refusal?.reason).toBe(
    'a change of policy (an unknown policy → last 1) would remove 1 of 1 earlier snapshots at once, and the setting ' +
      'deletionLimit allows none of which nobody knows under which policy they were adopted',
  );
});

test.each([
  ['a hold', 'held: for the auditors'],
  ['a copy still wanted', 'copy to us-west-2 still wanted'],
])('what %s keeps for now counts too: else much would go in small parts, as they come off', (_, reason) => {
  const snapshots = adoptedUnder(...times(7, 'last 7'), 'last 1');
  const verdicts = plan(snapshots, { policy: { last: 1 } }).map((verdict) =>
    ['snap-1', 'snap-2', 'snap-3', 'snap-4', 'snap-5'].includes(verdict.snapshotId)
      ? { ...verdict, action: 'blocked' as const, reasons: [reason] }
      : verdict,
  );

  const { blockedByLimit, refusal } = limitDeletions({
    verdicts,
    snapshots,
    inForce: 'last 1',
    deployment: 'keeper',
    limit: DEFAULT,
  });

  expect(blockedByLimit).toEqual(['snap-7', 'snap-6']);
  expect(refusal?.reason).toBe(
    'a change of policy (last 7 → last 1) would remove 7 of 7 earlier snapshots at once, and the setting ' +
      'deletionLimit allows a share of 0.5 or a count of 2',
  );
});
