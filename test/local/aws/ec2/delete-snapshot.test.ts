import type { Caller } from '../../../../local/api';
import { Ec2Bench, PRIMARY, snapshotId, volumeId } from './ec2-bench';

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
