import type { VolumeType } from '@aws-sdk/client-ec2';
import { Ec2Bench, PRIMARY, snapshotId } from './ec2-bench';

const ZONE = 'us-west-2a';

const refusal = (input: object): string =>
  new Ec2Bench().refusal('CreateVolume', { AvailabilityZone: ZONE, ...input });

const message = (input: object): string =>
  (new Ec2Bench().error('CreateVolume', { AvailabilityZone: ZONE, ...input }) as Error).message;

test.each<[type: VolumeType, fromGib: number, toGib: number, performance: object]>([
  ['gp2', 1, 16_384, {}],
  ['gp3', 1, 65_536, {}],
  ['io1', 4, 16_384, { Iops: 100 }],
  ['io2', 4, 65_536, { Iops: 100 }],
  ['st1', 125, 16_384, {}],
  ['sc1', 125, 16_384, {}],
  ['standard', 1, 1_024, {}],
])('a volume of type %s has %i to %i GiB', (VolumeType, fromGib, toGib, performance) => {
  const sized = (Size: number) => refusal({ VolumeType, Size, ...performance });

  expect([fromGib - 1, fromGib, toGib, toGib + 1].map(sized)).toEqual([
    'InvalidParameterValue',
    'accepted',
    'accepted',
    'InvalidParameterValue',
  ]);
});

test.each<[type: VolumeType, from: number, to: number]>([
  ['gp3', 3_000, 80_000],
  ['io1', 100, 64_000],
  ['io2', 100, 256_000],
])('a volume of type %s has %i to %i I/O operations a second', (VolumeType, from, to) => {
  const provisioned = (Iops: number) => refusal({ VolumeType, Size: 16_000, Iops });

  expect([from - 1, from, to, to + 1].map(provisioned)).toEqual([
    'InvalidParameterValue',
    'accepted',
    'accepted',
    'InvalidParameterValue',
  ]);
});

test.each<[type: VolumeType, sizeGib: number, most: number]>([
  ['gp3', 10, 5_000],
  ['io1', 10, 500],
  ['io2', 10, 10_000],
])('one of type %s and %i GiB has at most %i of them', (VolumeType, Size, most) => {
  expect([most, most + 1].map((Iops) => refusal({ VolumeType, Size, Iops }))).toEqual([
    'accepted',
    'InvalidParameterValue',
  ]);
  expect(message({ VolumeType, Size, Iops: most + 1 })).toContain('Iops to volume size ratio of ');
});

test('the smallest gp3 volume has the 3,000 that it has without asking', () => {
  expect(refusal({ VolumeType: 'gp3', Size: 1, Iops: 3_000 })).toBe('accepted');
});

test.each([
  [124, {}, 'InvalidParameterValue'],
  [125, {}, 'accepted'],
  [750, {}, 'accepted'],
  [751, {}, 'InvalidParameterValue'],
  [751, { Iops: 3_004 }, 'accepted'],
  [2_000, { Iops: 8_000 }, 'accepted'],
  [2_001, { Iops: 80_000 }, 'InvalidParameterValue'],
])('a gp3 volume with %i MiB a second and %j is %s', (Throughput, performance, expected) => {
  expect(refusal({ VolumeType: 'gp3', Size: 1_000, Throughput, ...performance })).toBe(expected);
});

test('a restored volume is measured by its own type, gp2 unless given', () => {
  const bench = new Ec2Bench();
  const SnapshotId = snapshotId('1');
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: 'vol-000000000000000a1',
    VolumeSize: 20_000,
    StartTime: new Date(0),
  });
  const restore = (type: object) =>
    bench.refusal('CreateVolume', { AvailabilityZone: ZONE, SnapshotId, ...type });

  expect([restore({}), restore({ VolumeType: 'gp3' })]).toEqual(['InvalidParameterValue', 'accepted']);
});
