import { calendarOf } from '../../../functions/domain/calendar';
import { isFirstRefusal, planRegion } from '../../../functions/domain/plan-region';
import type { RetentionPolicy } from '../../../functions/domain/retention-policy';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { TAG } from '../../../functions/domain/tags';
import { snapshot } from '../../support/builders';

/** Daily snapshots `snap-1` and so on, the oldest first, each adopted under the policy in these words. */
const adoptedUnder = (...policies: readonly (string | undefined)[]): Snapshot[] =>
  policies.map((policy, day) =>
    snapshot(`snap-${day + 1}`, new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), {
      tags: policy === undefined ? {} : { 'snapshot-keeper:policy': policy },
    }),
  );

function isTold(snapshots: readonly Snapshot[], snapshotId: string, retention: RetentionPolicy): boolean {
  const question = {
    snapshots,
    overrideTag: TAG.retain,
    retention,
    copyRetention: {},
    deletionLimit: { share: 0.5, count: 1 },
    calendar: calendarOf('UTC'),
    now: new Date('2026-11-01T00:00:00Z'),
  };
  const plan = planRegion(question);
  return plan.refusal !== undefined && isFirstRefusal(question, plan, snapshotId);
}

const THREE = ['last 9', 'last 9', 'last 9'];

test.each<[rule: string, policies: (string | undefined)[], snapshotId: string, told: boolean]>([
  ['the first snapshot under a policy', [...THREE, 'last 1'], 'snap-4', true],
  ['the first after some that tell of no policy', [undefined, undefined, 'last 1'], 'snap-3', true],
  ['the first, though another has come meanwhile', [...THREE, 'last 1', 'last 1'], 'snap-4', true],
  ['the second, for which the first has told', [...THREE, 'last 1', 'last 1'], 'snap-5', false],
  ['one of the policy before, whose plan comes late', [...THREE, 'last 1'], 'snap-3', false],
  ['one that is gone, which may have been the first', [...THREE, 'last 1', 'last 1'], 'snap-gone', true],
])('a refusal is told for %s: %p, %s: %p', (_rule, policies, snapshotId, told) => {
  expect(isTold(adoptedUnder(...policies), snapshotId, { last: 1 })).toBe(told);
});

test('a refusal that comes only with a later snapshot under the same policy is told for that one', () => {
  // Three of ten within the fourteen days before the second snapshot; the third comes three weeks later.
  const [first, second, third, fourth] = adoptedUnder(...THREE, 'within 14d') as [
    Snapshot,
    Snapshot,
    Snapshot,
    Snapshot,
  ];
  const later = snapshot('snap-later', '2026-02-01T00:00:00.000Z', {
    tags: { 'snapshot-keeper:policy': 'within 14d' },
  });
  const evenLater = snapshot('snap-even-later', '2026-02-02T00:00:00.000Z', {
    tags: { 'snapshot-keeper:policy': 'within 14d' },
  });
  const held = [first, second, third, fourth];

  expect(isTold(held, 'snap-4', { within: '14d' })).toBe(false);
  expect(isTold([...held, later], 'snap-later', { within: '14d' })).toBe(true);
  expect(isTold([...held, later, evenLater], 'snap-even-later', { within: '14d' })).toBe(false);
});

test('a snapshot that is not completed has told nothing', () => {
  const [one, two, three, failed, next] = adoptedUnder(...THREE, 'last 1', 'last 1');

  expect(isTold([one!, two!, three!, { ...failed!, state: 'error' }, next!], 'snap-5', { last: 1 })).toBe(
    true,
  );
});
