import type { Image } from '@aws-sdk/client-ec2';
import type { Ec2Options } from '../../../../local/aws/ec2/account';
import { Ec2Bench, HOUR, PRIMARY, instanceId, volumeId } from './ec2-bench';

const INSTANCE = instanceId('1');
const BOOT = volumeId('a1');
const DATA = volumeId('a2');
const LOGS = volumeId('a3');

function benchWithInstance(options: Partial<Ec2Options> = {}): Ec2Bench {
  const bench = new Ec2Bench(options);
  for (const [id, Device] of [
    [BOOT, '/dev/xvda'],
    [DATA, '/dev/sdf'],
    [LOGS, '/dev/sdg'],
  ] as const)
    bench.ec2.addVolume(PRIMARY, {
      VolumeId: id,
      Size: 20,
      VolumeType: 'gp3',
      Attachments: [{ InstanceId: INSTANCE, Device, State: 'attached' }],
    });
  return bench;
}

const NAME = 'keeper nightly (2031-03-04 05.06)';
const tagsOf = (ResourceType: string, team: string) => ({
  ResourceType,
  Tags: [{ Key: 'team', Value: team }],
});

const image = (bench: Ec2Bench, input: object = {}): string =>
  String(
    bench.call('CreateImage', { InstanceId: INSTANCE, Name: NAME, NoReboot: true, ...input })['ImageId'],
  );

const shown = (bench: Ec2Bench, filter: string, value: string): readonly Image[] =>
  bench.call('DescribeImages', { Owners: ['self'], Filters: [{ Name: filter, Values: [value] }] })[
    'Images'
  ] as Image[];

test('an AMI has a snapshot of each volume of its instance, all of one time, and is there when the last of them is', () => {
  const bench = benchWithInstance();

  const id = image(bench, {
    Description: 'why',
    TagSpecifications: [tagsOf('image', 'a'), tagsOf('snapshot', 'b')],
  });

  const snapshots = bench.ec2.snapshots(PRIMARY);
  expect(snapshots.map(({ VolumeId, Description, Tags }) => [VolumeId, Description, Tags])).toEqual(
    [BOOT, DATA, LOGS].map((volume) => [
      volume,
      `Created by CreateImage(${INSTANCE}) for ${id}`,
      [{ Key: 'team', Value: 'b' }],
    ]),
  );
  expect(new Set(snapshots.map(({ StartTime }) => StartTime?.getTime())).size).toBe(1);
  expect(shown(bench, 'name', 'keeper nightly*')).toEqual([
    {
      ImageId: id,
      Name: NAME,
      Description: 'why',
      OwnerId: '111122223333',
      State: 'pending',
      CreationDate: '2031-03-04T05:06:07.890Z',
      SourceInstanceId: INSTANCE,
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: ['/dev/xvda', '/dev/sdf', '/dev/sdg'].map((DeviceName, at) => ({
        DeviceName,
        Ebs: { SnapshotId: snapshots[at]?.SnapshotId },
      })),
      Tags: [{ Key: 'team', Value: 'a' }],
    },
  ]);
  bench.advance(HOUR);
  expect(shown(bench, 'tag:team', 'a').map(({ State }) => State)).toEqual(['available']);
  expect(shown(bench, 'source-instance-id', INSTANCE)).toHaveLength(1);
});

test('a data volume is left out where it is asked for, and the boot volume cannot be', () => {
  const bench = benchWithInstance();
  const without = (DeviceName: string) => ({ BlockDeviceMappings: [{ DeviceName, NoDevice: '' }] });

  image(bench, without('/dev/sdg'));

  expect(bench.ec2.snapshots(PRIMARY).map(({ VolumeId }) => VolumeId)).toEqual([BOOT, DATA]);
  for (const device of ['/dev/xvda', '/dev/sdz'])
    expect(
      bench.refusal('CreateImage', {
        InstanceId: INSTANCE,
        Name: 'other',
        NoReboot: true,
        ...without(device),
      }),
    ).toBe('InvalidBlockDeviceMapping');
});

