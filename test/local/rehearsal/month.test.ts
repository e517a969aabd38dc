import cdkJson from '../../../cdk.json';
import { parseSettings } from '../../../infra/settings';
import { builtInFleet } from '../../../local/rehearsal/fleet';
import { Restores } from '../../../local/rehearsal/restores';
import { rehearse, type RehearsalReport } from '../../../local/rehearsal/rehearsal';
import { synthesize } from '../../../local/world/synthesize';

const START_MS = Date.parse('2026-03-01T00:00:00Z');

let report: RehearsalReport;

const aMonth = (): Promise<RehearsalReport> => {
  const settings = parseSettings(cdkJson.context.snapshotKeeper, 'cdk.json');
  return rehearse({ settings, templates: synthesize(settings), seed: 1, startMs: START_MS, days: 30 });
};

beforeAll(async () => {
  report = await aMonth();
});

/** Recovery points of a volume in a Region, newest first, as `MM-DD hh:mm`. */
const pointsOf = (name: string, region: string): string[] =>
  report.volumes
    .find((volume) => volume.name === name)!
    .regions.find((points) => points.region === region)!
    .points.map(({ takenAt }) => takenAt.slice(5, 16).replace('T', ' '));

const nightly = (...days: number[]): string[] =>
  days.map((day) => `03-${String(day).padStart(2, '0')} 03:00`);
const LAST_SEVEN = [30, 29, 28, 27, 26, 25, 24];

test.each([
  ['a volume with one snapshot a night', 'web-3', nightly(...LAST_SEVEN)],
  ['a held snapshot stays beyond the last seven', 'web-1', [...nightly(...LAST_SEVEN), '03-05 03:00']],
  ['an AMI keeps its snapshot', 'ci-1', [...nightly(...LAST_SEVEN), '03-08 03:00']],
  ['a repeated event', 'web-2', nightly(...LAST_SEVEN)],
  ['a volume that was deleted keeps its last seven', 'web-4', nightly(26, 25, 24, 23, 22, 21, 20)],
  ['a snapshot deleted by hand leaves a place', 'app-1', nightly(30, 29, 28, 27, 26, 25, 23)],
  ['a snapshot whose copy failed is kept like others', 'app-2-data-1', nightly(...LAST_SEVEN)],
  ['a failed snapshot counts for nothing', 'files-1', nightly(...LAST_SEVEN)],
  ['an adopted DLM volume', 'mail-1', LAST_SEVEN.map((day) => `03-${day} 04:00`)],
  ['a member of a multi-volume set', 'db-1', LAST_SEVEN.map((day) => `03-${day} 02:30`)],
  [
    'a volume with its own rules, 7 daily and 4 weekly',
    'db-1-data-1',
    [...LAST_SEVEN.map((day) => `03-${day} 02:30`), '03-22 02:30', '03-15 09:01'],
  ],
  ["AWS Backup's snapshots, beside those of the script, are left to it", 'vault-1', nightly(...LAST_SEVEN)],
  ['a volume out of scope', 'scratch-1', []],
])('%s: exactly these survive in the primary Region', (_, name, expected) => {
  expect(pointsOf(name, 'us-east-1')).toEqual(expected);
});

test('of a volume whose retention tag cannot be read, nothing goes in the primary Region', () => {
  const everyNight = Array.from({ length: 30 }, (_, index) => 30 - index);
  const points = pointsOf('legacy-1', 'us-east-1');

  expect(points.filter((point) => point.endsWith('03:00'))).toEqual(nightly(...everyNight));
  expect(points).toHaveLength(32);
});

test.each([
  ['web-1', nightly(30)],
  ['legacy-1', nightly(30)],
  ['web-4', nightly(26)],
  ['ci-1', nightly(30)],
  ['db-1-data-1', ['03-30 02:30', '03-29 02:30', '03-28 02:30']],
  ['vault-1', nightly(30)],
  ['scratch-2', []],
])('%s: exactly these survive in the DR Region', (name, expected) => {
  expect(pointsOf(name, 'us-west-2')).toEqual(expected);
});

