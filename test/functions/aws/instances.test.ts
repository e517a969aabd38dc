import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  type InstanceStateName,
  type PlatformValues,
} from '@aws-sdk/client-ec2';
import { instancesIn } from '../../../functions/aws/instances';
import { AccessDenied } from '../../../functions/domain/errors';
import { ec2Error } from '../../support/aws-failures';
import { callsTo, mockAws } from '../../support/aws-mock';

const ec2 = mockAws(EC2Client);
const instances = instancesIn(new EC2Client({ region: 'us-east-1' }));

test('what is attached to instances is listed for each, to the last page, also what is attached to several', async () => {
  const of = (VolumeId: string, ...ids: string[]) => ({
    VolumeId,
    Attachments: ids.map((InstanceId) => ({ InstanceId })),
  });
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [of('vol-3', 'i-1'), of('vol-2', 'i-9', 'i-2')], NextToken: 'a' })
    .resolvesOnce({ Volumes: [of('vol-1', 'i-1', 'i-2')] });

  expect(await instances.volumeIdsOf(['i-1', 'i-2', 'i-3'])).toEqual(
    new Map([
      ['i-1', ['vol-1', 'vol-3']],
      ['i-2', ['vol-1', 'vol-2']],
      ['i-3', []],
    ]),
  );
  const asked = {
    Filters: [{ Name: 'attachment.instance-id', Values: ['i-1', 'i-2', 'i-3'] }],
    MaxResults: 500,
  };
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', asked],
    ['DescribeVolumesCommand', { ...asked, NextToken: 'a' }],
  ]);
});

test('the volume that an instance boots from is the one of its root device', async () => {
  ec2.on(DescribeInstancesCommand).resolves({
    Reservations: [
      {
        Instances: [
          {
            InstanceId: 'i-1',
            RootDeviceName: '/dev/sda1',
            BlockDeviceMappings: [
              { DeviceName: '/dev/sdf', Ebs: { VolumeId: 'vol-2' } },
              { DeviceName: '/dev/sda1', Ebs: { VolumeId: 'vol-1' } },
            ],
          },
        ],
      },
      { Instances: [{ InstanceId: 'i-2', RootDeviceName: '/dev/sda1', BlockDeviceMappings: [] }] },
    ],
  });

  expect(await instances.bootVolumeIdsOf(['i-1', 'i-2'])).toEqual(new Map([['i-1', 'vol-1']]));
  expect(callsTo(ec2)).toEqual([
    [
      'DescribeInstancesCommand',
      { Filters: [{ Name: 'instance-id', Values: ['i-1', 'i-2'] }], MaxResults: 500 },
    ],
  ]);
});

