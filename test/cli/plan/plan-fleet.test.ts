import type { Snapshot, Volume } from '@aws-sdk/client-ec2';
import { planFleet, type PlanOptions } from '../../../cli/plan/plan-fleet';
import type { FleetPlan, PlannedSnapshot } from '../../../cli/plan/planned';
import { copyDescription } from '../../../functions/domain/snapshot';
import { tagsToList, type Tags } from '../../../functions/domain/tags';
import { parseSettings } from '../../../infra/settings';
import type { Inventory, ListName } from '../../../local/inventory';

const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const settings = parseSettings(
  { primary: { region: PRIMARY, retention: { last: 2 } }, dr: [{ region: DR }], adopt: { dlm: false } },
  'the test',
);

const at = (day: number): string => new Date(Date.UTC(2026, 2, day, 2)).toISOString();

const volume = (VolumeId: string, tags: Tags = { Backup: '' }): Volume => ({
  VolumeId,
  VolumeType: 'gp3',
  Size: 8,
  AvailabilityZone: `${PRIMARY}a`,
  Tags: tagsToList(tags),
});

const snapshot = (SnapshotId: string, VolumeId: string, day: number, tags: Tags = {}): Snapshot => ({
  SnapshotId,
  VolumeId,
  VolumeSize: 8,
  State: 'completed',
  StartTime: new Date(at(day)),
  OwnerId: '111122223333',
  Tags: tagsToList(tags),
});

const ours = (volumeId: string, day: number): Tags => ({
  'snapshot-keeper:managed-by': 'snapshot-keeper',
  'snapshot-keeper:volume': volumeId,
  'snapshot-keeper:region': PRIMARY,
  'snapshot-keeper:taken-at': at(day),
});

const managed = (SnapshotId: string, VolumeId: string, day: number, tags: Tags = {}): Snapshot =>
  snapshot(SnapshotId, VolumeId, day, { ...ours(VolumeId, day), ...tags });

const copy = (SnapshotId: string, volumeId: string, day: number, source: string): Snapshot => ({
  ...snapshot(SnapshotId, 'vol-ffffffff', day, {
    ...ours(volumeId, day),
    'snapshot-keeper:source-snapshot': source,
  }),
  Description: copyDescription(source, PRIMARY),
});

const copied = { [`snapshot-keeper:copy/${DR}`]: 'snap-copy' };

const ALL_LISTS = [PRIMARY, DR].flatMap((region) =>
  (['snapshots', 'images', 'locks'] satisfies ListName[]).map((list) => ({ region, list })),
);

type Account = {
  readonly volumes?: readonly Volume[];
  readonly primary?: readonly Snapshot[];
  readonly dr?: readonly Snapshot[];
  readonly lists?: Inventory['lists'];
};

const planOf = (
  { volumes = [], primary = [], dr = [], lists = ALL_LISTS }: Account,
  options: Partial<PlanOptions> = {},
  deployed = settings,
): FleetPlan =>
  planFleet(
    {
      volumes: volumes.map((one) => ({ region: PRIMARY, volume: one })),
      snapshots: [
        ...primary.map((one) => ({ region: PRIMARY, snapshot: one })),
        ...dr.map((one) => ({ region: DR, snapshot: one })),
      ],
      images: [],
      locks: [],
      lists,
    },
    deployed,
    { now: new Date('2026-04-01T00:00:00Z'), adopt: false, ...options },
  );

const snapshotsOf = ({ volumes }: FleetPlan): PlannedSnapshot[] =>
  volumes.flatMap(({ regions }) => regions.flatMap(({ snapshots }) => snapshots));

/** Each snapshot as one line. */
const lines = (plan: FleetPlan): string[] =>
  snapshotsOf(plan).map(
    ({ snapshotId, action, reasons }) => `${snapshotId} ${action}: ${reasons.join('; ')}`,
  );