test.each([
  ['a name that another has', {}, 'InvalidAMIName.Duplicate'],
  ['a name with a colon', { Name: 'at 05:06' }, 'InvalidAMIName.Malformed'],
  ['a name of two characters', { Name: 'ab' }, 'InvalidAMIName.Malformed'],
  [
    'an instance that is not there',
    { Name: 'other', InstanceId: instanceId('2') },
    'InvalidInstanceID.NotFound',
  ],
  ['volumes that have just had one', { Name: 'other' }, 'SnapshotCreationPerVolumeRateExceeded'],
])('an AMI is refused for %s', (_, input, code) => {
  const bench = benchWithInstance();
  const id = image(bench);

  const error = bench.error('CreateImage', { InstanceId: INSTANCE, Name: NAME, NoReboot: true, ...input });

  expect(error).toMatchObject({ name: code });
  if (code === 'InvalidAMIName.Duplicate')
    expect(error).toMatchObject({ message: `AMI name ${NAME} is already in use by AMI ${id}` });
  expect(bench.ec2.snapshots(PRIMARY)).toHaveLength(3);
});

test.each([
  [true, ['createSnapshot', 'createSnapshot', 'createSnapshot']],
  [false, []],
])('its snapshots have an event each, or none (memberEvents: %s)', (memberEvents, names) => {
  const bench = benchWithInstance({ memberEvents });
  image(bench);

  bench.advance(HOUR);

  expect(bench.events.map(({ detail }) => detail['event'])).toEqual(names);
});

test('where one of its snapshots fails the AMI has failed, and the others are there', () => {
  const bench = benchWithInstance();
  bench.ec2.failNextSnapshotOf(DATA, 'The volume could not be read');
  image(bench);

  bench.advance(HOUR);

  expect(shown(bench, 'name', NAME).map(({ State }) => State)).toEqual(['failed']);
  expect(bench.ec2.snapshots(PRIMARY).map(({ State }) => State)).toEqual(['completed', 'error', 'completed']);
});

describe('an AMI that is deregistered', () => {
  const ready = (options: Partial<Ec2Options> = {}) => {
    const bench = benchWithInstance(options);
    const id = image(bench);
    bench.advance(HOUR);
    const ids = bench.ec2.snapshots(PRIMARY).map(({ SnapshotId = '' }) => SnapshotId);
    return { bench, id, ids };
  };

  test('leaves its snapshots, which can be deleted then', () => {
    const { bench, id, ids } = ready();
    expect(bench.refusal('DeleteSnapshot', { SnapshotId: ids[1] })).toBe('InvalidSnapshot.InUse');

    expect(bench.call('DeregisterImage', { ImageId: id })).toEqual({ Return: true });

    expect(shown(bench, 'name', NAME)).toEqual([]);
    expect(bench.refusal('DeleteSnapshot', { SnapshotId: ids[1] })).toBe('accepted');
  });

  test('takes them with it where that is asked, but those that another AMI uses or that are locked', () => {
    const { bench, id, ids } = ready();
    bench.call('RegisterImage', { Name: 'golden', BlockDeviceMappings: [{ Ebs: { SnapshotId: ids[0] } }] });
    bench.call('LockSnapshot', { SnapshotId: ids[1], LockMode: 'governance', LockDuration: 30 });

    expect(bench.call('DeregisterImage', { ImageId: id, DeleteAssociatedSnapshots: true })).toEqual({
      Return: true,
      DeleteSnapshotResults: [
        { SnapshotId: ids[0], ReturnCode: 'skipped' },
        { SnapshotId: ids[1], ReturnCode: 'client-error' },
        { SnapshotId: ids[2], ReturnCode: 'success' },
      ],
    });
    expect(bench.ec2.snapshots(PRIMARY).map(({ SnapshotId }) => SnapshotId)).toEqual(ids.slice(0, 2));
  });

  test('leaves those that the caller may not delete, and says so', () => {
    const { bench, id, ids } = ready({ isAllowed: (_, [asked]) => asked?.action !== 'ec2:DeleteSnapshot' });

    expect(bench.call('DeregisterImage', { ImageId: id, DeleteAssociatedSnapshots: true })).toMatchObject({
      DeleteSnapshotResults: ids.map((SnapshotId) => ({ SnapshotId, ReturnCode: 'missing-permissions' })),
    });
    expect(bench.ec2.snapshots(PRIMARY)).toHaveLength(3);
  });
});

test('an id that is none, or of no AMI, is refused', () => {
  const bench = benchWithInstance();
  const listed = (ImageIds: string[]) => bench.refusal('DescribeImages', { Owners: ['self'], ImageIds });

  expect(listed(['ami-1'])).toBe('InvalidAMIID.Malformed');
  expect(listed(['ami-00000000000000001'])).toBe('InvalidAMIID.NotFound');
  expect(bench.refusal('DeregisterImage', { ImageId: 'ami-00000000000000001' })).toBe(
    'InvalidAMIID.NotFound',
  );
});
