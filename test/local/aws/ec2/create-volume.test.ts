import type { Volume, VolumeType } from '@aws-sdk/client-ec2';
import { Ec2Bench, HOUR, PRIMARY, SECOND, instanceId, snapshotId, volumeId } from './ec2-bench';

const ZONE = 'us-west-2a';

const create = (bench: Ec2Bench, input: object): string => {
  const id = String(bench.call('CreateVolume', { AvailabilityZone: ZONE, ...input })['VolumeId']);
  bench.advance(5 * SECOND);
  return id;
};

const list = (bench: Ec2Bench, filters: Record<string, string[]>) => {
  const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));
  const { Volumes } = bench.call('DescribeVolumes', { Filters });
  return (Volumes as { VolumeId: string }[]).map((volume) => volume.VolumeId);
};

test('a new volume is creating, then available, and in use while it is attached', () => {
  const bench = new Ec2Bench();
  const { VolumeId, State } = bench.call('CreateVolume', { AvailabilityZone: ZONE, Size: 8 });
  const state = () =>
    (bench.call('DescribeVolumes', { VolumeIds: [VolumeId] })['Volumes'] as { State: string }[])[0]!.State;
  const states = [State, state()];
  const attachment = { VolumeId, InstanceId: instanceId('1'), Device: '/dev/sdf' };
  const early = bench.refusal('AttachVolume', attachment);

  bench.advance(5 * SECOND);
  states.push(state());
  bench.call('AttachVolume', attachment);
  states.push(state());
  bench.call('DetachVolume', { VolumeId });
  states.push(state());

  expect(early).toBe('IncorrectState');
  expect(states).toEqual(['creating', 'creating', 'available', 'in-use', 'available']);
});

test('an attached volume is neither deleted nor attached again', () => {
  const bench = new Ec2Bench();
  const VolumeId = create(bench, { Size: 8 });
  const attachment = { VolumeId, InstanceId: instanceId('1'), Device: '/dev/sdf' };
  bench.call('AttachVolume', attachment);

  const refusals = [bench.refusal('DeleteVolume', { VolumeId }), bench.refusal('AttachVolume', attachment)];
  bench.call('DetachVolume', { VolumeId });
  const later = [
    bench.refusal('DetachVolume', { VolumeId }),
    bench.refusal('DeleteVolume', { VolumeId }),
    bench.refusal('DeleteVolume', { VolumeId }),
  ];

  expect(refusals).toEqual(['VolumeInUse', 'VolumeInUse']);
  expect(later).toEqual(['IncorrectState', 'accepted', 'InvalidVolume.NotFound']);
});

test('a volume that is being created is not deleted yet; one in error is, and its snapshots stay', () => {
  const bench = new Ec2Bench();
  const SnapshotId = snapshotId('1');
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
  });
  bench.ec2.failNextVolumeOf(SnapshotId, 'error');
  const { VolumeId } = bench.call('CreateVolume', { AvailabilityZone: ZONE, SnapshotId });

  const early = bench.refusal('DeleteVolume', { VolumeId });
  bench.advance(5 * SECOND);

  expect([early, bench.refusal('DeleteVolume', { VolumeId })]).toEqual(['IncorrectState', 'accepted']);
  expect(bench.snapshot(SnapshotId)['State']).toBe('completed');
});

test('volumes are found by id, tag, tag key, state and instance', () => {
  const bench = new Ec2Bench();
  const tag = (Key: string, Value: string) => [{ ResourceType: 'volume', Tags: [{ Key, Value }] }];
  const first = create(bench, { Size: 8, TagSpecifications: tag('backup', 'yes') });
  const second = create(bench, { Size: 8, TagSpecifications: tag('backup', 'no') });
  bench.call('AttachVolume', { VolumeId: second, InstanceId: instanceId('1'), Device: '/dev/sdf' });
  bench.call('AttachVolume', { VolumeId: first, InstanceId: instanceId('2'), Device: '/dev/sdf' });

  expect(list(bench, { 'volume-id': [second] })).toEqual([second]);
  expect(list(bench, { 'tag:backup': ['yes'] })).toEqual([first]);
  expect(list(bench, { 'tag-key': ['backup'] })).toEqual([first, second]);
  expect(list(bench, { status: ['available'] })).toEqual([]);
  expect(list(bench, { 'attachment.instance-id': [instanceId('1')] })).toEqual([second]);
  expect(list(bench, { 'attachment.instance-id': ['i-*'] })).toEqual([first, second]);
});

