import { Ec2Bench, instanceId, OPERATOR, PRIMARY, START_MS, volumeId } from './ec2-bench';

const bench = (): Ec2Bench => {
  const ec2 = new Ec2Bench();
  for (const [id, instance, Device] of [
    ['a1', '1', '/dev/sda1'],
    ['a2', '1', '/dev/sdf'],
    ['b1', '2', '/dev/sdf'],
  ] as const)
    ec2.ec2.addVolume(PRIMARY, {
      VolumeId: volumeId(id),
      Size: 8,
      VolumeType: 'gp3',
      Attachments: [{ InstanceId: instanceId(instance), Device, State: 'attached' }],
    });
  ec2.ec2.addVolume(PRIMARY, { VolumeId: volumeId('c1'), Size: 8, VolumeType: 'gp3' });
  return ec2;
};

const list = (...ids: string[]) =>
  bench().call('DescribeInstances', { Filters: [{ Name: 'instance-id', Values: ids.map(instanceId) }] });

test('an instance is shown with its devices, and the one that it boots from by the usual name', () => {
  expect(list('1')).toEqual({
    Reservations: [
      {
        Instances: [
          {
            InstanceId: instanceId('1'),
            State: { Code: 16, Name: 'running' },
            RootDeviceName: '/dev/sda1',
            BlockDeviceMappings: [
              { DeviceName: '/dev/sda1', Ebs: { VolumeId: volumeId('a1'), Status: 'attached' } },
              { DeviceName: '/dev/sdf', Ebs: { VolumeId: volumeId('a2'), Status: 'attached' } },
            ],
          },
        ],
      },
    ],
  });
});

test('of one that runs Windows that is said', () => {
  const ec2 = bench();
  ec2.ec2.setWindows(PRIMARY, instanceId('1'));

  const { Reservations } = ec2.call('DescribeInstances', {
    Filters: [{ Name: 'instance-id', Values: [instanceId('1'), instanceId('2')] }],
  });

  expect(
    (Reservations as { Instances: { Platform?: string }[] }[]).map(({ Instances }) => Instances[0]?.Platform),
  ).toEqual(['windows', undefined]);
});

test('one without such a device boots from nothing that is known, and one without volumes is not known', () => {
  expect(list('2', '3')).toEqual({
    Reservations: [
      {
        Instances: [
          {
            InstanceId: instanceId('2'),
            State: { Code: 16, Name: 'running' },
            BlockDeviceMappings: [
              { DeviceName: '/dev/sdf', Ebs: { VolumeId: volumeId('b1'), Status: 'attached' } },
            ],
          },
        ],
      },
    ],
  });
});

test('one that was stopped is shown so until it is started again, also in an earlier view', () => {
  const { ec2, call } = stoppable();
  ec2.setStopped(PRIMARY, instanceId('1'), true);
  const whileStopped = ec2.freeze(PRIMARY);

  expect(call()).toEqual({ Code: 80, Name: 'stopped' });
  ec2.setStopped(PRIMARY, instanceId('1'), false);
  expect(call()).toEqual({ Code: 16, Name: 'running' });
  expect(call(whileStopped)).toEqual({ Code: 80, Name: 'stopped' });
});

/** EC2, and how it shows the first instance, now or in a view. */
function stoppable() {
  const { ec2 } = bench();
  const request = {
    service: 'ec2',
    region: PRIMARY,
    operation: 'DescribeInstances',
    input: { Filters: [{ Name: 'instance-id', Values: [instanceId('1')] }] },
    caller: OPERATOR,
  };
  const call = (view = ec2.freeze(PRIMARY)): unknown => {
    const { output } = ec2.applyTo(view, START_MS, request);
    return (output as { Reservations: { Instances: { State: unknown }[] }[] }).Reservations[0]?.Instances[0]
      ?.State;
  };
  return { ec2, call };
}

test('instances are found by their tags, which they show, also by a pattern', () => {
  const ec2 = bench();
  ec2.ec2.tagInstance(PRIMARY, instanceId('1'), [
    { Key: 'Backup', Value: 'nightly' },
    { Key: 'Name', Value: 'web' },
  ]);
  ec2.ec2.tagInstance(PRIMARY, instanceId('2'), [{ Key: 'Backup', Value: 'n*' }]);
  ec2.ec2.tagInstance(PRIMARY, instanceId('3'), [{ Key: 'Backup', Value: 'nightly' }]);
  const found = (Name: string, ...Values: string[]) =>
    (
      ec2.call('DescribeInstances', { Filters: [{ Name, Values }] }) as {
        Reservations: { Instances: { InstanceId: string; Tags: object[] }[] }[];
      }
    ).Reservations.flatMap(({ Instances }) => Instances);

  expect(found('tag:Backup', 'nightly').map(({ InstanceId, Tags }) => [InstanceId, Tags])).toEqual([
    [
      instanceId('1'),
      [
        { Key: 'Backup', Value: 'nightly' },
        { Key: 'Name', Value: 'web' },
      ],
    ],
  ]);
  const ids = (Name: string, ...Values: string[]) =>
    found(Name, ...Values).map(({ InstanceId }) => InstanceId);
  expect(ids('tag-key', 'Backup')).toEqual([instanceId('1'), instanceId('2')]);
  expect(ids('tag-key', 'Name')).toEqual([instanceId('1')]);
  expect(ids('tag:Backup', 'n*')).toEqual([instanceId('1'), instanceId('2')]);
  expect(ids('tag:Backup', 'n\\*')).toEqual([instanceId('2')]);
  const all = ec2.call('DescribeInstances', { MaxResults: 1000 }) as { Reservations: object[] };
  expect(all.Reservations).toHaveLength(2);
});

test('an instance is in the zone of its volumes', () => {
  const ec2 = bench();
  ec2.ec2.addVolume(PRIMARY, {
    VolumeId: volumeId('d1'),
    Size: 8,
    AvailabilityZone: 'us-west-2c',
    Attachments: [{ InstanceId: instanceId('4'), Device: '/dev/sdf', State: 'attached' }],
  });

  expect(ec2.call('DescribeInstances', { InstanceIds: [instanceId('4')] })).toMatchObject({
    Reservations: [{ Instances: [{ Placement: { AvailabilityZone: 'us-west-2c' } }] }],
  });
});