test.each<[rule: string, account: Account, covered: boolean, reason: string]>([
  [
    'a volume with the selection tag is covered',
    { volumes: [volume('vol-1')] },
    true,
    'the volume is selected',
  ],
  ['one without it is not', { volumes: [volume('vol-1', {})] }, false, 'the volume is not selected'],
  [
    'one that is gone is looked after while it has snapshots of ours',
    { primary: [managed('snap-1', 'vol-1', 1)] },
    true,
    'the volume is gone; its snapshots are managed',
  ],
  [
    'copies of ours may be all that is left of one',
    { dr: [copy('snap-2', 'vol-1', 1, 'snap-1')] },
    false,
    'the volume and its snapshots are gone; their copies are left',
  ],
  [
    'one that nobody knows may be in another Region or account',
    { primary: [snapshot('snap-1', 'vol-1', 1)] },
    false,
    'the volume is gone, or of another Region or account',
  ],
  [
    'the copies of others name no volume',
    { primary: [snapshot('snap-1', 'vol-ffffffff', 1)] },
    false,
    'copies by others, which name no volume',
  ],
])('%s', (_rule, account, covered, reason) => {
  expect(planOf(account).volumes).toMatchObject([{ covered, reason }]);
});

test.each<[rule: string, one: Snapshot, line: string]>([
  [
    'of a volume in scope, one from before',
    snapshot('snap-1', 'vol-1', 1),
    'snap-1 keep: not managed: no event about it was handled',
  ],
  [
    'of a volume in scope, one that is pending',
    { ...snapshot('snap-1', 'vol-1', 1), State: 'pending' },
    'snap-1 keep: not managed yet: pending',
  ],
  [
    'one by a tool that is not adopted',
    snapshot('snap-1', 'vol-1', 1, { 'aws:dlm:managed': 'true' }),
    'snap-1 keep: not managed: made by Data Lifecycle Manager, which is not adopted',
  ],
  [
    'one of another deployment',
    snapshot('snap-1', 'vol-1', 1, { 'snapshot-keeper:managed-by': 'payroll' }),
    'snap-1 keep: not managed: managed by the deployment payroll',
  ],
  [
    'one that has inherited our tags from another',
    snapshot('snap-1', 'vol-1', 9, ours('vol-1', 1)),
    'snap-1 keep: not managed: no event about it was handled',
  ],
])('%s is left alone, with the reason', (_rule, one, line) => {
  expect(lines(planOf({ volumes: [volume('vol-1')], primary: [one] }))).toEqual([line]);
});

test('ours of a volume that is not selected any more are left alone, since no event about it prunes', () => {
  const primary = [1, 2, 3].map((day) => managed(`snap-${day}`, 'vol-1', day));

  expect(lines(planOf({ volumes: [volume('vol-1', {})], primary }))).toEqual([
    'snap-3 keep: left alone: the volume is not selected',
    'snap-2 keep: left alone: the volume is not selected',
    'snap-1 keep: left alone: the volume is not selected',
  ]);
});

test.each<[rule: string, tags: Tags, dr: Snapshot[], copyTo: string[], told: string]>([
  ['without a copy, its event asks for one', {}, [], [DR], 'none'],
  ['with a confirmed one it does not', copied, [], [], 'snap-copy, confirmed, no longer there'],
  [
    'nor while one is under way',
    {},
    [{ ...copy('snap-c', 'vol-1', 1, 'snap-1'), State: 'pending' }],
    [],
    'snap-c, under way',
  ],
  ['nor where one is not confirmed', {}, [copy('snap-c', 'vol-1', 1, 'snap-1')], [], 'snap-c, not confirmed'],
  [
    'where one has failed, it asks again',
    {},
    [{ ...copy('snap-c', 'vol-1', 1, 'snap-1'), State: 'error' }],
    [DR],
    'none: 1 failed',
  ],
])('%s', (_rule, tags, dr, copyTo, told) => {
  const plan = planOf({ volumes: [volume('vol-1')], primary: [managed('snap-1', 'vol-1', 1, tags)], dr });

  expect(snapshotsOf(plan)[0]).toMatchObject({
    action: copyTo.length > 0 ? 'copy' : 'keep',
    copyTo,
    copies: { [DR]: told },
  });
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

describe('--adopt', () => {
  const before = [1, 2, 3].map((day) => snapshot(`snap-${day}`, 'vol-1', day));

  test('plans retention over all that would be adopted, by the override on the volume, and copies what stays', () => {
    const volumes = [volume('vol-1', { Backup: '', 'snapshot-keeper:retain': '1' })];

    const plan = planOf({ volumes, primary: before }, { adopt: true });

    expect(snapshotsOf(plan).map(({ snapshotId, action, copyTo }) => [snapshotId, action, copyTo])).toEqual([
      ['snap-3', 'copy', [DR]],
      ['snap-2', 'blocked', [DR]],
      ['snap-1', 'blocked', [DR]],
    ]);
    expect(lines(plan)[1]).toBe('snap-2 blocked: copy to us-west-2 still wanted');
  });

  test('adopts the snapshots of a volume that is gone from the first one on that bears the selection tag', () => {
    const primary = [before[0]!, snapshot('snap-2', 'vol-1', 2, { Backup: '' }), before[2]!];

    const plan = planOf({ primary }, { adopt: true });

    expect(snapshotsOf(plan).map((one) => [one.snapshotId, one.managed])).toEqual([
      ['snap-3', true],
      ['snap-2', true],
      ['snap-1', false],
    ]);
  });
});

test('the limit of deletions blocks what is of another policy, and what it holds back is counted all the same', () => {
  const limited = { ...settings, deletionLimit: { share: 0.5, count: 1 } };
  const primary = ['last 9', 'last 9', 'last 9', 'last 2', 'last 2'].map((policy, index) =>
    managed(`snap-${index + 1}`, 'vol-1', index + 1, { ...copied, 'snapshot-keeper:policy': policy }),
  );

  const plan = planOf({ volumes: [volume('vol-1')], primary }, {}, limited);

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
    removal: { removedCount: 0, heldBackCount: 3, ofCount: 5 },
    refusedCount: 1,
  });
});

