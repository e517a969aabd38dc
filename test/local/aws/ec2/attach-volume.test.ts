import { Ec2Bench, HOUR, instanceId, PRIMARY, SECOND, volumeId } from './ec2-bench';

const INSTANCE = instanceId('1');
const [DATA, FREE, OTHER] = [volumeId('a1'), volumeId('a2'), volumeId('a3')];

/** An instance with a volume, and two free ones. */
function benchWithInstance(): Ec2Bench {
  const bench = new Ec2Bench();
  for (const VolumeId of [DATA, FREE, OTHER])
    bench.ec2.addVolume(PRIMARY, {
      VolumeId,
      Size: 20,
      AvailabilityZone: 'us-west-2a',
      ...(VolumeId === DATA && {
        Attachments: [{ InstanceId: INSTANCE, Device: '/dev/sdf', State: 'attached' }],
      }),
    });
  return bench;
}

const attach = (bench: Ec2Bench, Device = '/dev/sdg', VolumeId = FREE) =>
  bench.refusal('AttachVolume', { VolumeId, InstanceId: INSTANCE, Device });

type Volumes = readonly {
  readonly State: string;
  readonly Attachments: readonly { readonly State: string }[];
}[];
type Instances = {
  readonly BlockDeviceMappings: readonly { DeviceName: string; Ebs: { Status: string } }[];
};

/** A volume's state, that of its attachment, and how its instance shows it. */
function look(bench: Ec2Bench, VolumeId = FREE, device = '/dev/sdg'): unknown[] {
  const [volume] = bench.call('DescribeVolumes', { VolumeIds: [VolumeId] })['Volumes'] as Volumes;
  const { Reservations } = bench.call('DescribeInstances', { InstanceIds: [INSTANCE] });
  const [{ Instances }] = Reservations as [{ Instances: [Instances] }];
  const mapping = Instances[0].BlockDeviceMappings.find(({ DeviceName }) => DeviceName === device);
  return [volume!.State, volume!.Attachments[0]?.State, mapping?.Ebs.Status];
}

test('an attachment is on its way for three seconds, while its volume is in use already', () => {
  const bench = benchWithInstance();
  const answer = bench.call('AttachVolume', { VolumeId: FREE, InstanceId: INSTANCE, Device: '/dev/sdg' });
  bench.advance(3 * SECOND - 1);
  const early = look(bench);
  const taken = [attach(bench, '/dev/sdg', OTHER), attach(bench, '/dev/sdh')];
  bench.advance(1);

  expect(answer).toMatchObject({
    VolumeId: FREE,
    InstanceId: INSTANCE,
    Device: '/dev/sdg',
    State: 'attaching',
  });
  expect(early).toEqual(['in-use', 'attaching', 'attaching']);
  expect(taken).toEqual(['InvalidParameterValue', 'VolumeInUse']);
  expect(look(bench)).toEqual(['in-use', 'attached', 'attached']);
  expect(look(bench, DATA, '/dev/sdf')).toEqual(['in-use', 'attached', 'attached']);
});

test('an earlier view shows it as it was on its way', () => {
  const bench = benchWithInstance();
  bench.ec2.hangNextAttachmentOf(FREE);
  attach(bench);
  const view = bench.ec2.freeze(PRIMARY);
  bench.call('StopInstances', { InstanceIds: [INSTANCE] });

  expect(view.volumes.get(FREE)?.attachingUntilMs).toBe(Infinity);
  expect(look(bench)).toEqual(['in-use', 'attached', 'attached']);
});

test.each([
  ['its volume', FREE],
  ['its instance', INSTANCE],
])('an attachment that was planned by %s hangs, and the next one does not', (_, id) => {
  const bench = benchWithInstance();
  bench.ec2.hangNextAttachmentOf(id);
  attach(bench);
  attach(bench, '/dev/sdh', OTHER);
  bench.advance(HOUR);

  expect(look(bench)).toEqual(['in-use', 'attaching', 'attaching']);
  expect(look(bench, OTHER, '/dev/sdh')).toEqual(['in-use', 'attached', 'attached']);
});

test.each<[string, (bench: Ec2Bench) => void]>([
  ['by a call', (bench) => bench.call('StopInstances', { InstanceIds: [INSTANCE] })],
  ['by itself', (bench) => bench.ec2.setStopped(PRIMARY, INSTANCE, true)],
])('what hangs is attached when the instance is stopped %s', (_, stop) => {
  const bench = benchWithInstance();
  bench.ec2.hangNextAttachmentOf(FREE);
  attach(bench);
  stop(bench);

  expect(look(bench)).toEqual(['in-use', 'attached', 'attached']);
});

test('what hangs can be detached, and is attached anew', () => {
  const bench = benchWithInstance();
  bench.ec2.hangNextAttachmentOf(FREE);
  attach(bench);
  bench.call('DetachVolume', { VolumeId: FREE });
  const free = look(bench);
  attach(bench);
  bench.advance(3 * SECOND);

  expect(free).toEqual(['available', undefined, undefined]);
  expect(look(bench)).toEqual(['in-use', 'attached', 'attached']);
});

test('an instance takes volumes while it runs or is stopped, and not on its way from one to the other', () => {
  const bench = benchWithInstance();
  const tries: string[] = [];
  const tryIt = () => {
    tries.push(attach(bench));
    if (tries.at(-1) === 'accepted') bench.call('DetachVolume', { VolumeId: FREE });
  };
  tryIt();
  for (const operation of ['StopInstances', 'StartInstances']) {
    bench.call(operation, { InstanceIds: [INSTANCE] });
    tryIt();
    bench.advance(30 * SECOND);
    tryIt();
  }

  expect(tries).toEqual(['accepted', 'IncorrectState', 'accepted', 'IncorrectState', 'accepted']);
});

test.each([
  ['/dev/sdg', 'accepted'],
  ['/dev/sdp', 'accepted'],
  ['/dev/sda1', 'accepted'],
  ['/dev/xvda', 'accepted'],
  ['/dev/xvdba', 'accepted'],
  ['xvdg', 'accepted'],
  ['/dev/sdg16', 'InvalidParameterValue'],
  ['/dev/sdaa', 'InvalidParameterValue'],
  ['/dev/nvme1n1', 'InvalidParameterValue'],
  ['Disk_D', 'InvalidParameterValue'],
  ['', 'InvalidParameterValue'],
])('a volume under the name %j is %s', (device, expected) => {
  expect(attach(benchWithInstance(), device)).toBe(expected);
});