test('a volume made of a snapshot has its size and encryption, and its type is gp2 unless given', () => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, {
    VolumeId: volumeId('a1'),
    Size: 30,
    VolumeType: 'io2',
    Encrypted: true,
    KmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/k1',
  });
  const SnapshotId = bench.create(volumeId('a1'));
  const pending = bench.refusal('CreateVolume', { AvailabilityZone: ZONE, SnapshotId });
  bench.advance(HOUR);

  const volume = bench.call('CreateVolume', { AvailabilityZone: ZONE, SnapshotId });

  expect(pending).toBe('IncorrectState');
  expect(volume).toMatchObject({
    SnapshotId,
    Size: 30,
    VolumeType: 'gp2',
    Encrypted: true,
    KmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/k1',
  });
});

test.each([
  ['CreateVolume', { AvailabilityZone: ZONE }, 'MissingParameter'],
  ['CreateVolume', { Size: 1 }, 'MissingParameter'],
  ['CreateVolume', { AvailabilityZone: ZONE, SnapshotId: snapshotId('1') }, 'InvalidSnapshot.NotFound'],
  ['CreateVolume', { AvailabilityZone: ZONE, SnapshotId: snapshotId('2'), Size: 9 }, 'InvalidParameterValue'],
  ['DescribeVolumes', { VolumeIds: [volumeId('f1')] }, 'InvalidVolume.NotFound'],
  ['DescribeVolumes', { Filters: [{ Name: 'size', Values: ['1'] }] }, "not simulated: the filter 'size'"],
])('%s with %j is refused', (operation, input, code) => {
  const bench = new Ec2Bench();
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: snapshotId('2'),
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
  });

  expect(bench.refusal(operation, input)).toBe(code);
});

test('a loaded volume is shown as it was loaded', () => {
  const bench = new Ec2Bench();
  const volume = {
    VolumeId: volumeId('a1'),
    Size: 100,
    VolumeType: 'gp3' as const,
    Iops: 3000,
    Throughput: 125,
    AvailabilityZone: ZONE,
    CreateTime: new Date('2030-01-01T00:00:00Z'),
    State: 'in-use' as const,
    Attachments: [{ InstanceId: instanceId('1'), Device: '/dev/xvda', State: 'attached' as const }],
    Tags: [{ Key: 'Name', Value: 'db' }],
  };

  bench.ec2.addVolume(PRIMARY, volume);

  expect(bench.ec2.volumes(PRIMARY)).toEqual([volume]);
  expect(() => bench.ec2.addVolume(PRIMARY, volume)).toThrow(`${volumeId('a1')} exists already`);
});

test('a person restores a snapshot to a tagged volume, tags it in and out, and deletes it: listings follow each step', () => {
  const bench = new Ec2Bench();
  const SnapshotId = snapshotId('1');
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
  });
  const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'Backup', Value: 'yes' }] }];
  const inScope = () => list(bench, { 'tag:Backup': ['yes'] });
  const seen: unknown[] = [];

  const restored = create(bench, { SnapshotId, TagSpecifications });
  seen.push(inScope());
  bench.call('DeleteTags', { Resources: [restored], Tags: [{ Key: 'Backup' }] });
  seen.push(inScope());
  bench.call('CreateTags', {
    Resources: [restored],
    Tags: [
      { Key: 'Backup', Value: 'yes' },
      { Key: 'retain', Value: '9' },
    ],
  });
  seen.push(inScope());
  bench.call('DeleteVolume', { VolumeId: restored });
  seen.push(inScope());

  expect(seen).toEqual([[restored], [], [restored], []]);
  expect(bench.refusal('DescribeVolumes', { VolumeIds: [restored] })).toBe('InvalidVolume.NotFound');
});

