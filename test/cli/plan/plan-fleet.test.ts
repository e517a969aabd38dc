import type { Snapshot } from '@aws-sdk/client-ec2';
import type { PlanOptions } from '../../../cli/plan/plan-fleet';
import type { FleetPlan } from '../../../cli/plan/planned';
import { confirmation } from '../../../functions/domain/tags';
import { parseSettings } from '../../../infra/settings';
import { short, snap, vol } from '../../support/builders';
import {
  ALL_LISTS,
  copied,
  copy,
  DR,
  lines,
  managed,
  ours,
  planOf,
  PRIMARY,
  settings,
  snapshot,
  snapshotsOf,
  volume,
  type Account,
} from './account';

test.each<[rule: string, account: Account, covered: boolean, reason: string]>([
  ['a volume with the selection tag is covered', { volumes: [volume(1)] }, true, 'the volume is selected'],
  ['one without it is not', { volumes: [volume(1, {})] }, false, 'the volume is not selected'],
  [
    'one that is gone is looked after while it has snapshots of ours',
    { primary: [managed(1, vol(1), 1)] },
    true,
    'the volume is gone; its snapshots are managed',
  ],
  [
    'copies of ours may be all that is left of one',
    { dr: [copy(2, vol(1), 1, 1)] },
    false,
    'the volume and its snapshots are gone; their copies are left',
  ],
  [
    'one that nobody knows may be in another Region or account',
    { primary: [snapshot(1, vol(1), 1)] },
    false,
    'the volume is gone, or of another Region or account',
  ],
  [
    'the copies of others name no volume',
    { primary: [snapshot(1, 'vol-ffffffff', 1)] },
    false,
    'copies and imports by others, which name no volume',
  ],
])('%s', (_rule, account, covered, reason) => {
  expect(planOf(account).volumes).toMatchObject([{ covered, reason }]);
});

test.each<[rule: string, one: Snapshot, line: string]>([
  [
    'of a volume in scope, one from before',
    snapshot(1, vol(1), 1),
    'snap-1 keep: not managed: no event about it was handled',
  ],
  [
    'of a volume in scope, one that is pending',
    { ...snapshot(1, vol(1), 1), State: 'pending' },
    'snap-1 keep: not managed yet: pending',
  ],
  [
    'one by a tool that is not adopted',
    snapshot(1, vol(1), 1, { 'aws:dlm:managed': 'true' }),
    'snap-1 keep: not managed: made by Data Lifecycle Manager, which is not adopted',
  ],
  [
    'one of another deployment',
    snapshot(1, vol(1), 1, {
      'snapshot-keeper:managed-by': 'payroll',
      'snapshot-keeper:snapshot': snap(1),
    }),
    'snap-1 keep: not managed: managed by the deployment payroll',
  ],
  [
    'one that has inherited our tags from another',
    snapshot(1, vol(1), 9, ours(vol(1), 1)),
    'snap-1 keep: not managed: it bears our tags, but snapshot-keeper:snapshot does not name it: carried from elsewhere, or edited',
  ],
])('%s is left alone, with the reason', (_rule, one, line) => {
  expect(lines(planOf({ volumes: [volume(1)], primary: [one] }))).toEqual([line]);
});

test('ours of a volume that is not selected any more are left alone, since no event about it prunes', () => {
  const primary = [1, 2, 3].map((day) => managed(day, vol(1), day));

  expect(lines(planOf({ volumes: [volume(1, {})], primary }))).toEqual([
    'snap-3 keep: left alone: the volume is not selected',
    'snap-2 keep: left alone: the volume is not selected',
    'snap-1 keep: left alone: the volume is not selected',
  ]);
});

