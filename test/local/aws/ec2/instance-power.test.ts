import { Ec2Bench, instanceId, PRIMARY, SECOND, volumeId } from './ec2-bench';

const INSTANCE = instanceId('1');
const [BOOT, DATA, FREE, ELSEWHERE] = [volumeId('a1'), volumeId('a2'), volumeId('a3'), volumeId('a4')];

/** An instance with a boot volume and another one, a free volume in its zone, and one in another zone. */
function benchWithInstance(): Ec2Bench {
  const bench = new Ec2Bench();
  for (const [id, zone, Device] of [
    [BOOT, 'a', '/dev/xvda'],
    [DATA, 'a', '/dev/sdf'],
    [FREE, 'a', undefined],
    [ELSEWHERE, 'b', undefined],
  ] as const)
    bench.ec2.addVolume(PRIMARY, {
      VolumeId: id,
      Size: 20,
      VolumeType: 'gp3',
      AvailabilityZone: `${PRIMARY}${zone}`,
      ...(Device && { Attachments: [{ InstanceId: INSTANCE, Device, State: 'attached' }] }),
    });
  return bench;
}

type Shown = {
  readonly State: { readonly Name: string };
  readonly RootDeviceName?: string;
  readonly BlockDeviceMappings: readonly { readonly DeviceName: string }[];
};

function shown(bench: Ec2Bench): Shown {
  const { Reservations } = bench.call('DescribeInstances', { InstanceIds: [INSTANCE] });
  const [{ Instances }] = Reservations as [{ Instances: [Shown] }];
  return Instances[0];
}

const nameOf = (bench: Ec2Bench): string => shown(bench).State.Name;

const power = (bench: Ec2Bench, operation: 'StopInstances' | 'StartInstances') =>
  bench.call(operation, { InstanceIds: [INSTANCE] });

function stopped(): Ec2Bench {
  const bench = benchWithInstance();
  power(bench, 'StopInstances');
  bench.advance(30 * SECOND);
  return bench;
}

test('an instance stops and starts by and by, and what is so already stays so', () => {
  const bench = benchWithInstance();
  const said = power(bench, 'StopInstances');
  const states = [nameOf(bench)];
  const early = bench.refusal('StartInstances', { InstanceIds: [INSTANCE] });
  bench.advance(30 * SECOND);
  power(bench, 'StopInstances');
  states.push(nameOf(bench));
  power(bench, 'StartInstances');
  states.push(nameOf(bench));
  bench.advance(30 * SECOND);
  power(bench, 'StartInstances');
  states.push(nameOf(bench));

  expect(said).toEqual({
    StoppingInstances: [
      {
        InstanceId: INSTANCE,
        PreviousState: { Code: 16, Name: 'running' },
        CurrentState: { Code: 64, Name: 'stopping' },
      },
    ],
  });
  expect(early).toBe('IncorrectInstanceState');
  expect(states).toEqual(['stopping', 'stopped', 'pending', 'running']);
});

test('one that is not there is neither stopped nor shown', () => {
  const bench = benchWithInstance();
  const InstanceIds = [instanceId('2')];
  expect(bench.refusal('StopInstances', { InstanceIds })).toBe('InvalidInstanceID.NotFound');
  expect(bench.refusal('DescribeInstances', { InstanceIds })).toBe('InvalidInstanceID.NotFound');
});

test('a boot volume is detached from a stopped instance alone, which does not start without one', () => {
  const running = benchWithInstance();
  expect(running.refusal('DetachVolume', { VolumeId: BOOT })).toBe('OperationNotPermitted');
  expect(running.refusal('DetachVolume', { VolumeId: DATA })).toBe('accepted');

  const bench = stopped();
  bench.call('DetachVolume', { VolumeId: BOOT });
  bench.call('DetachVolume', { VolumeId: DATA });
  expect(shown(bench)).toMatchObject({ RootDeviceName: '/dev/xvda', BlockDeviceMappings: [] });
  expect(bench.refusal('StartInstances', { InstanceIds: [INSTANCE] })).toBe('InvalidParameterValue');

  bench.call('AttachVolume', { VolumeId: FREE, InstanceId: INSTANCE, Device: '/dev/xvda' });
  expect(bench.refusal('StartInstances', { InstanceIds: [INSTANCE] })).toBe('accepted');
});

test('a device that is taken takes no other volume, and no volume of another zone is attached', () => {
  const bench = benchWithInstance();
  const attach = (VolumeId: string, Device: string) =>
    bench.refusal('AttachVolume', { VolumeId, InstanceId: INSTANCE, Device });
  expect([attach(FREE, '/dev/sdf'), attach(ELSEWHERE, '/dev/sdg'), attach(FREE, '/dev/sdg')]).toEqual([
    'InvalidParameterValue',
    'InvalidVolume.ZoneMismatch',
    'accepted',
  ]);
});

test('a volume that is attached later does not go with its instance, unless that is said', () => {
  const bench = benchWithInstance();
  bench.call('AttachVolume', { VolumeId: FREE, InstanceId: INSTANCE, Device: '/dev/sdg' });
  const goes = (): boolean | undefined => {
    const { Volumes } = bench.call('DescribeVolumes', { VolumeIds: [FREE] });
    return (Volumes as [{ Attachments: [{ DeleteOnTermination: boolean }] }])[0].Attachments[0]
      .DeleteOnTermination;
  };
  const modify = (DeviceName: string) =>
    bench.refusal('ModifyInstanceAttribute', {
      InstanceId: INSTANCE,
      BlockDeviceMappings: [{ DeviceName, Ebs: { DeleteOnTermination: true } }],
    });

  expect([goes(), modify('/dev/sdz'), goes(), modify('/dev/sdg'), goes()]).toEqual([
    false,
    'InvalidInstanceAttributeValue',
    false,
    'accepted',
    true,
  ]);
});