test('every snapshot in scope was adopted and every one of them copied, but the one whose key was not accessible', () => {
  const [primary, dr] = report.regions;

  expect(primary).toMatchObject({ completedCount: 712, failedCount: 1, adoptedCount: 666 });
  expect(primary!.notManaged).toEqual({
    'made by AWS Backup, which is not adopted': 30,
    'the volume is not selected': 16,
  });
  expect(dr).toMatchObject({ completedCount: 665, failedCount: 2, copiedCount: 665 });
});

test('the burst waited for copy slots, and nobody was told of waiting', () => {
  expect(report.regions[0]!.copyWaitCount).toBeGreaterThan(0);
  expect(report.notifications.filter(({ message }) => message.includes('NoCopySlot'))).toEqual([]);
});

test('people were told of exactly these failures, each once, and of the points that were too old for them', () => {
  const overTarget = (day: string, region: string): unknown =>
    expect.stringMatching(
      new RegExp(`^${day} ALARM: ".*SweepOverTarget${region.replaceAll('-', '')}.*" in us-east-1$`),
    );
  expect(report.notifications.map(({ at, subject }) => `${at.slice(5, 10)} ${subject}`)).toEqual([
    '03-08 snapshot-keeper: a retention tag cannot be read - vol-00000000000001200 in us-east-1',
    '03-12 snapshot-keeper: AWS could not make a snapshot - vol-00000000000001000 in us-east-1',
    overTarget('03-12', 'us-east-1'),
    overTarget('03-12', 'us-west-2'),
    '03-18 snapshot-keeper: a copy failed and is not tried again - vol-00000000000000601 in us-west-2',
    expect.stringMatching(/^03-18 ALARM: ".*CopyFailed.*" in us-west-2$/),
    overTarget('03-18', 'us-west-2'),
    // The newest snapshot of a volume was deleted by hand.
    overTarget('03-24', 'us-east-1'),
  ]);
});

test('what must stay is reported as blocked, with its reason', () => {
  const ofUnreadable = ({ volumeId }: { volumeId: string }): boolean => volumeId === 'vol-00000000000001200';
  const { blocked } = report.regions[0]!;

  expect(new Set(blocked.filter(ofUnreadable).map(({ reason }) => reason))).toEqual(
    new Set(['the policy is not known: snapshot-keeper:retain cannot be read']),
  );
  expect(blocked.filter(ofUnreadable)).toHaveLength(25);
  expect(
    blocked
      .filter((snapshot) => !ofUnreadable(snapshot))
      .map(({ volumeId, reason }) => [volumeId, reason.slice(0, 40)]),
  ).toEqual([
    ['vol-00000000000000100', 'held: legal case 4711'],
    ['vol-00000000000001100', 'EC2 refuses, InvalidSnapshot.InUse: The '],
  ]);
});

test('every deletion has a reason', () => {
  const reasons = report.regions.flatMap(({ pruned }) => pruned.map(({ reason }) => reason));

  expect(new Set(reasons)).toEqual(
    new Set([
      'kept by no rule of last 7',
      'kept by no rule of daily 7, weekly 4',
      'kept by no rule of last 1',
      'kept by no rule of last 3',
    ]),
  );
});

test('failed copies stay for two weeks, as evidence of what was tried', () => {
  expect(report.regions[1]).toMatchObject({ failedCount: 2 });
  expect(report.regions[1]!.pruned.filter(({ reason }) => reason.startsWith('failed copy'))).toEqual([]);
});

