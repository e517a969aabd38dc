import { AwsError, type Service } from '../../../local/aws/api';
import type { Ec2 } from '../../../local/aws/ec2';
import { HOUR_MS } from '../../../local/kernel/time-units';
import type { World } from '../../../local/world/world';
import type { WorldOptions } from '../../../local/world/world-options';
import { synthesize } from '../../../local/world/synthesize';
import { DR, SETTINGS, START_MS, startOneVolume } from '../../support/one-volume';

const TEMPLATES = synthesize({ ...SETTINGS, target: { hours: 26, copyHours: 48 } });

const VOLUME_ELSEWHERE = {
  VolumeId: 'vol-0123456789abcdef1',
  Size: 8,
  VolumeType: 'gp3' as const,
  CreateTime: new Date(START_MS),
  Tags: [{ Key: 'Backup', Value: 'yes' }],
};

type Days = {
  readonly days: number;
  /** Regions that have a selected volume of their own. */
  readonly volumesIn?: readonly string[];
  /** Hours since the start. */
  readonly snapshotsAt: readonly number[];
  readonly options?: Partial<WorldOptions>;
};

/** Plays some days and says which alarms rang, as `hours since the start, Region: alarm`. */
async function play({ days, snapshotsAt, volumesIn = [], options }: Days): Promise<string[]> {
  const { world, takeSnapshot, runTo } = await startOneVolume({ templates: TEMPLATES, ...options });
  for (const region of volumesIn)
    world.ec2.addVolume(region, { ...VOLUME_ELSEWHERE, AvailabilityZone: `${region}a` });
  for (const hour of snapshotsAt) {
    await runTo(hour);
    await takeSnapshot();
  }
  await runTo(days * 24);
  return alarmsOf(world);
}

const alarmsOf = ({ notifications }: Pick<World, 'notifications'>): string[] =>
  notifications.map(({ atMs, subject = '', region }) => {
    const [, alarm = subject] = /^ALARM: "\S+?-(Sweep\w+?)[0-9A-F]{8}(?![0-9A-F])/.exec(subject) ?? [];
    return `${Math.ceil((atMs - START_MS) / HOUR_MS)}, ${region}: ${alarm}`;
  });

const DAILY = [3, 27, 51, 75];

test('where a snapshot comes each day and every sweep finishes, nobody is told anything', async () => {
  expect(await play({ days: 4, snapshotsAt: DAILY })).toEqual([]);
});

test('when the snapshots stop, each Region is told of the age once, and the DR Region tells by itself that nothing arrives', async () => {
  expect(await play({ days: 5, snapshotsAt: [3, 27] })).toEqual([
    '54, eu-west-1: SweepOverTargeteuwest1',
    '54, eu-west-1: SweepOverTargeteucentral1',
    '54, eu-central-1: SweepNothingArrives',
  ]);
});

test('a volume of which nobody takes a snapshot is uncovered once it is older than the target', async () => {
  expect(await play({ days: 3, snapshotsAt: [] })).toEqual([
    '27, eu-west-1: SweepUncoveredeuwest1',
    '27, eu-west-1: SweepUncoveredeucentral1',
    '27, eu-central-1: SweepNothingArrives',
  ]);
});

test.each([
  ['in a Region without any stack', 'ap-south-1'],
  ['in a DR Region, which protects no volumes of its own', DR],
])('a volume that is selected %s is told of once', async (_, region) => {
  expect(await play({ days: 3, snapshotsAt: [3, 27, 51], volumesIn: [region] })).toEqual([
    '1, eu-west-1: SweepElsewhere',
  ]);
});

test('a Region that does not answer for some hours holds what it held: nobody is told of its volumes anew', async () => {
  const isDown = (nowMs: number): boolean =>
    nowMs >= START_MS + 5 * HOUR_MS && nowMs < START_MS + 10 * HOUR_MS;
  const watchEc2 = (ec2: Ec2): Service => ({
    authorizations: (request) => ec2.authorizations(request),
    apply: (nowMs, request) => {
      if (isDown(nowMs) && request.region === 'ap-south-1')
        throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
      return ec2.apply(nowMs, request);
    },
  });

  expect(await play({ days: 1, snapshotsAt: [3], volumesIn: ['ap-south-1'], options: { watchEc2 } })).toEqual(
    ['1, eu-west-1: SweepElsewhere'],
  );
});

test('a copy that runs for longer than the settings allow is told of once, and is confirmed when it ends', async () => {
  const options = { ec2: { copyDurationMs: () => 60 * HOUR_MS } };

  expect(await play({ days: 4, snapshotsAt: [3, 27, 51, 75], options })).toEqual([
    '27, eu-west-1: SweepUncoveredeucentral1',
    '53, eu-central-1: SweepCopyLate',
    // The copy has ended, and its data is older than the target.
    '65, eu-west-1: SweepOverTargeteucentral1',
    '65, eu-central-1: SweepNothingArrives',
  ]);
});

test('a key that is disabled takes its copies out of the recovery points, and is told of once by its own Region', async () => {
  const { world, takeSnapshot, runTo } = await startOneVolume({ templates: TEMPLATES });
  await runTo(3);
  await takeSnapshot();
  await runTo(5);
  const [copy] = world.ec2.snapshots(DR);
  world.kmsKeys.setState(copy?.KmsKeyId ?? '', 'Disabled');
  await runTo(28);

  expect(alarmsOf(world)).toEqual([
    '6, eu-central-1: SweepKeyUnusable',
    '6, eu-central-1: SweepNothingArrives',
    '27, eu-west-1: SweepUncoveredeucentral1',
  ]);
});

test('when sweeps do not end any more, each Region tells so after the time of three', async () => {
  const DOWN_MS = START_MS + 36 * HOUR_MS;
  /** EC2 as it was, but for the pages that only a sweep reads. */
  const watchEc2 = (ec2: Ec2): Service => ({
    authorizations: (request) => ec2.authorizations(request),
    apply: (nowMs, request) => {
      if (nowMs >= DOWN_MS && request.input['MaxResults'] === 1000)
        throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
      return ec2.apply(nowMs, request);
    },
  });

  expect(await play({ days: 1.75, snapshotsAt: [3, 27], options: { watchEc2 } })).toEqual([
    '39, eu-central-1: SweepMissing',
    '39, eu-west-1: SweepMissing',
  ]);
});
