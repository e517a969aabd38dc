import { Ec2Bench, HOUR, PRIMARY, instanceId, snapshotTags, volumeId } from './ec2-bench';
import type { Ec2Options } from '../../../../local/aws/ec2/account';

const INSTANCE = instanceId('1');
const BOOT = volumeId('a1');
const DATA = volumeId('a2');
const LOGS = volumeId('a3');

const benchWithInstance = (options: Partial<Ec2Options> = {}): Ec2Bench => {
  const bench = new Ec2Bench(options);
  for (const [id, Device] of [
    [BOOT, '/dev/xvda'],
    [DATA, '/dev/sdf'],
    [LOGS, '/dev/sdg'],
  ]) {
    bench.ec2.addVolume(PRIMARY, {
      VolumeId: id!,
      Size: 20,
      VolumeType: 'gp3',
      Attachments: [{ InstanceId: INSTANCE, Device: Device!, State: 'attached' }],
      Tags: [
        { Key: 'Name', Value: Device! },
        { Key: 'aws:cloudformation:stack-name', Value: 'app' },
      ],
    });
  }
  return bench;
};

const create = (bench: Ec2Bench, specification: object = {}, input: object = {}) =>
  bench.call('CreateSnapshots', {
    InstanceSpecification: { InstanceId: INSTANCE, ...specification },
    ...input,
  })['Snapshots'] as { SnapshotId: string; VolumeId: string; StartTime: Date; Tags?: object[] }[];

test.each([
  ['all volumes', {}, [BOOT, DATA, LOGS]],
  ['no boot volume', { ExcludeBootVolume: true }, [DATA, LOGS]],
  ['some data volumes', { ExcludeDataVolumeIds: [LOGS] }, [BOOT, DATA]],
])('a set has snapshots of %s at one time', (_, specification, expected) => {
  const snapshots = create(benchWithInstance(), specification);

  expect(snapshots.map((snapshot) => snapshot.VolumeId)).toEqual(expected);
  expect(new Set(snapshots.map((snapshot) => snapshot.StartTime.toISOString()))).toEqual(
    new Set(['2031-03-04T05:06:07.000Z']),
  );
});

test('tags of the volume are copied where asked, but not those of AWS, and those of the call win', () => {
  const [first, second] = create(
    benchWithInstance(),
    { ExcludeBootVolume: true },
    { CopyTagsFromSource: 'volume', TagSpecifications: snapshotTags({ Name: 'mine', team: 'data' }) },
  );

  expect(first!.Tags).toEqual([
    { Key: 'Name', Value: 'mine' },
    { Key: 'team', Value: 'data' },
  ]);
  expect(second!.Tags).toEqual(first!.Tags);
});

test.each([
  [true, ['createSnapshot', 'createSnapshot', 'createSnapshot', 'createSnapshots']],
  [false, ['createSnapshots']],
])('a set sends one event of its own when its last member ends (memberEvents: %s)', (memberEvents, names) => {
  const bench = benchWithInstance({ memberEvents });
  const snapshots = create(bench);

  bench.advance(HOUR);

  expect(bench.events.map((event) => event.detail['event'])).toEqual(names);
  expect(bench.events.at(-1)).toMatchObject({
    'detail-type': 'EBS Multi-Volume Snapshots Completion Status',
    detail: {
      result: 'succeeded',
      cause: '',
      snapshots: snapshots.map(({ SnapshotId, VolumeId }) => ({
        snapshot_id: `arn:aws:ec2::us-west-2:snapshot/${SnapshotId}`,
        source: `arn:aws:ec2::us-west-2:volume/${VolumeId}`,
        status: 'completed',
      })),
    },
  });
});