const shown = (bench: Ec2Bench, VolumeId: string): object => {
  const { Volumes } = bench.call('DescribeVolumes', { VolumeIds: [VolumeId] });
  const { Iops, Throughput } = (Volumes as Volume[])[0]!;
  return { Iops, Throughput };
};

test.each<[type: VolumeType, sizeGib: number, asked: object, expected: object]>([
  ['gp2', 8, {}, { Iops: 100 }],
  ['gp2', 100, {}, { Iops: 300 }],
  ['gp2', 16_384, {}, { Iops: 16_000 }],
  ['gp3', 8, {}, { Iops: 3_000, Throughput: 125 }],
  ['gp3', 8, { Iops: 4_000, Throughput: 250 }, { Iops: 4_000, Throughput: 250 }],
  ['io1', 8, { Iops: 200 }, { Iops: 200 }],
  ['io2', 8, { Iops: 200 }, { Iops: 200 }],
  ['st1', 125, {}, {}],
  ['sc1', 125, {}, {}],
  ['standard', 8, {}, {}],
])('a volume of type %s and %i GiB with %j shows what it does: %j', (VolumeType, Size, asked, expected) => {
  const bench = new Ec2Bench();
  const VolumeId = create(bench, { Size, VolumeType, ...asked });

  expect(shown(bench, VolumeId)).toEqual({ Iops: undefined, Throughput: undefined, ...expected });
});

test('what is loaded without its performance shows that of its type', () => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a1'), Size: 1_000, VolumeType: 'gp2' });
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a2'), Size: 1_000, VolumeType: 'standard' });

  expect(shown(bench, volumeId('a1'))).toMatchObject({ Iops: 3_000 });
  expect(shown(bench, volumeId('a2'))).toMatchObject({ Iops: undefined });
});

test.each([
  ['io1', {}, 'MissingParameter'],
  ['io2', {}, 'MissingParameter'],
  ['gp2', { Iops: 3_000 }, 'InvalidParameterCombination'],
  ['standard', { Iops: 100 }, 'InvalidParameterCombination'],
  ['io1', { Iops: 100, Throughput: 125 }, 'InvalidParameterCombination'],
])('a volume of type %s with %j is not created', (VolumeType, asked, code) => {
  const input = { AvailabilityZone: ZONE, Size: 8, VolumeType, ...asked };

  expect(new Ec2Bench().refusal('CreateVolume', input)).toBe(code);
});

test.each([
  ['us-west-2a', 'accepted'],
  ['us-west-2-lax-1a', 'accepted'],
  ['us-east-2a', 'InvalidZone.NotFound'],
  ['us-west-2', 'InvalidZone.NotFound'],
  ['usw2-az1', 'InvalidZone.NotFound'],
])('a volume in the zone %s of us-west-2 is %s', (AvailabilityZone, expected) => {
  expect(new Ec2Bench().refusal('CreateVolume', { AvailabilityZone, Size: 8 })).toBe(expected);
});

const tags = (count: number) => [
  { ResourceType: 'volume', Tags: Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: '' })) },
];

test('a volume has at most 50 tags, none of them of AWS', () => {
  const refusal = (input: object) =>
    new Ec2Bench().refusal('CreateVolume', { AvailabilityZone: ZONE, ...input });

  expect([
    refusal({ Size: 8, TagSpecifications: tags(50) }),
    refusal({ Size: 8, TagSpecifications: tags(51) }),
    refusal({
      Size: 8,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'aws:x', Value: '' }] }],
    }),
  ]).toEqual(['accepted', 'TagLimitExceeded', 'InvalidTagKey.Malformed']);
});

test.each([
  [{ StorageTier: 'archive' as const }, 'IncorrectState'],
  [{ State: 'error' as const }, 'IncorrectState'],
  [{}, 'accepted'],
])('a volume of a snapshot with %j is %s', (facts, expected) => {
  const bench = new Ec2Bench();
  const SnapshotId = snapshotId('1');
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: 'vol-000000000000000a1',
    VolumeSize: 8,
    StartTime: new Date(0),
    ...facts,
  });

  expect(bench.refusal('CreateVolume', { AvailabilityZone: ZONE, SnapshotId })).toBe(expected);
});
