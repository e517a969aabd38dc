import { calendarOf } from '../../../functions/domain/calendar';
import { RetentionRefused } from '../../../functions/domain/errors';
import { planRegion, type RegionPlan, type RegionQuestion } from '../../../functions/domain/plan-region';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { snapshot } from '../../support/builders';
import { lines } from './plan';

/** Daily snapshots `snap-1` and so on, the oldest first, each adopted under the policy in these words. */
const adoptedUnder = (...policies: readonly string[]): ManagedSnapshot[] =>
  policies.map((policy, day) =>
    snapshot(`snap-${day + 1}`, new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), {
      tags: { 'snapshot-keeper:policy': policy },
    }),
  );

const plan = (snapshots: readonly ManagedSnapshot[], more: Partial<RegionQuestion> = {}): RegionPlan =>
  planRegion({
    snapshots,
    overrideTag: 'snapshot-keeper:retain',
    retention: { last: 1 },
    schedules: { deployment: 'keeper', retention: {} },
    copyRetention: {},
    deletionLimit: 'none',
    broken: new Set(),
    calendar: calendarOf('UTC'),
    now: new Date('2026-11-01T00:00:00Z'),
    ...more,
  });

/** The same with this override on the newest. */
const overridden = (value: string): ManagedSnapshot[] =>
  adoptedUnder('last 1', 'last 1', 'last 1').map((one, index) =>
    index === 2 ? { ...one, tags: { ...one.tags, 'snapshot-keeper:retain': value } } : one,
  );

test('what no rule of the policy keeps is removed', () => {
  expect(lines(plan(adoptedUnder('last 1', 'last 1')).verdicts)).toEqual([
    'snap-2 keep: last 1 of 1',
    'snap-1 remove: kept by no rule of last 1',
  ]);
});

test('the override of the volume replaces the policy', () => {
  expect(lines(plan(overridden('2')).verdicts)).toEqual([
    'snap-3 keep: last 1 of 2',
    'snap-2 keep: last 2 of 2',
    'snap-1 remove: kept by no rule of last 2',
  ]);
});

test.each(['none' as const, { share: 0.5, count: 1 }])(
  'where the override cannot be read, nothing is deleted, whatever the limit: %p',
  (deletionLimit) => {
    const { verdicts, refusal, blockedByLimit, unreadable } = plan(overridden('forever'), { deletionLimit });

    expect(unreadable).toBe('forever');
    expect(lines(verdicts)).toEqual([
      'snap-3 keep: last 1 of 1',
      'snap-2 blocked: the policy is not known: snapshot-keeper:retain cannot be read',
      'snap-1 blocked: the policy is not known: snapshot-keeper:retain cannot be read',
    ]);
    expect(blockedByLimit).toEqual([]);
    expect(refusal).toBeUndefined();
  },
);

test('where a changed policy would remove too much at once, that is blocked and named', () => {
  const { verdicts, refusal, blockedByLimit } = plan(
    adoptedUnder('last 9', 'last 9', 'last 9', 'last 1', 'last 1'),
    {
      deletionLimit: { share: 0.5, count: 1 },
    },
  );

  expect(verdicts.map(({ snapshotId, action }) => [snapshotId, action])).toEqual([
    ['snap-5', 'keep'],
    ['snap-4', 'remove'],
    ['snap-3', 'blocked'],
    ['snap-2', 'blocked'],
    ['snap-1', 'blocked'],
  ]);
  expect(blockedByLimit).toEqual(['snap-3', 'snap-2', 'snap-1']);
  expect(refusal?.change).toBe('last 9 → last 1');
});

test('in the primary Region a copy that the override for DR still wants is waited for', () => {
  const snapshots = adoptedUnder('last 1', 'last 1').map((one) => ({
    ...one,
    tags: { ...one.tags, 'snapshot-keeper:dr-retain': '2' },
  }));

  expect(lines(plan(snapshots, { copyRetention: { 'us-west-2': { last: 1 } } }).verdicts)[1]).toBe(
    'snap-1 blocked: copy to us-west-2 still wanted',
  );
});

test('a policy without a rule is refused', () => {
  expect(() => plan(adoptedUnder('last 1'), { retention: {} })).toThrow(RetentionRefused);
});
