import type { Caller } from '../../../../local/aws/api';
import { Ec2Bench, HOUR, PRIMARY, snapshotId, volumeId } from './ec2-bench';

const SNAPSHOT = snapshotId('1');

const benchWithSnapshot = (tags: Record<string, string> = {}): Ec2Bench => {
  const bench = new Ec2Bench();
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: SNAPSHOT,
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  return bench;
};

test('a deleted snapshot is gone from every listing', () => {
  const bench = benchWithSnapshot({ team: 'data' });
  const filters = { 'tag:team': ['data'] };
  const before = bench.ids(filters);

  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });

  expect(before).toEqual([SNAPSHOT]);
  expect(bench.ids(filters)).toEqual([]);
  expect(bench.ids({ 'volume-id': [volumeId('a1')] })).toEqual([]);
  expect(bench.ec2.snapshots(PRIMARY)).toEqual([]);
  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toBe('InvalidSnapshot.NotFound');
});

test('a snapshot that an AMI uses is not deleted before the AMI is deregistered', () => {
  const bench = benchWithSnapshot();
  const { ImageId } = bench.call('RegisterImage', {
    Name: 'golden',
    RootDeviceName: '/dev/xvda',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: SNAPSHOT } }],
  });

  expect(bench.error('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toMatchObject({
    name: 'InvalidSnapshot.InUse',
    message: `The snapshot ${SNAPSHOT} is currently in use by ${String(ImageId)}`,
  });
  bench.call('DeregisterImage', { ImageId });
  expect(bench.refusal('DeregisterImage', { ImageId })).toBe('InvalidAMIID.NotFound');
  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toBe('accepted');
});

test.each<[string, Caller, string]>([
  ['a role', { roleArn: 'arn:aws:iam::111122223333:role/pruner' }, 'InvalidParameterValue'],
  ['a person', { outsider: 'operator' }, 'InvalidParameterValue'],
  ['AWS Backup', { outsider: 'aws:backup' }, 'accepted'],
])('%s that deletes a snapshot of AWS Backup gets: %s', (_, caller, code) => {
  const bench = benchWithSnapshot({ 'aws:backup:source-resource': 'arn:aws:ec2:…' });

  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT }, { caller })).toBe(code);
});

test('AWS Backup’s snapshots are refused in AWS’s words', () => {
  const bench = benchWithSnapshot({ 'aws:backup:source-resource': 'arn:aws:ec2:…' });

  expect(bench.error('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toMatchObject({
    message:
      'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. If you wish to delete this snapshot, please do so via the Backup console.',
  });
});

test('a snapshot whose fast restore is on is in use, until that is off', () => {
  const bench = benchWithSnapshot();
  bench.ec2.setFastRestores(PRIMARY, SNAPSHOT, ['us-west-2a', 'us-west-2b']);

  expect(bench.error('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toMatchObject({
    name: 'InvalidSnapshot.InUse',
    message: `The snapshot ${SNAPSHOT} is currently enabled for fast restores in us-west-2a, us-west-2b. Fast snapshot restores must be disabled within all Availability Zones before the snapshot may be deleted.`,
  });
  bench.ec2.setFastRestores(PRIMARY, SNAPSHOT, []);
  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toBe('accepted');
});

test('a snapshot on its way to the Recycle Bin loses its fast restore, and so does an archived one', () => {
  const bench = benchWithSnapshot();
  bench.ec2.setFastRestores(PRIMARY, SNAPSHOT, ['us-west-2a']);
  bench.ec2.retainDeleted(PRIMARY, 7);

  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toBe('accepted');
  bench.call('RestoreSnapshotFromRecycleBin', { SnapshotId: SNAPSHOT });
  bench.ec2.retainDeleted(PRIMARY, undefined);
  bench.ec2.setFastRestores(PRIMARY, SNAPSHOT, ['us-west-2a']);
  bench.call('ModifySnapshotTier', { SnapshotId: SNAPSHOT, StorageTier: 'archive' });
  bench.advance(12 * HOUR);
  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toBe('accepted');
});

test('IAM is asked with the tags of the snapshot, and with none where there is no snapshot', () => {
  const bench = benchWithSnapshot({ 'snapshot-keeper:managed-by': 'prod' });

  const questions = [SNAPSHOT, snapshotId('2')].flatMap((SnapshotId) =>
    bench.questions('DeleteSnapshot', { SnapshotId }),
  );

  expect(questions).toEqual([
    {
      action: 'ec2:DeleteSnapshot',
      resource: `arn:aws:ec2:us-west-2::snapshot/${SNAPSHOT}`,
      context: {
        'ec2:Region': 'us-west-2',
        'aws:ResourceTag/snapshot-keeper:managed-by': 'prod',
        'ec2:ResourceTag/snapshot-keeper:managed-by': 'prod',
      },
    },
    {
      action: 'ec2:DeleteSnapshot',
      resource: `arn:aws:ec2:us-west-2::snapshot/${snapshotId('2')}`,
      context: { 'ec2:Region': 'us-west-2' },
    },
  ]);
});