test.each<[rule: string, source: Snapshot, dr: Snapshot[], copyTo: string[], told: string]>([
  ['without a copy, its event asks for one', managed(1, vol(1), 1), [], [DR], 'none'],
  [
    'with a confirmed one it does not',
    copied(1, vol(1), 1),
    [copy(901, vol(1), 1, 1)],
    [],
    'snap-901, confirmed',
  ],
  [
    'where the confirmed one is not there and would be kept, it asks again',
    copied(1, vol(1), 1),
    [],
    [DR],
    'snap-901, confirmed, no longer there',
  ],
  [
    'where the confirmation is of another snapshot, it asks',
    managed(1, vol(1), 1, { [`snapshot-keeper:copy/${DR}`]: confirmation(snap(901), snap(2)) }),
    [],
    [DR],
    'none',
  ],
  [
    'nor while one is under way',
    managed(1, vol(1), 1),
    [{ ...copy(3, vol(1), 1, 1), State: 'pending' }],
    [],
    'snap-3, under way',
  ],
  [
    'nor where one is not confirmed',
    managed(1, vol(1), 1),
    [copy(3, vol(1), 1, 1)],
    [],
    'snap-3, not confirmed',
  ],
  [
    'where one has failed, it asks again',
    managed(1, vol(1), 1),
    [{ ...copy(3, vol(1), 1, 1), State: 'error' }],
    [DR],
    'none: 1 failed',
  ],
  [
    'while the first of the volume is under way, its event asks, and the copy waits',
    managed(2, vol(1), 2),
    [{ ...copy(3, vol(1), 1, 1), State: 'pending' }],
    [DR],
    'none: waits for snap-3, the first of the volume, under way',
  ],
  [
    'beside a finished one of the volume, it waits for none',
    managed(3, vol(1), 3),
    [{ ...copy(4, vol(1), 2, 2), State: 'pending' }, copy(5, vol(1), 1, 1)],
    [DR],
    'none',
  ],
  [
    'of one on an Outpost, it asks for none',
    { ...managed(1, vol(1), 1), OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' },
    [],
    [],
    'none: it is stored on an Outpost, and EC2 copies no such snapshot',
  ],
])('%s', (_rule, source, dr, copyTo, told) => {
  const [planned] = snapshotsOf(planOf({ volumes: [volume(1)], primary: [source], dr }));

  expect(planned).toMatchObject({ action: copyTo.length > 0 ? 'copy' : 'keep', copyTo });
  expect(short(planned?.copies?.[DR] ?? '')).toBe(told);
});

test('of confirmed copies that are not there, only those are asked for that the DR Region would keep', () => {
  const primary = [1, 2, 3].map((day) => copied(day, vol(1), day));

  const plan = planOf(
    { volumes: [volume(1)], primary },
    {},
    parseSettings({ primary: { region: PRIMARY }, dr: [{ region: DR, retention: { last: 2 } }] }, 'the test'),
  );

  expect(lines(plan)).toEqual([
    'snap-3 copy: last 1 of 7',
    'snap-2 copy: last 2 of 7',
    'snap-1 keep: last 3 of 7',
  ]);
});

test('what no list tells is said to be unknown', () => {
  const lists = [PRIMARY, DR].map((region) => ({ region, list: 'snapshots' as const }));

  expect(planOf({ lists }).unknown).toEqual([
    'us-east-1: which snapshots AMIs use (describe-images --owners self --include-disabled)',
    'us-west-2: which snapshots AMIs use (describe-images --owners self --include-disabled)',
    'us-east-1: which snapshots are locked (describe-locked-snapshots)',
    'us-west-2: which snapshots are locked (describe-locked-snapshots)',
  ]);
  expect(planOf({}).unknown).toEqual([]);
});

test('which instances bear the tag of a schedule is unknown without a list of those in the primary Region, where a schedule asks', () => {
  const gold = {
    ...settings,
    schedules: parseSettings(
      {
        primary: { region: PRIMARY },
        dr: [{ region: DR }],
        schedules: [{ name: 'gold', schedule: 'rate(1 day)', instances: { tagKey: 'Tier' } }],
      },
      'the test',
    ).schedules,
  };
  const onInstance = { ...volume(1), Attachments: [{ InstanceId: 'i-01234567' }] };
  const account = { volumes: [onInstance] };
  const withList = { ...account, lists: [...ALL_LISTS, { region: PRIMARY, list: 'instances' as const }] };

  const unknown = planOf(account, {}, gold);
  expect(unknown.unknown).toEqual([
    'us-east-1: which instances bear the tag of a schedule (describe-instances)',
  ]);
  expect(unknown.schedules).toMatchObject({ each: [{ volumes: null }], coveredByNone: [] });

  const known = planOf(withList, {}, gold);
  expect(known.unknown).toEqual([]);
  expect(known.schedules).toMatchObject({ each: [{ volumes: 0 }], coveredByNone: [vol(1)] });
});

describe('--adopt', () => {
  const before = [1, 2, 3].map((day) => snapshot(day, vol(1), day));

  test('plans retention over all that would be adopted, by the override on the volume, and copies what stays', () => {
    const volumes = [volume(1, { Backup: '', 'snapshot-keeper:retain': '1' })];

    const plan = planOf({ volumes, primary: before }, { adopt: true });

    expect(
      snapshotsOf(plan).map(({ snapshotId, action, copyTo }) => [short(snapshotId), action, copyTo]),
    ).toEqual([
      ['snap-3', 'copy', [DR]],
      ['snap-2', 'blocked', [DR]],
      ['snap-1', 'blocked', [DR]],
    ]);
    expect(lines(plan)[1]).toBe('snap-2 blocked: copy to us-west-2 still wanted');
  });

  test('adopts snapshots of a volume that is gone after one of ours, whatever their own tags say', () => {
    const primary = [1, 3].map((day) => snapshot(day, vol(1), day, { Backup: '' }));
    const managedOf = (plan: FleetPlan) =>
      snapshotsOf(plan).map((one) => [short(one.snapshotId), one.managed, one.reasons]);

    expect(managedOf(planOf({ primary }, { adopt: true }))).toEqual([
      ['snap-3', false, ['not managed: the volume is gone']],
      ['snap-1', false, ['not managed: the volume is gone']],
    ]);
    expect(
      managedOf(planOf({ primary: [...primary, managed(2, vol(1), 2)] }, { adopt: true })).map(
        ([, is]) => is,
      ),
    ).toEqual([true, true, true]);
  });

  test('believes no tag of ours on what it adopts, but a hold', () => {
    const carried = copied(1, vol(1), 1, {
      'snapshot-keeper:snapshot': snap(7),
      'snapshot-keeper:retain': '1',
      'snapshot-keeper:policy': 'last 1',
      'snapshot-keeper:hold': 'audit',
    });

    const [planned] = snapshotsOf(planOf({ volumes: [volume(1)], primary: [carried] }, { adopt: true }));

    expect(planned).toMatchObject({ action: 'copy', copies: { [DR]: 'none' } });
  });

  test('copies what has no room for our tags, and does not adopt it', () => {
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, '']));
    const primary = [1, 2, 3].map((day) => snapshot(day, vol(1), day, full));

    const plan = planOf({ volumes: [volume(1)], primary }, { adopt: true });

    expect(lines(plan)).toEqual(
      ['snap-3', 'snap-2', 'snap-1'].map(
        (id) => `${id} copy: not managed: its own tags leave no room for ours`,
      ),
    );
    expect(plan.totals.copies[DR]).toEqual({ count: 3, sizeGib: 24 });
  });
});

