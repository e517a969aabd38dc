import { AwsError } from '../../../local/aws/api';
import { DR, Ec2Bench, HOUR, OPERATOR, PRIMARY, SECOND, snapshotId, volumeId } from './ec2/ec2-bench';

const VOLUME = volumeId('a1');

const benchWithVolume = (): Ec2Bench => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 100, VolumeType: 'gp3' });
  return bench;
};

test('an operation that is not simulated is an error', () => {
  const bench = benchWithVolume();

  expect(bench.refusal('EnableFastSnapshotRestores', {})).toBe(
    'not simulated: ec2:EnableFastSnapshotRestores',
  );
  expect(() => bench.questions('EnableFastSnapshotRestores', {})).toThrow(
    'not simulated: ec2:EnableFastSnapshotRestores',
  );
});

test('no caller may take the steps that EC2 takes by itself', () => {
  const bench = benchWithVolume();
  const SnapshotId = bench.create(VOLUME);

  expect(bench.refusal('completeSnapshot', { SnapshotId })).toBe('InvalidAction');
  expect(() => bench.questions('completeSnapshot', { SnapshotId })).toThrow(AwsError);
  expect(bench.snapshot(SnapshotId)['State']).toBe('pending');
});

test('a dry run answers that it would have succeeded, and does nothing', () => {
  const bench = benchWithVolume();

  expect(bench.refusal('CreateSnapshot', { VolumeId: VOLUME, DryRun: true })).toBe('DryRunOperation');
  expect(bench.ec2.snapshots(PRIMARY)).toEqual([]);
});

test('calls beyond the request limit are refused as unavailable, per Region and action', () => {
  const bench = benchWithVolume();
  const describe = (region: string, input: object = {}) =>
    bench.refusal('DescribeVolumes', input, { region });
  for (let count = 0; count < 50; count++) describe(PRIMARY);

  expect([
    describe(PRIMARY),
    describe(PRIMARY, { MaxResults: 5 }),
    describe(PRIMARY, { VolumeIds: [VOLUME] }),
    describe(DR),
    bench.refusal('DescribeSnapshots', {}),
  ]).toEqual(['RequestLimitExceeded', 'accepted', 'accepted', 'accepted', 'accepted']);
  expect(bench.error('DescribeVolumes', {})).toMatchObject({
    $fault: 'server',
    $metadata: { httpStatusCode: 503 },
  });
  bench.advance(SECOND);
  expect(describe(PRIMARY)).toBe('accepted');
});

test('the same seed gives the same snapshots and events', () => {
  const run = () => {
    const bench = benchWithVolume();
    const source = bench.create(VOLUME);
    bench.advance(HOUR);
    bench.copy(source);
    bench.advance(24 * HOUR);
    return JSON.stringify([bench.events, bench.ec2.snapshots(PRIMARY), bench.ec2.snapshots(DR)]);
  };

  expect(run()).toBe(run());
});

test('a loaded snapshot is shown as it was loaded', () => {
  const bench = new Ec2Bench();
  const snapshot = {
    SnapshotId: snapshotId('1'),
    VolumeId: VOLUME,
    VolumeSize: 100,
    State: 'error' as const,
    StateMessage: 'Given key ID is not accessible',
    StartTime: new Date('2030-01-01T00:00:00.123Z'),
    Progress: '0%',
    OwnerId: '111122223333',
    Description: 'nightly',
    Encrypted: true,
    KmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/k1',
    DataEncryptionKeyId: '7c5d1ad2-0000-4000-8000-000000000000',
    StorageTier: 'standard' as const,
    FullSnapshotSizeInBytes: 524_288,
    Tags: [{ Key: 'Name', Value: 'db' }],
  };

  bench.ec2.addSnapshot(PRIMARY, snapshot);

  expect(bench.ec2.snapshots(PRIMARY)).toEqual([snapshot]);
  expect(bench.ec2.snapshots(DR)).toEqual([]);
});

test.each([
  ['is pending', { State: 'pending' as const }, 'completed'],
  ['says no state', {}, 'completed'],
  ['has failed', { State: 'error' as const }, 'error'],
])('a loaded snapshot that %s is %s', (_, fields, state) => {
  const bench = new Ec2Bench();
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: snapshotId('1'),
    VolumeId: VOLUME,
    VolumeSize: 1,
    StartTime: new Date('2030-01-01T00:00:00Z'),
    ...fields,
  });

  expect(bench.ec2.snapshots(PRIMARY)[0]!.State).toBe(state);
});

test('a snapshot in the Recycle Bin cannot be loaded', () => {
  const load = () =>
    new Ec2Bench().ec2.addSnapshot(PRIMARY, {
      SnapshotId: snapshotId('1'),
      VolumeId: VOLUME,
      VolumeSize: 1,
      StartTime: new Date('2030-01-01T00:00:00Z'),
      State: 'recoverable',
    });

  expect(load).toThrow(`not simulated: ${snapshotId('1')} is recoverable`);
});

test('outsiders are asked for the same rights as roles', () => {
  const request = {
    service: 'ec2',
    region: PRIMARY,
    operation: 'DeregisterImage',
    input: { ImageId: 'ami-00000000000000001' },
  };
  const { ec2 } = new Ec2Bench();

  const asRole = ec2.authorizations({ ...request, caller: { roleArn: 'arn:aws:iam::111122223333:role/x' } });

  expect(ec2.authorizations({ ...request, caller: OPERATOR })).toEqual(asRole);
  expect(asRole).toEqual([
    {
      action: 'ec2:DeregisterImage',
      resource: 'arn:aws:ec2:us-west-2::image/ami-00000000000000001',
      context: { 'ec2:Region': 'us-west-2' },
    },
  ]);
});
