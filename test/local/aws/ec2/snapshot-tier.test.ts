import { DR, Ec2Bench, HOUR, PRIMARY, SECOND, snapshotId, volumeId } from './ec2-bench';

const SNAPSHOT = snapshotId('1');
const COPYING = { SourceRegion: PRIMARY, SourceSnapshotId: SNAPSHOT };
const RESTORING = { SnapshotId: SNAPSHOT, PermanentRestore: true };
const ARCHIVING = { SnapshotId: SNAPSHOT, StorageTier: 'archive' };

const benchWithSnapshot = (tags: Record<string, string> = {}): Ec2Bench => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a1'), Size: 1 });
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: SNAPSHOT,
    VolumeId: volumeId('a1'),
    VolumeSize: 1,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  return bench;
};

const tierOf = (bench: Ec2Bench): unknown => bench.snapshot(SNAPSHOT)['StorageTier'];

const useOf = (bench: Ec2Bench): string[] => [
  bench.refusal('CopySnapshot', COPYING, { region: DR }),
  bench.refusal('CreateVolume', { AvailabilityZone: 'us-west-2a', SnapshotId: SNAPSHOT }),
];

test('a snapshot can be used until it is archived, then not, and again when it is restored', () => {
  const bench = benchWithSnapshot();
  const seen: unknown[] = [];
  const look = (): void => void seen.push([tierOf(bench), ...useOf(bench)]);

  bench.call('ModifySnapshotTier', ARCHIVING);
  bench.advance(12 * HOUR - SECOND);
  look();
  bench.advance(SECOND);
  look();
  bench.call('RestoreSnapshotTier', RESTORING);
  bench.advance(24 * HOUR - SECOND);
  look();
  bench.advance(SECOND);
  look();

  expect(seen).toEqual([
    ['standard', 'accepted', 'accepted'],
    ['archive', 'IncorrectState', 'IncorrectState'],
    ['archive', 'IncorrectState', 'IncorrectState'],
    ['standard', 'accepted', 'accepted'],
  ]);
  expect(bench.ids({ 'storage-tier': ['standard'] })).toContain(SNAPSHOT);
});

test('an archived snapshot is deleted like any other, and comes back archived from the Recycle Bin', () => {
  const bench = benchWithSnapshot();
  bench.ec2.retainDeleted(PRIMARY, 7);
  bench.call('ModifySnapshotTier', ARCHIVING);
  bench.advance(HOUR);

  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });
  bench.advance(11 * HOUR);
  bench.call('RestoreSnapshotFromRecycleBin', { SnapshotId: SNAPSHOT });

  expect(tierOf(bench)).toBe('archive');
});

test('a snapshot that was deleted for good on its way is not moved', () => {
  const bench = benchWithSnapshot();
  bench.call('ModifySnapshotTier', ARCHIVING);

  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });
  bench.advance(12 * HOUR);

  expect(bench.ids({})).toEqual([]);
});

test('a snapshot is moved from the one tier to the other, once at a time', () => {
  const bench = benchWithSnapshot();
  const answers = [bench.refusal('RestoreSnapshotTier', RESTORING)];

  bench.call('ModifySnapshotTier', ARCHIVING);
  answers.push(bench.refusal('ModifySnapshotTier', ARCHIVING));
  bench.advance(12 * HOUR);
  answers.push(bench.refusal('ModifySnapshotTier', ARCHIVING));

  expect(answers).toEqual(['IncorrectState', 'IncorrectState', 'IncorrectState']);
});

test('a snapshot that is pending, that an AMI uses or that AWS Backup manages is not archived', () => {
  const bench = benchWithSnapshot();
  const pending = bench.create(volumeId('a1'));
  bench.call('RegisterImage', { Name: 'golden', BlockDeviceMappings: [{ Ebs: { SnapshotId: SNAPSHOT } }] });
  const backup = benchWithSnapshot({ 'aws:backup:source-resource': 'arn:aws:ec2:…' });

  expect([
    bench.refusal('ModifySnapshotTier', { ...ARCHIVING, SnapshotId: pending }),
    bench.refusal('ModifySnapshotTier', ARCHIVING),
    backup.refusal('ModifySnapshotTier', ARCHIVING),
  ]).toEqual(['IncorrectState', 'InvalidSnapshot.InUse', 'InvalidParameterValue']);
});

test('a temporary restore is not simulated, and says so', () => {
  const bench = benchWithSnapshot();

  expect(bench.refusal('RestoreSnapshotTier', { ...RESTORING, TemporaryRestoreDays: 3 })).toBe(
    'not simulated: ec2:RestoreSnapshotTier with TemporaryRestoreDays',
  );
});

test('what is on its way can be listed by where it stands', () => {
  const bench = benchWithSnapshot();
  const asked = ['archival-in-progress', 'archival-completed', 'permanent-restore-in-progress'];
  const seen: unknown[] = [];
  const look = (): void =>
    void seen.push(
      asked.filter((status) => {
        const Filters = [{ Name: 'last-tiering-operation', Values: [status] }];
        const { SnapshotTierStatuses } = bench.call('DescribeSnapshotTierStatus', { Filters, MaxResults: 5 });
        return (SnapshotTierStatuses as unknown[]).length === 1;
      }),
    );

  look();
  bench.call('ModifySnapshotTier', ARCHIVING);
  look();
  bench.advance(12 * HOUR);
  look();
  bench.call('RestoreSnapshotTier', RESTORING);
  look();
  bench.advance(24 * HOUR);
  look();

  expect(seen).toEqual([
    [],
    ['archival-in-progress'],
    ['archival-completed'],
    ['permanent-restore-in-progress'],
    [],
  ]);
  expect(bench.call('DescribeSnapshotTierStatus', {})).toEqual({
    SnapshotTierStatuses: [
      {
        SnapshotId: SNAPSHOT,
        VolumeId: volumeId('a1'),
        Status: 'completed',
        OwnerId: expect.stringMatching(/^[0-9]{12}$/) as unknown,
        StorageTier: 'standard',
        LastTieringOperationStatus: undefined,
      },
    ],
  });
  expect(
    bench.refusal('DescribeSnapshotTierStatus', { Filters: [{ Name: 'volume-id', Values: ['x'] }] }),
  ).toBe("not simulated: the filter 'volume-id'");
});

test('nobody but EC2 itself takes its steps', () => {
  const bench = benchWithSnapshot();

  expect(bench.refusal('moveSnapshotTier', ARCHIVING)).toBe('InvalidAction');
});
