import { AwsError, type Caller, type Outcome } from '../../../local/aws/api';
import { Ec2 } from '../../../local/aws/ec2';
import type { FaultSet } from '../../../local/faults/fault-catalogue';
import { FaultDice } from '../../../local/faults/fault-dice';
import { FaultyEc2 } from '../../../local/faults/faulty-ec2';
import { Random } from '../../../local/kernel/random';
import { MINUTE_MS } from '../../../local/kernel/time-units';

const PRIMARY = 'us-west-2';
const DR = 'us-east-2';
const VOLUME = 'vol-00000000000000001';

/** EC2 under faults with two volumes of one instance, on a clock that the test names. */
function ec2Under(faults: FaultSet) {
  const ec2 = new Ec2({
    accountId: '111122223333',
    random: (name) => new Random(7, name),
    kmsKey: (region, id) => ({ arn: `arn:aws:kms:${region}:111122223333:key/${id}` }),
    isAllowed: () => true,
  });
  const dice = new FaultDice(1, faults, () => {});
  const created: string[] = [];
  const ended: string[] = [];
  const faulty = new FaultyEc2(ec2, ec2, dice, {
    created: (region, id) => created.push(`${id} in ${region}`),
    completed: (region, id, isFromElsewhere) =>
      ended.push(`${id} completed in ${region}${isFromElsewhere ? ' from elsewhere' : ''}`),
    binned: (region, id) => ended.push(`${id} binned in ${region}`),
  });
  for (const [number, Device] of ['/dev/xvda', '/dev/sdf'].entries()) {
    const VolumeId = `vol-0000000000000000${number + 1}`;
    ec2.addVolume(PRIMARY, {
      VolumeId,
      Size: 1,
      State: 'in-use',
      Attachments: [{ VolumeId, Device, InstanceId: 'i-00000000000000001', State: 'attached' }],
    });
  }
  const call = (
    nowMs: number,
    operation: string,
    input: object,
    region = PRIMARY,
    caller: Caller = { outsider: 'somebody' },
  ): Outcome => faulty.apply(nowMs, { service: 'ec2', region, operation, input: { ...input }, caller });
  const shown = (nowMs: number, region = PRIMARY) =>
    call(nowMs, 'DescribeSnapshots', { Filters: [], MaxResults: 1000 }, region).output['Snapshots'] as {
      SnapshotId: string;
      State: string;
      StartTime: Date;
      StateMessage?: string;
    }[];
  /** Lets EC2 take the steps that an outcome has announced. */
  const finish = (nowMs: number, { later = [] }: Outcome): Outcome[] =>
    later.map(({ afterMs, request }) => faulty.apply(nowMs + afterMs, request));
  return { ec2, dice, created, ended, call, shown, finish };
}

const START_MS = Date.parse('2026-03-01T00:00:00Z');

test('a stale read shows EC2 as it was up to 45 seconds ago, and never longer ago', () => {
  const { call, shown } = ec2Under({ 'stale-read': 1 });
  call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  const atMs = START_MS + MINUTE_MS;
  call(atMs, 'CreateSnapshot', { VolumeId: VOLUME });

  const counts = Array.from({ length: 30 }, () => shown(atMs + 10_000).length);

  expect(new Set(counts)).toEqual(new Set([1, 2]));
  expect(shown(atMs + 46_000)).toHaveLength(2);
});

test('a stale read shows a snapshot in the state and with the tags that it had', () => {
  const { call, shown, finish } = ec2Under({ 'stale-read': 1 });
  const outcome = call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  const [ended] = finish(START_MS, outcome);
  const endMs = START_MS + outcome.later![0]!.afterMs;

  expect(ended!.events).toHaveLength(1);
  const states = Array.from({ length: 30 }, () => shown(endMs + 5000)[0]!.State);
  expect(new Set(states)).toEqual(new Set(['pending', 'completed']));
});

test('a very stale read shows EC2 as it was up to eight minutes ago, and never longer ago', () => {
  const { call, shown } = ec2Under({ 'very-stale-read': 1 });
  call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  const atMs = START_MS + MINUTE_MS;
  call(atMs, 'CreateSnapshot', { VolumeId: VOLUME });

  const countAfter = (minutes: number) =>
    new Set(Array.from({ length: 30 }, () => shown(atMs + minutes * MINUTE_MS).length));

  expect(countAfter(7)).toEqual(new Set([1, 2]));
  expect(countAfter(8)).toEqual(new Set([2]));
});

