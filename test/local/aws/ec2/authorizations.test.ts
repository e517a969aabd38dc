import { Ec2Bench, PRIMARY, instanceId, snapshotId, volumeId } from './ec2-bench';

const SNAPSHOT = snapshotId('1');
const VOLUME = volumeId('a1');
const INSTANCE = instanceId('1');
const SNAPSHOT_ARN = `arn:aws:ec2:us-west-2::snapshot/${SNAPSHOT}`;
const VOLUME_ARN = `arn:aws:ec2:us-west-2:111122223333:volume/${VOLUME}`;
const NEW_VOLUME_ARN = 'arn:aws:ec2:us-west-2:111122223333:volume/*';
const INSTANCE_ARN = `arn:aws:ec2:us-west-2:111122223333:instance/${INSTANCE}`;
const NEW_SNAPSHOT_ARN = 'arn:aws:ec2:us-west-2::snapshot/*';
const IMAGE_ARN = 'arn:aws:ec2:us-west-2::image/*';

const tagged = { 'aws:ResourceTag/team': 'data', 'ec2:ResourceTag/team': 'data' };
const requested = { 'aws:RequestTag/Name': 'db', 'aws:TagKeys': ['Name'] };

test.each<[string, object, [string, string, object][]]>([
  [
    'CreateVolume',
    {
      AvailabilityZone: 'us-west-2a',
      SnapshotId: SNAPSHOT,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'db' }] }],
    },
    [
      ['CreateVolume', NEW_VOLUME_ARN, requested],
      ['CreateVolume', SNAPSHOT_ARN, tagged],
      ['CreateTags', NEW_VOLUME_ARN, { ...requested, 'ec2:CreateAction': 'CreateVolume' }],
    ],
  ],
  ['DeleteVolume', { VolumeId: VOLUME }, [['DeleteVolume', VOLUME_ARN, tagged]]],
  [
    'AttachVolume',
    { VolumeId: VOLUME, InstanceId: INSTANCE, Device: '/dev/sdf' },
    [
      ['AttachVolume', VOLUME_ARN, tagged],
      ['AttachVolume', INSTANCE_ARN, {}],
    ],
  ],
  ['DetachVolume', { VolumeId: VOLUME }, [['DetachVolume', VOLUME_ARN, tagged]]],
  ['StopInstances', { InstanceIds: [INSTANCE] }, [['StopInstances', INSTANCE_ARN, {}]]],
  ['StartInstances', { InstanceIds: [INSTANCE] }, [['StartInstances', INSTANCE_ARN, {}]]],
  [
    'ModifyInstanceAttribute',
    {
      InstanceId: INSTANCE,
      BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: true } }],
    },
    [['ModifyInstanceAttribute', INSTANCE_ARN, {}]],
  ],
  [
    'RegisterImage',
    { Name: 'golden', BlockDeviceMappings: [{ Ebs: { SnapshotId: SNAPSHOT } }] },
    [
      ['RegisterImage', IMAGE_ARN, {}],
      ['RegisterImage', SNAPSHOT_ARN, tagged],
    ],
  ],
  [
    'CreateImage',
    {
      InstanceId: INSTANCE,
      Name: 'golden',
      NoReboot: true,
      TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'Name', Value: 'db' }] }],
    },
    [
      ['CreateImage', INSTANCE_ARN, {}],
      ['CreateImage', IMAGE_ARN, requested],
      ['CreateImage', NEW_SNAPSHOT_ARN, {}],
      ['CreateTags', IMAGE_ARN, { ...requested, 'ec2:CreateAction': 'CreateImage' }],
    ],
  ],
  ['DescribeImages', { Owners: ['self'] }, [['DescribeImages', '*', {}]]],
  [
    'LockSnapshot',
    { SnapshotId: SNAPSHOT, LockMode: 'compliance', LockDuration: 30, CoolOffPeriod: 24 },
    [
      [
        'LockSnapshot',
        SNAPSHOT_ARN,
        { ...tagged, 'ec2:SnapshotLockDuration': '30', 'ec2:SnapshotCoolOffPeriod': '24' },
      ],
    ],
  ],
  ['UnlockSnapshot', { SnapshotId: SNAPSHOT }, [['UnlockSnapshot', SNAPSHOT_ARN, tagged]]],
  ['DescribeLockedSnapshots', {}, [['DescribeLockedSnapshots', '*', {}]]],
  ['DescribeVolumes', {}, [['DescribeVolumes', '*', {}]]],
  [
    'DeleteTags',
    { Resources: [SNAPSHOT], Tags: [{ Key: 'Name', Value: 'db' }] },
    [['DeleteTags', SNAPSHOT_ARN, { ...tagged, ...requested }]],
  ],
])('IAM is asked for %s on each resource that the action concerns', (operation, input, expected) => {
  const bench = new Ec2Bench();
  const Tags = [{ Key: 'team', Value: 'data' }];
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 10, Tags });
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: SNAPSHOT,
    VolumeId: VOLUME,
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    Tags,
  });

  expect(bench.questions(operation, input)).toEqual(
    expected.map(([action, resource, context]) => ({
      action: `ec2:${action}`,
      resource,
      context: { 'ec2:Region': 'us-west-2', ...context },
    })),
  );
});

test.each<[string, object]>([
  ['AttachVolume', { VolumeId: VOLUME, InstanceId: INSTANCE, Device: '/dev/sdf' }],
  ['DetachVolume', { VolumeId: VOLUME, InstanceId: INSTANCE }],
])('%s is a question of the tags of the volume and of the instance', (operation, input) => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 10, Tags: [{ Key: 'team', Value: 'data' }] });
  bench.ec2.tagInstance(PRIMARY, INSTANCE, [{ Key: 'tier', Value: 'gold' }]);

  expect(bench.questions(operation, input)).toEqual([
    { action: `ec2:${operation}`, resource: VOLUME_ARN, context: { 'ec2:Region': 'us-west-2', ...tagged } },
    {
      action: `ec2:${operation}`,
      resource: INSTANCE_ARN,
      context: {
        'ec2:Region': 'us-west-2',
        'aws:ResourceTag/tier': 'gold',
        'ec2:ResourceTag/tier': 'gold',
      },
    },
  ]);
});
