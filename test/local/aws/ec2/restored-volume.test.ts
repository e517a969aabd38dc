import { DR, Ec2Bench, HOUR, PRIMARY, SECOND, volumeId } from './ec2-bench';

const ORIGINAL = volumeId('a1');
const KEY = 'arn:aws:kms:us-west-2:111122223333:key/data';

/** A snapshot of an encrypted volume, a volume of that snapshot, and a snapshot of the volume. */
function restored(input: object = {}) {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: ORIGINAL, Size: 10, Encrypted: true, KmsKeyId: KEY });
  const SnapshotId = bench.create(ORIGINAL);
  bench.advance(HOUR);
  const made = bench.call('CreateVolume', { AvailabilityZone: 'us-west-2a', SnapshotId, ...input });
  const volume = String(made['VolumeId']);
  bench.advance(5 * SECOND);
  const again = bench.create(volume);
  bench.advance(HOUR);
  return { bench, volume, SnapshotId, first: bench.snapshot(SnapshotId), second: bench.snapshot(again) };
}

test('a restored volume holds what its snapshot holds, whatever its size', () => {
  const { first, second, volume } = restored({ Size: 20 });

  expect(second).toMatchObject({ VolumeId: volume, VolumeSize: 20, KmsKeyId: KEY });
  expect(second['FullSnapshotSizeInBytes']).toBe(first['FullSnapshotSizeInBytes']);
});

test('the data key goes with the data from volume to snapshot and back, and is another where the key is', () => {
  const same = restored();
  const rekeyed = restored({ Encrypted: true, KmsKeyId: 'alias/other' });

  expect(same.second['DataEncryptionKeyId']).toBe(same.first['DataEncryptionKeyId']);
  expect(rekeyed.second['KmsKeyId']).toBe('arn:aws:kms:us-west-2:111122223333:key/other');
  expect(rekeyed.second['DataEncryptionKeyId']).not.toBe(rekeyed.first['DataEncryptionKeyId']);
});

test('to another Region a restored volume is another one: its first copy is a full one', () => {
  const { bench, SnapshotId, second } = restored();
  const incremental = (source: string): unknown => {
    bench.copy(source);
    bench.advance(24 * HOUR);
    return bench.events.at(-1)!.detail['incremental'];
  };
  const again = String(second['SnapshotId']);

  expect([SnapshotId, SnapshotId, again, again].map(incremental)).toEqual(['false', 'true', 'false', 'true']);
  expect(bench.ec2.snapshots(DR)).toHaveLength(4);
});

test('the tags of a snapshot do not come back with it', () => {
  const bench = new Ec2Bench();
  const SnapshotId = 'snap-000000000000000a1';
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: ORIGINAL,
    VolumeSize: 10,
    StartTime: new Date(0),
    Tags: [{ Key: 'Backup', Value: 'yes' }],
  });

  expect(bench.call('CreateVolume', { AvailabilityZone: 'us-west-2a', SnapshotId })['Tags']).toBeUndefined();
});