test.each([
  ['stale-read', 20_000],
  ['very-stale-read', 240_000],
] as const)('a %s shows volumes and locks as they were', (fault, afterMs) => {
  const { call } = ec2Under({ [fault]: 1 });
  const SnapshotId = String(call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME }).output['SnapshotId']);
  const atMs = START_MS + 10 * MINUTE_MS;
  call(atMs, 'CreateTags', { Resources: [VOLUME], Tags: [{ Key: 'Backup', Value: 'yes' }] });
  call(atMs, 'LockSnapshot', { SnapshotId, LockMode: 'governance', LockDuration: 1 });
  const answers = (operation: string, list: string) =>
    Array.from(
      { length: 30 },
      () => call(atMs + afterMs, operation, {}).output[list] as { Tags?: unknown }[],
    );

  const tags = answers('DescribeVolumes', 'Volumes').map(([volume]) => volume?.Tags);
  const locks = answers('DescribeLockedSnapshots', 'Snapshots').map(({ length }) => length);

  expect(tags).toContainEqual([{ Key: 'Backup', Value: 'yes' }]);
  expect(tags).toContain(undefined);
  expect(new Set(locks)).toEqual(new Set([0, 1]));
});

test('without stale reads every Describe call tells the truth of the moment', () => {
  const { call } = ec2Under({});
  call(START_MS, 'CreateTags', { Resources: [VOLUME], Tags: [{ Key: 'Backup', Value: 'yes' }] });

  const { Volumes } = call(START_MS, 'DescribeVolumes', { VolumeIds: [VOLUME] }).output;

  expect(Volumes).toMatchObject([{ Tags: [{ Key: 'Backup', Value: 'yes' }] }]);
});

test('EC2 does not show a snapshot at the time of its event, and does within 45 seconds', () => {
  const { call, shown, finish } = ec2Under({ 'event-before-describe': 1 });
  const outcome = call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  finish(START_MS, outcome);
  const endMs = START_MS + outcome.later![0]!.afterMs;

  expect(shown(endMs)).toEqual([]);
  expect(shown(endMs + 45_000)).toHaveLength(1);
});

test('a snapshot fails where the fault is certain', () => {
  const { call, shown, finish } = ec2Under({ 'snapshot-failed': 1 });
  finish(START_MS, call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME }));

  expect(shown(START_MS + 30 * MINUTE_MS)[0]).toMatchObject({ State: 'error' });
});

test('one failing member takes its whole set into error', () => {
  const { call, shown, finish } = ec2Under({ 'set-member-failed': 1 });
  finish(
    START_MS,
    call(START_MS, 'CreateSnapshots', { InstanceSpecification: { InstanceId: 'i-00000000000000001' } }),
  );

  expect(shown(START_MS + 30 * MINUTE_MS).map(({ State }) => State)).toEqual(['error', 'error']);
});

test('a copy is accepted and ends in error within minutes', () => {
  const { call, shown, finish } = ec2Under({ 'copy-failed': 1 });
  const outcome = call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  finish(START_MS, outcome);
  const SourceSnapshotId = String(outcome.output['SnapshotId']);
  const copy = call(START_MS + 600_000, 'CopySnapshot', { SourceRegion: PRIMARY, SourceSnapshotId }, DR);
  finish(START_MS + 600_000, copy);

  expect(copy.later![0]!.afterMs).toBeLessThanOrEqual(180_000);
  expect(shown(START_MS + 900_000, DR)[0]).toMatchObject({ State: 'error' });
});

test('while others take all slots no copy starts, and afterwards one does', () => {
  const { call, dice, finish } = ec2Under({ 'copy-slots-taken': 1 });
  const outcome = call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  finish(START_MS, outcome);
  const SourceSnapshotId = String(outcome.output['SnapshotId']);
  const copyAt = (hour: number): string => {
    try {
      call(START_MS + hour * 60 * MINUTE_MS, 'CopySnapshot', { SourceRegion: PRIMARY, SourceSnapshotId }, DR);
      return 'started';
    } catch (error) {
      return error instanceof AwsError ? error.name : 'broken';
    }
  };

  const answers = Array.from({ length: 12 }, (_, hour) => copyAt(hour + 1));
  dice.stop();

  expect(new Set(answers)).toEqual(new Set(['ResourceLimitExceeded', 'started']));
  expect(copyAt(14)).toBe('started');
});