test('a backlog under the policy in force goes at once, and so does what --adopt supposes to be adopted under it', () => {
  const released = [1, 2, 3, 4, 5, 6].map((day) =>
    managed(`snap-${day}`, 'vol-1', day, { ...copied, 'snapshot-keeper:policy': 'last 2' }),
  );
  const before = [1, 2, 3, 4, 5, 6].map((day) => snapshot(`snap-${day}`, 'vol-1', day, copied));

  for (const [primary, adopt] of [
    [released, false],
    [before, true],
  ] as const) {
    const { totals } = planOf({ volumes: [volume('vol-1')], primary }, { adopt });
    expect(totals).toMatchObject({ snapshots: { [PRIMARY]: { remove: { count: 4 } } }, refusedCount: 0 });
  }
});

test('the totals count snapshots and GiB by Region and action, and copies by where they go', () => {
  const plan = planOf({
    volumes: [volume('vol-1')],
    primary: [
      managed('snap-1', 'vol-1', 1, copied),
      managed('snap-2', 'vol-1', 2, { 'snapshot-keeper:hold': '' }),
      managed('snap-3', 'vol-1', 3, copied),
      managed('snap-4', 'vol-1', 4),
    ],
    dr: [copy('snap-5', 'vol-1', 1, 'snap-1'), copy('snap-6', 'vol-1', 3, 'snap-3')],
  });

  const none = { count: 0, sizeGib: 0 };
  const one = { count: 1, sizeGib: 8 };
  expect(plan.totals).toEqual({
    snapshots: {
      [PRIMARY]: { keep: one, copy: one, blocked: one, remove: one },
      [DR]: { keep: one, copy: none, blocked: none, remove: one },
    },
    copies: { [DR]: { count: 2, sizeGib: 16 } },
    removal: { removedCount: 2, heldBackCount: 0, ofCount: 6 },
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
    volumes: Array.from({ length: size }, (_, index) => volume(`vol-${index}`)),
    primary: Array.from({ length: size }, (_, index) =>
      [1, 2, 3, 4].map((day) => managed(`snap-${index}-${day}`, `vol-${index}`, day, copied)),
    ).flat(),
  });

  const othersCopies = (size: number): Account => ({
    primary: Array.from({ length: size }, (_, index) =>
      snapshot(`snap-${index}`, 'vol-ffffffff', index % 28),
    ),
  });

  test.each([
    ['twice as many volumes', fleet, {}],
    ['twice as many volumes to adopt', fleet, { adopt: true }],
    ['twice as many copies of others under one id', othersCopies, { adopt: true }],
  ])('%s', (_, account, options) => {
    const [once, twice] = [looks(account(300), options), looks(account(600), options)];

    expect(once).toBeGreaterThan(300);
    expect(twice / once).toBeGreaterThan(1.9);
    expect(twice / once).toBeLessThan(2.4);
  });
});
