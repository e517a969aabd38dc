import type { DescribeVolumeStatusResult, VolumeStatusItem } from '@aws-sdk/client-ec2';
import { Ec2Bench, PRIMARY, SECOND, snapshotId, START_MS, volumeId } from './ec2-bench';

const ZONE = 'us-west-2a';

/** A snapshot of 10 GiB that are all written, and how the volumes of the Region are. */
function start() {
  const bench = new Ec2Bench();
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: snapshotId('1'),
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    StartTime: new Date(START_MS),
  });
  return {
    bench,
    create: (input: object): string =>
      String(
        bench.call('CreateVolume', { AvailabilityZone: ZONE, SnapshotId: snapshotId('1'), ...input })[
          'VolumeId'
        ],
      ),
    status: (VolumeIds?: string[]): VolumeStatusItem[] => {
      const answer: DescribeVolumeStatusResult = bench.call('DescribeVolumeStatus', { VolumeIds });
      return answer.VolumeStatuses ?? [];
    },
  };
}

const stateOf = ({ VolumeStatus, InitializationStatusDetails }: VolumeStatusItem) => ({
  status: VolumeStatus?.Status,
  state: VolumeStatus?.Details?.find(({ Name }) => Name === 'initialization-state')?.Status,
  ...InitializationStatusDetails,
});

test('a volume with a rate is initialized after its snapshot’s data by that rate: 10 GiB at 300 MiB/s in 34 s', () => {
  const { bench, create, status } = start();
  create({ VolumeInitializationRate: 300 });
  const seen = [stateOf(status()[0]!)];
  for (const seconds of [5, 17, 17, 1]) {
    bench.advance(seconds * SECOND);
    seen.push(stateOf(status()[0]!));
  }

  const rate = { InitializationType: 'provisioned-rate' };
  const initializing = { state: 'initializing', ...rate };
  expect(seen).toEqual([
    { status: 'insufficient-data', ...initializing, Progress: 0, EstimatedTimeToCompleteInSeconds: 35 },
    { status: 'ok', ...initializing, Progress: 0, EstimatedTimeToCompleteInSeconds: 35 },
    { status: 'ok', ...initializing, Progress: 49, EstimatedTimeToCompleteInSeconds: 18 },
    { status: 'ok', ...initializing, Progress: 99, EstimatedTimeToCompleteInSeconds: 1 },
    { status: 'ok', state: 'completed', ...rate, Progress: 100, EstimatedTimeToCompleteInSeconds: 0 },
  ]);
});

test('a volume without a rate takes longer, and nobody says how long', () => {
  const { bench, create, status } = start();
  create({});
  bench.advance(60 * SECOND);

  expect(stateOf(status()[0]!)).toEqual({
    status: 'ok',
    state: 'initializing',
    InitializationType: 'default',
    Progress: 26,
  });
});

test('by fast snapshot restore a volume is initialized at once in its zone, unless a rate is asked for', () => {
  const { bench, create, status } = start();
  bench.ec2.setFastRestores(PRIMARY, snapshotId('1'), [ZONE]);
  create({});
  create({ VolumeInitializationRate: 100 });
  create({ AvailabilityZone: 'us-west-2b' });
  bench.advance(5 * SECOND);

  expect(status().map((item) => stateOf(item).state)).toEqual(['completed', 'initializing', 'initializing']);
});

test('the status of a volume that was made of nothing, and of one volume', () => {
  const { bench, create, status } = start();
  create({});
  const VolumeId = create({ SnapshotId: undefined, Size: 4, VolumeType: 'io2', Iops: 100 });
  bench.advance(5 * SECOND);

  expect(status([VolumeId])).toEqual([
    {
      VolumeId,
      AvailabilityZone: ZONE,
      Actions: [],
      Events: [],
      VolumeStatus: {
        Status: 'ok',
        Details: [
          { Name: 'io-enabled', Status: 'passed' },
          { Name: 'io-performance', Status: 'normal' },
          { Name: 'initialization-state', Status: 'completed' },
        ],
      },
    },
  ]);
});

test('statuses come in pages', () => {
  const { bench, create } = start();
  const ids = Array.from({ length: 6 }, () => create({}));
  const list = (input: object): DescribeVolumeStatusResult =>
    bench.call('DescribeVolumeStatus', { MaxResults: 5, ...input });

  const first = list({});
  const second = list({ NextToken: first.NextToken });
  const listed = [first, second].map(({ VolumeStatuses = [] }) =>
    VolumeStatuses.map((item) => item.VolumeId),
  );

  expect(listed).toEqual([ids.slice(0, 5), ids.slice(5)]);
  expect(second.NextToken).toBeUndefined();
});

test.each([
  ['DescribeVolumeStatus', { VolumeIds: [volumeId('f1')] }, 'InvalidVolume.NotFound'],
  ['DescribeVolumeStatus', { Filters: [] }, 'not simulated: ec2:DescribeVolumeStatus with Filters'],
  ['CreateVolume', { SnapshotId: snapshotId('1'), VolumeInitializationRate: 99 }, 'InvalidParameterValue'],
  ['CreateVolume', { SnapshotId: snapshotId('1'), VolumeInitializationRate: 301 }, 'InvalidParameterValue'],
  ['CreateVolume', { Size: 1, VolumeInitializationRate: 100 }, 'InvalidParameterDependency'],
  [
    'CreateVolume',
    {
      SnapshotId: snapshotId('1'),
      VolumeInitializationRate: 100,
      AvailabilityZone: 'us-west-2-lax-1a',
    },
    'InvalidParameterCombination',
  ],
])('%s with %j is refused', (operation, input, code) => {
  const zone = operation === 'CreateVolume' ? { AvailabilityZone: ZONE } : {};

  expect(start().bench.refusal(operation, { ...zone, ...input })).toBe(code);
});

test('DescribeVolumes shows the rate', () => {
  const { bench, create } = start();
  create({ VolumeInitializationRate: 200 });
  create({});

  expect(bench.ec2.volumes(PRIMARY).map((volume) => volume.VolumeInitializationRate)).toEqual([
    200,
    undefined,
  ]);
});

test('IAM is asked for DescribeVolumeStatus on everything', () => {
  expect(start().bench.questions('DescribeVolumeStatus', {})).toEqual([
    { action: 'ec2:DescribeVolumeStatus', resource: '*', context: { 'ec2:Region': PRIMARY } },
  ]);
});