describe('those with a tag', () => {
  const page = (...instances: [id: string, tags: Record<string, string>][]) => ({
    Reservations: instances.map(([InstanceId, tags]) => ({
      Instances: [{ InstanceId, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
    })),
  });

  test('are listed to the last page, in whatever state they are', async () => {
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce({ ...page(['i-1', { Backup: 'nightly' }], ['i-2', { Backup: '' }]), NextToken: 'a' })
      .resolvesOnce(page(['i-3', { Backup: 'x' }]));

    expect(await instances.taggedWith({ tagKey: 'Backup' })).toEqual(new Set(['i-1', 'i-2', 'i-3']));
    const asked = { Filters: [{ Name: 'tag-key', Values: ['Backup'] }], MaxResults: 1000 };
    expect(callsTo(ec2)).toEqual([
      ['DescribeInstancesCommand', asked],
      ['DescribeInstancesCommand', { ...asked, NextToken: 'a' }],
    ]);
  });

  test('are compared exactly: a value is no pattern, neither for EC2 nor here', async () => {
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce(
        page(['i-1', { Backup: 'n*' }], ['i-2', { Backup: 'nightly' }], ['i-3', { backup: 'n*' }]),
      );

    expect(await instances.taggedWith({ tagKey: 'Backup', tagValues: ['n*', 'a?', 'n*'] })).toEqual(
      new Set(['i-1']),
    );
    expect(callsTo(ec2)).toEqual([
      [
        'DescribeInstancesCommand',
        { Filters: [{ Name: 'tag:Backup', Values: ['n\\*', 'a\\?'] }], MaxResults: 1000 },
      ],
    ]);
  });

  test('of more values than a filter takes there are several calls', async () => {
    ec2.on(DescribeInstancesCommand).resolves({});

    const tagValues = Array.from({ length: 201 }, (_, index) => `v${index}`);
    expect(await instances.taggedWith({ tagKey: 'Backup', tagValues })).toEqual(new Set());
    expect(callsTo(ec2)).toHaveLength(2);
  });

  test('cannot be read without the right', async () => {
    ec2.on(DescribeInstancesCommand).rejects(ec2Error('UnauthorizedOperation', 403));

    await expect(instances.taggedWith({ tagKey: 'Backup' })).rejects.toThrow(AccessDenied);
  });
});

test('of no instance nothing is asked', async () => {
  expect([...(await instances.volumeIdsOf([])), ...(await instances.bootVolumeIdsOf([]))]).toEqual([]);
  expect(callsTo(ec2)).toEqual([]);
});

test('of more instances than a filter takes values there are several calls', async () => {
  ec2.on(DescribeInstancesCommand).resolves({});

  await instances.bootVolumeIdsOf(Array.from({ length: 201 }, (_, index) => `i-${index}`));

  expect(callsTo(ec2)).toHaveLength(2);
});

test('for want of a right it is AccessDenied', async () => {
  ec2.on(DescribeInstancesCommand).rejects(ec2Error('UnauthorizedOperation', 403));

  await expect(instances.bootVolumeIdsOf(['i-1'])).rejects.toThrow(AccessDenied);
});

test.each<[state: InstanceStateName, isStopped: boolean]>([
  ['stopped', true],
  // It still writes.
  ['stopping', false],
  ['running', false],
])('an instance that is %s, and what is attached to it now', async (Name, isStopped) => {
  const BlockDeviceMappings = [
    { DeviceName: '/dev/sdf', Ebs: { VolumeId: 'vol-2' } },
    { DeviceName: '/dev/sdg' },
  ];
  ec2.on(DescribeInstancesCommand).resolves({
    Reservations: [{ Instances: [{ InstanceId: 'i-1', State: { Name }, BlockDeviceMappings }] }],
  });

  expect(await instances.look('i-1')).toEqual({ isStopped, volumeIds: ['vol-2'] });
  expect(callsTo(ec2)).toEqual([
    ['DescribeInstancesCommand', { Filters: [{ Name: 'instance-id', Values: ['i-1'] }], MaxResults: 1000 }],
  ]);
});

test.each<[state: InstanceStateName, code: string | undefined, isHibernated: true | undefined]>([
  ['stopped', 'Client.UserInitiatedHibernate', true],
  ['stopped', 'Client.UserInitiatedShutdown', undefined],
  ['stopped', undefined, undefined],
  // It still writes its memory out.
  ['stopping', 'Client.UserInitiatedHibernate', undefined],
])('an instance that is %s for %s', async (Name, Code, isHibernated) => {
  ec2.on(DescribeInstancesCommand).resolves({
    Reservations: [{ Instances: [{ State: { Name }, ...(Code && { StateReason: { Code } }) }] }],
  });

  expect((await instances.look('i-1'))?.isHibernated).toBe(isHibernated);
});

test.each<[platform: string | undefined, isWindows: true | undefined]>([
  ['windows', true],
  ['Windows', true],
  [undefined, undefined],
])('an instance of the platform %s', async (Platform, isWindows) => {
  const instance = {
    ...(Platform && { Platform: Platform as PlatformValues }),
    RootDeviceName: '/dev/sda1',
    BlockDeviceMappings: [
      { DeviceName: '/dev/sdf', Ebs: { VolumeId: 'vol-2' } },
      { DeviceName: '/dev/sda1', Ebs: { VolumeId: 'vol-1' } },
    ],
  };
  ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [instance] }] });

  expect(await instances.look('i-1')).toEqual({
    isStopped: false,
    ...(isWindows && { isWindows }),
    volumeIds: ['vol-2', 'vol-1'],
    bootVolumeId: 'vol-1',
  });
});

test('an instance may be on a later page than an empty one', async () => {
  ec2
    .on(DescribeInstancesCommand)
    .resolvesOnce({ Reservations: [], NextToken: 'more' })
    .resolvesOnce({ Reservations: [{ Instances: [{ InstanceId: 'i-1', State: { Name: 'stopped' } }] }] })
    .resolvesOnce({ Reservations: [], NextToken: 'more' })
    .resolvesOnce({ Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }] });

  expect(await instances.look('i-1')).toEqual({ isStopped: true, volumeIds: [] });
  expect(await instances.devicesOf('i-1')).toEqual({ volumes: [] });
});

test('an instance that EC2 does not show is none', async () => {
  ec2.on(DescribeInstancesCommand).resolves({ Reservations: [] });

  expect(await instances.look('i-1')).toBeUndefined();
});

describe('what is attached to an instance now', () => {
  const devices = [
    { DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1' } },
    { DeviceName: '/dev/sdf', Ebs: { VolumeId: 'vol-2' } },
    { DeviceName: '/dev/sdg' },
  ];
  const shown = (RootDeviceName: string) =>
    ec2.on(DescribeInstancesCommand).resolves({
      Reservations: [{ Instances: [{ InstanceId: 'i-1', RootDeviceName, BlockDeviceMappings: devices }] }],
    });
  const volumes = [
    { volumeId: 'vol-1', device: '/dev/xvda' },
    { volumeId: 'vol-2', device: '/dev/sdf' },
  ];

  test('is told with its devices, and with the volume that it boots from', async () => {
    shown('/dev/xvda');
    expect(await instances.devicesOf('i-1')).toEqual({ volumes, bootVolumeId: 'vol-1' });
    expect(callsTo(ec2)).toEqual([
      ['DescribeInstancesCommand', { Filters: [{ Name: 'instance-id', Values: ['i-1'] }], MaxResults: 1000 }],
    ]);
  });

  test('is told of one that boots from an instance store', async () => {
    shown('/dev/sda1');
    expect(await instances.devicesOf('i-1')).toEqual({ volumes });
  });

  test('is nothing where EC2 does not show the instance', async () => {
    ec2.on(DescribeInstancesCommand).resolves({});
    expect(await instances.devicesOf('i-1')).toBeUndefined();
  });
});