test('where one member fails all members end in error', () => {
  const bench = benchWithInstance();
  bench.ec2.failNextSnapshotOf(DATA, 'The volume could not be read');
  const snapshots = create(bench);

  bench.advance(HOUR);

  const failed = snapshots[1]!.SnapshotId;
  expect(snapshots.map(({ SnapshotId }) => bench.snapshot(SnapshotId)['StateMessage'])).toEqual([
    `Snapshot ${failed} is in status error`,
    'The volume could not be read',
    `Snapshot ${failed} is in status error`,
  ]);
  expect(bench.events.filter((event) => event.detail['event'] === 'createSnapshots')).toEqual([
    expect.objectContaining({
      detail: expect.objectContaining({ result: 'failed', cause: `Snapshot ${failed} is in status error` }),
    }),
  ]);
});

test('a pending member that is deleted goes alone', () => {
  const bench = benchWithInstance();
  const snapshots = create(bench);

  bench.call('DeleteSnapshot', { SnapshotId: snapshots[0]!.SnapshotId });
  bench.advance(HOUR);

  expect(bench.ids({ status: ['completed'] })).toEqual([snapshots[1]!.SnapshotId, snapshots[2]!.SnapshotId]);
});

test('a set starts none of its snapshots where one volume is not ready', () => {
  const bench = benchWithInstance();
  bench.create(DATA);

  const refusal = bench.refusal('CreateSnapshots', { InstanceSpecification: { InstanceId: INSTANCE } });

  expect(refusal).toBe('SnapshotCreationPerVolumeRateExceeded');
  expect(bench.ec2.snapshots(PRIMARY)).toHaveLength(1);
});

test.each([
  ['an unknown instance', { InstanceId: instanceId('2') }, 'InvalidInstanceID.NotFound'],
  ['a malformed id', { InstanceId: 'i-1' }, 'InvalidInstanceID.Malformed'],
  [
    'the boot volume as a data volume',
    { InstanceId: INSTANCE, ExcludeDataVolumeIds: [BOOT] },
    'InvalidParameterValue',
  ],
  [
    'no volume left',
    { InstanceId: INSTANCE, ExcludeBootVolume: true, ExcludeDataVolumeIds: [DATA, LOGS] },
    'InvalidParameterValue',
  ],
])('a set of %s is refused', (_, InstanceSpecification, code) => {
  expect(benchWithInstance().refusal('CreateSnapshots', { InstanceSpecification })).toBe(code);
});

test('a set of more than 128 volumes is refused', () => {
  const bench = new Ec2Bench();
  for (let count = 0; count < 129; count++) {
    bench.ec2.addVolume(PRIMARY, {
      VolumeId: volumeId(count.toString(16)),
      Size: 1,
      Attachments: [{ InstanceId: INSTANCE, Device: `/dev/sd${count}` }],
    });
  }

  const input = { InstanceSpecification: { InstanceId: INSTANCE } };
  expect(bench.refusal('CreateSnapshots', input)).toBe('InvalidParameterValue');
});

test('IAM is asked about the instance, each volume and the new snapshots', () => {
  const questions = benchWithInstance().questions('CreateSnapshots', {
    InstanceSpecification: { InstanceId: INSTANCE, ExcludeBootVolume: true },
  });

  expect(questions.map(({ action, resource }) => [action, resource])).toEqual([
    ['ec2:CreateSnapshots', `arn:aws:ec2:us-west-2:111122223333:instance/${INSTANCE}`],
    ['ec2:CreateSnapshots', `arn:aws:ec2:us-west-2:111122223333:volume/${DATA}`],
    ['ec2:CreateSnapshots', `arn:aws:ec2:us-west-2:111122223333:volume/${LOGS}`],
    ['ec2:CreateSnapshots', 'arn:aws:ec2:us-west-2::snapshot/*'],
  ]);
});

test('a set is refused whole where the account may not have all of it under way', () => {
  const bench = benchWithInstance({ pendingSnapshots: 2 });
  const input = { InstanceSpecification: { InstanceId: INSTANCE } };

  expect(bench.refusal('CreateSnapshots', input)).toBe('PendingSnapshotLimitExceeded');
  expect(create(bench, { ExcludeBootVolume: true })).toHaveLength(2);
});