test('one snapshot costs ten EC2 calls, two that all plans share for five minutes, and twelve state transitions', () => {
  // The branches of a machine run side by side, so the order of their calls is not a rule.
  expect([...report.lifecycle!.ec2Calls].sort()).toEqual([
    'CopySnapshot: CopySnapshot in us-west-2',
    'PruneVolume: DeleteSnapshot in us-east-1',
    'PruneVolume: DeleteSnapshot in us-west-2',
    'PruneVolume: DescribeSnapshotTierStatus in us-east-1',
    'PruneVolume: DescribeSnapshotTierStatus in us-west-2',
    'PruneVolume: DescribeSnapshots in us-east-1',
    'PruneVolume: DescribeSnapshots in us-west-2',
    'TagCopy: CreateTags in us-east-1',
    'TagCopy: DescribeSnapshots in us-west-2',
    'TagSnapshot: CreateTags in us-east-1',
    'TagSnapshot: DescribeSnapshots in us-east-1',
    'TagSnapshot: DescribeVolumes in us-east-1',
  ]);
  expect(report.lifecycle!.stateTransitions).toEqual({
    'snapshot-keeper-us-east-1-snapshot-created': 8,
    'snapshot-keeper-us-east-1-snapshot-copied': 4,
  });
});

test('thirty days are thirty days, and the newest points are those of the last night', () => {
  expect([report.from, report.to]).toEqual(['2026-03-01T00:00:00.000Z', '2026-03-31T00:00:00.000Z']);
  expect(report.volumes.find(({ name }) => name === 'web-2')!.regions).toMatchObject([
    { region: 'us-east-1', newestAgeHours: 21, underWayCount: 0 },
    { region: 'us-west-2', newestAgeHours: 21, underWayCount: 0 },
  ]);
});

test('every selected volume that is there at the end is protected, with a point within the target in each Region', () => {
  const named = (protection: string): string[] =>
    report.volumes.filter((volume) => volume.protection === protection).map(({ name }) => name);

  expect(report.protection).toEqual({
    selectedCount: 20,
    unprotectedCount: 0,
    notYetCount: 0,
    unprotected: [],
    otherwise: [],
  });
  expect(named('not judged')).toEqual(['web-4', 'scratch-1', 'scratch-2', 'scratch-2-data-1', 'scratch-3']);
});

test('one volume and a whole instance are restored as they were at the time that is asked for, also from the copies', () => {
  const said = report.restored?.map(({ at, region, volumes }) => [
    `${at.slice(5, 16)} ${region}`,
    volumes.map(({ ofVolumeId, sizeGib, takenAt }) =>
      [
        report.volumes.find(({ volumeId }) => volumeId === ofVolumeId)?.name,
        sizeGib,
        takenAt.slice(5, 16),
      ].join(' '),
    ),
  ]);

  const database = (night: string) =>
    ['db-1 20', 'db-1-data-1 500', 'db-1-data-2 500', 'db-1-data-3 200'].map(
      (volume) => `${volume} 03-${night}T02:30`,
    );
  expect(said).toEqual([
    ['03-29T12:00 us-east-1', ['web-1 20 03-27T03:00']],
    ['03-29T13:00 us-east-1', database('27')],
    ['03-29T14:00 us-west-2', database('29')],
  ]);
});

test('a month that ends before has nothing restored, nor has one in which all volumes are selected', async () => {
  const settings = parseSettings(cdkJson.context.snapshotKeeper, 'cdk.json');
  const templates = synthesize(settings);
  const short = await rehearse({ settings, templates, seed: 1, startMs: START_MS, days: 2 });

  expect(short.restored).toBeUndefined();
  const restores = new Restores(
    {
      as: () => {
        throw new Error('nobody acts');
      },
      executions: [],
    },
    { ...settings, selection: 'all' },
    { fleet: builtInFleet('us-east-1', { Key: 'Backup', Value: 'yes' }), startMs: 0, endMs: 99 * 86_400_000 },
  );
  expect(restores.incidents).toEqual([]);
});

test('no call was denied and nothing contradicts the settings', () => {
  expect([report.denials, report.explainedDenials]).toEqual([[], []]);
  expect(report.problems).toEqual([]);
});

test('the same seed gives the same month, byte for byte', async () => {
  expect(JSON.stringify(await aMonth())).toBe(JSON.stringify(report));
});
