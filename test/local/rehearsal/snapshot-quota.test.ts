import { Ec2Bench, PRIMARY, snapshotId, volumeId } from '../aws/ec2/ec2-bench';
import { describeQuota, raisedQuotas } from '../../../local/rehearsal/snapshot-quota';

const held = (region: string, count: number, State: 'completed' | 'recoverable' = 'completed') =>
  Array.from({ length: count }, () => ({ region, snapshot: { State } }));

test('a Region that holds fewer snapshots than AWS allows keeps that quota', () => {
  const snapshots = [...held('us-east-1', 99_999), ...held('us-east-1', 2, 'recoverable')];

  expect(raisedQuotas({ snapshots })).toEqual([]);
});

test('one that holds as many or more has a higher quota, with room, and the report says so', () => {
  const quotas = raisedQuotas({ snapshots: [...held('us-east-1', 300_000), ...held('us-west-2', 100_000)] });

  expect(quotas).toEqual([
    { region: 'us-east-1', held: 300_000, quota: 400_000 },
    { region: 'us-west-2', held: 100_000, quota: 200_000 },
  ]);
  expect(describeQuota(quotas[0]!)).toBe(
    'the quota of snapshots in us-east-1: 400,000, as the inventory holds 300,000 and AWS allows 100,000 unless asked',
  );
});

test('EC2 refuses what goes beyond the quota of a Region', () => {
  const bench = new Ec2Bench();
  for (const tail of ['a1', 'a2', 'a3'])
    bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId(tail), Size: 8, VolumeType: 'gp3' });
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: snapshotId('1'),
    VolumeId: volumeId('a1'),
    VolumeSize: 8,
    StartTime: new Date('2031-01-01T00:00:00Z'),
  });

  bench.ec2.setSnapshotQuota(PRIMARY, 2);

  expect(['a2', 'a3'].map((tail) => bench.refusal('CreateSnapshot', { VolumeId: volumeId(tail) }))).toEqual([
    'accepted',
    'SnapshotLimitExceeded',
  ]);
});