test('the limit of deletions blocks what is of another policy, and what it blocks is counted all the same', () => {
  const limited = { ...settings, deletionLimit: { share: 0.5, count: 1 } };
  const primary = ['last 9', 'last 9', 'last 9', 'last 2', 'last 2'].map((policy, index) =>
    copied(index + 1, vol(1), index + 1, { 'snapshot-keeper:policy': policy }),
  );

  const plan = planOf({ volumes: [volume(1)], primary }, {}, limited);

  expect(lines(plan).slice(2)).toEqual(
    ['snap-3', 'snap-2', 'snap-1'].map(
      (id) =>
        `${id} blocked: deletionLimit: a change of policy (last 9 → last 2) would remove 3 of 3 at once`,
    ),
  );
  expect(plan.volumes[0]?.regions[0]?.retention?.refusal).toBe(
    'a change of policy (last 9 → last 2) would remove 3 of 3 earlier snapshots at once, and the setting deletionLimit allows a share of 0.5 or a count of 1',
  );
  expect(plan.totals).toMatchObject({
    removal: { removedCount: 0, blockedByLimitCount: 3, ofCount: 5 },
    refusedCount: 1,
  });
});

test('a backlog under the policy in force goes at once, with --adopt too', () => {
  const primary = [1, 2, 3, 4, 5, 6].map((day) =>
    copied(day, vol(1), day, { 'snapshot-keeper:policy': 'last 2' }),
  );

  for (const adopt of [false, true]) {
    const { totals } = planOf({ volumes: [volume(1)], primary }, { adopt });
    expect(totals).toMatchObject({ snapshots: { [PRIMARY]: { remove: { count: 4 } } }, refusedCount: 0 });
  }
});