test('a new volume or its tags may not be seen', () => {
  const { call } = ec2Under({ 'volume-tags-unseen': 1 });
  const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'Backup', Value: 'yes' }] }];
  const AvailabilityZone = 'us-west-2a';
  const { VolumeId } = call(START_MS, 'CreateVolume', {
    AvailabilityZone,
    Size: 1,
    TagSpecifications,
  }).output;
  const seen = Array.from(
    { length: 20 },
    () =>
      call(START_MS, 'DescribeVolumes', { VolumeIds: [VolumeId] }).output['Volumes'] as { Tags?: object }[],
  );

  expect(new Set(seen.map((volumes) => volumes.length))).toEqual(new Set([0, 1]));
  expect(seen.flat().map(({ Tags }) => Tags)).not.toContainEqual(expect.anything());
});

test('a function is refused the deletion of each snapshot once, with many codes; a person never', () => {
  const { call, finish } = ec2Under({ 'deletion-refused': 1 });
  const [ofPerson = '', ...ids] = Array.from({ length: 61 }, (_, number) => {
    const atMs = START_MS + number * 10 * MINUTE_MS;
    const outcome = call(atMs, 'CreateSnapshot', { VolumeId: VOLUME });
    finish(atMs, outcome);
    return String(outcome.output['SnapshotId']);
  });
  const role = { roleArn: 'arn:aws:iam::111122223333:role/pruner' };
  const codeOf = (id: string, caller: Caller): string => {
    try {
      call(START_MS + 700 * MINUTE_MS, 'DeleteSnapshot', { SnapshotId: id }, PRIMARY, caller);
      return 'deleted';
    } catch (error) {
      return error instanceof AwsError ? error.name : 'broken';
    }
  };

  const first = ids.map((id) => codeOf(id, role));
  const second = ids.map((id) => codeOf(id, role));

  expect([...new Set(first)].sort()).toEqual([
    'Blocked',
    'Client.SomethingNew',
    'ExpiredToken',
    'InvalidParameterValue',
    'InvalidSnapshot.InUse',
    'OperationNotPermitted',
    'OptInRequired',
    'PendingVerification',
    'RequestExpired',
    'SnapshotLocked',
    'UnauthorizedOperation',
  ]);
  expect(new Set(second)).toEqual(new Set(['deleted']));
  expect(codeOf(ofPerson, { outsider: 'somebody' })).toBe('deleted');
});

test('a snapshot’s start time is off by five minutes at most, and its work takes as long as ever', () => {
  const { call, shown } = ec2Under({ 'clock-skew': 1 });
  const { later } = call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });

  const skewMs = shown(START_MS)[0]!.StartTime.getTime() - START_MS;
  expect(skewMs).not.toBe(0);
  expect(Math.abs(skewMs)).toBeLessThanOrEqual(300_000);
  expect(later![0]!.afterMs).toBeGreaterThanOrEqual(60_000);
});

test('people are told of every new snapshot, member and copy', () => {
  const { call, created, finish } = ec2Under({});
  const outcome = call(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  finish(START_MS, outcome);
  call(START_MS + MINUTE_MS, 'CreateSnapshots', {
    InstanceSpecification: { InstanceId: 'i-00000000000000001' },
  });
  const SourceSnapshotId = String(outcome.output['SnapshotId']);
  call(START_MS + 600_000, 'CopySnapshot', { SourceRegion: PRIMARY, SourceSnapshotId }, DR);

  expect(created.map((text) => text.replace(/snap-\w+/, 'snap'))).toEqual([
    'snap in us-west-2',
    'snap in us-west-2',
    'snap in us-west-2',
    'snap in us-east-2',
  ]);
});

test('people are told when a snapshot or a copy is completed, and when one enters the Recycle Bin', () => {
  const { ec2, call, ended, finish } = ec2Under({});
  const start = (atMs: number, operation: string, input: object, region = PRIMARY): string => {
    const outcome = call(atMs, operation, input, region);
    finish(atMs, outcome);
    return String(outcome.output['SnapshotId']);
  };
  const copyOf = (SourceSnapshotId: string, SourceRegion: string) =>
    start(START_MS + 20 * MINUTE_MS, 'CopySnapshot', { SourceRegion, SourceSnapshotId }, DR);

  const id = start(START_MS, 'CreateSnapshot', { VolumeId: VOLUME });
  const copyId = copyOf(id, PRIMARY);
  const sameRegionId = copyOf(copyId, DR);
  call(START_MS + 60 * MINUTE_MS, 'DeleteSnapshot', { SnapshotId: id });
  ec2.retainDeleted(DR, 1);
  call(START_MS + 60 * MINUTE_MS, 'DeleteSnapshot', { SnapshotId: copyId }, DR);

  expect(ended).toEqual([
    `${id} completed in us-west-2`,
    `${copyId} completed in us-east-2 from elsewhere`,
    `${sameRegionId} completed in us-east-2`,
    `${copyId} binned in us-east-2`,
  ]);
});
