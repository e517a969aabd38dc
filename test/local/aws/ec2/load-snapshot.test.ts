import { Ec2Bench, PRIMARY, snapshotId } from './ec2-bench';

/** A snapshot as somebody has imported it, or written it by the EBS direct APIs. */
const OF_NO_VOLUME = {
  SnapshotId: snapshotId('1'),
  VolumeId: 'vol-ffffffff',
  VolumeSize: 8,
  StartTime: new Date('2031-01-01T00:00:00Z'),
  Tags: [{ Key: 'Backup', Value: 'yes' }],
};

test('a snapshot of no volume is the account’s own, completed and no copy, and no event tells of it', () => {
  const bench = new Ec2Bench();

  bench.ec2.addSnapshot(PRIMARY, OF_NO_VOLUME);

  expect(bench.snapshot(OF_NO_VOLUME.SnapshotId)).toEqual({
    ...OF_NO_VOLUME,
    OwnerId: '111122223333',
    State: 'completed',
    Progress: '100%',
    Description: '',
    Encrypted: false,
    StorageTier: 'standard',
    FullSnapshotSizeInBytes: 8 * 2 ** 30,
  });
  expect(bench.events).toEqual([]);
});

test('a loaded copy says how it was transferred where the inventory does', () => {
  const bench = new Ec2Bench();

  bench.ec2.addSnapshot(PRIMARY, { ...OF_NO_VOLUME, TransferType: 'standard' });

  expect(bench.snapshot(OF_NO_VOLUME.SnapshotId)).toMatchObject({ TransferType: 'standard' });
  expect(bench.ids({ 'transfer-type': ['standard'] })).toEqual([OF_NO_VOLUME.SnapshotId]);
});