test('the totals count snapshots and GiB by Region and action, and copies by where they go', () => {
  const plan = planOf({
    volumes: [volume(1)],
    primary: [
      copied(1, vol(1), 1),
      managed(2, vol(1), 2, { 'snapshot-keeper:hold': '' }),
      copied(3, vol(1), 3),
      managed(4, vol(1), 4),
    ],
    dr: [copy(5, vol(1), 1, 1), copy(6, vol(1), 3, 3)],
  });

  const none = { count: 0, sizeGib: 0 };
  const one = { count: 1, sizeGib: 8 };
  expect(plan.totals).toEqual({
    snapshots: {
      [PRIMARY]: { keep: one, copy: one, blocked: one, remove: one },
      [DR]: { keep: one, copy: none, blocked: none, remove: one },
    },
    // Of the second none: it is held, and the third is copied, which is all that is kept there.
    copies: { [DR]: { count: 1, sizeGib: 8 } },
    removal: {
      removedCount: 2,
      blockedByLimitCount: 0,
      afterCopiesCount: 0,
      blockedAfterCopiesCount: 0,
      ofCount: 6,
    },
    coverage: { protected: 1, unprotected: 0, 'not yet': 0, 'not selected': 0, gone: 0, 'no volume': 0 },
    unknownTargetCount: 0,
    refusedCount: 0,
  });
});

describe('a large account is planned in one pass: twice as much takes twice as many looks at times', () => {
  const looks = (account: Account, options: Partial<PlanOptions> = {}): number => {
    const parse = jest.spyOn(Date, 'parse');
    planOf(account, options);
    const count = parse.mock.calls.length;
    parse.mockRestore();
    return count;
  };

  const fleet = (size: number): Account => ({
    volumes: Array.from({ length: size }, (_, index) => volume(index)),
    primary: Array.from({ length: size }, (_, index) =>
      [1, 2, 3, 4].map((day) => copied(index * 10 + day, vol(index), day)),
    ).flat(),
  });

  const oneVolume = (size: number): Account => ({
    volumes: [volume(1)],
    primary: Array.from({ length: size }, (_, index) => copied(index, vol(1), index / 24)),
  });

  const othersCopies = (size: number): Account => ({
    primary: Array.from({ length: size }, (_, index) => snapshot(index, 'vol-ffffffff', index % 28)),
  });

  test.each([
    ['twice as many volumes', fleet, {}],
    ['twice as many volumes to adopt', fleet, { adopt: true }],
    ['twice as many snapshots of one volume, most of whose copies are pruned', oneVolume, {}],
    ['twice as many copies of others under one id', othersCopies, { adopt: true }],
  ])('%s', (_, account, options) => {
    const [once, twice] = [looks(account(300), options), looks(account(600), options)];

    expect(once).toBeGreaterThan(300);
    expect(twice / once).toBeGreaterThan(1.9);
    expect(twice / once).toBeLessThan(2.4);
  });
});
