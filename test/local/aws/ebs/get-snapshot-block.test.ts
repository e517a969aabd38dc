import { createHash } from 'node:crypto';
import { DR, Ec2Bench, HOUR, PRIMARY, SECOND, START_MS, volumeId } from '../ec2/ec2-bench';
import { checksums, ebsRefusal, indexesOf, listAll, oneSnapshot, readBlock } from './ebs-bench';

test('a block is read by its token: 512 KiB, with the SHA-256 of them in base64', async () => {
  const { bench, source: SnapshotId } = oneSnapshot();
  const [block] = listAll(bench, SnapshotId);

  const { BlockData, ...rest } = readBlock(bench, { SnapshotId, ...block });
  const data = await BlockData.transformToByteArray();

  expect(data).toHaveLength(524_288);
  expect(rest).toEqual({
    DataLength: 524_288,
    Checksum: createHash('sha256').update(data).digest('base64'),
    ChecksumAlgorithm: 'SHA256',
  });
});

test('blocks are not all the same', () => {
  const { bench, source } = oneSnapshot();
  const read = checksums(bench, source);

  expect(new Set(read.values()).size).toBe(read.size);
});

test('a copy in another Region, under another key, holds exactly what its source holds', () => {
  const { bench, source } = oneSnapshot();
  const copy = bench.copy(source, { Encrypted: true, KmsKeyId: 'alias/other' });
  bench.advance(HOUR);

  expect(checksums(bench, copy, { region: DR })).toEqual(checksums(bench, source));
});

test('a loaded copy holds what its source held when it was taken', () => {
  const { bench, source } = oneSnapshot();
  const SnapshotId = 'snap-000000000000000c1';
  const copy = { SnapshotId, VolumeId: 'vol-ffffffff', VolumeSize: 1, StartTime: new Date(START_MS + HOUR) };

  bench.ec2.addSnapshot(
    DR,
    { ...copy, FullSnapshotSizeInBytes: 128 * 524_288 },
    { region: PRIMARY, volumeId: volumeId('a1'), takenMs: START_MS },
  );

  expect(checksums(bench, SnapshotId, { region: DR })).toEqual(checksums(bench, source));
});

test('a volume made of a copy holds what the copy holds, until it is attached', () => {
  const { bench, source } = oneSnapshot();
  const copy = bench.copy(source);
  bench.advance(HOUR);
  const made = bench.call(
    'CreateVolume',
    { AvailabilityZone: `${DR}a`, SnapshotId: copy, Size: 2 },
    { region: DR },
  );
  const VolumeId = String(made['VolumeId']);
  const take = (): string => {
    bench.advance(30 * 24 * HOUR);
    const id = bench.create(VolumeId, {}, { region: DR });
    bench.advance(HOUR);
    return id;
  };

  const before = take();
  bench.call('AttachVolume', { VolumeId, InstanceId: 'i-00000001', Device: '/dev/sdf' }, { region: DR });
  const after = take();
  const original = checksums(bench, source);
  const changed = [...checksums(bench, after, { region: DR })].filter(
    ([index, checksum]) => checksum !== original.get(index),
  );

  expect(checksums(bench, before, { region: DR })).toEqual(original);
  expect(changed).toHaveLength(17);
});

test('a wrong block of a copy shows in its checksum, and nowhere else', () => {
  const { bench, source } = oneSnapshot();
  bench.ec2.ebs.damageNextCopyOf(volumeId('a1'), { effect: 'wrong' });
  const [copy, next] = [bench.copy(source), bench.copy(source)];
  bench.advance(HOUR);
  const original = checksums(bench, source);
  const differing = (id: string) =>
    [...checksums(bench, id, { region: DR })].filter(([index, checksum]) => checksum !== original.get(index));

  expect(indexesOf(bench, copy, { region: DR })).toEqual([...original.keys()]);
  expect([differing(copy).length, differing(next).length]).toEqual([1, 0]);
  expect(bench.snapshot(copy, DR)['FullSnapshotSizeInBytes']).toBe(
    bench.snapshot(source)['FullSnapshotSizeInBytes'],
  );
});

test('a share of the blocks of a copy that is there already is made wrong', () => {
  const { bench, source } = oneSnapshot();
  const copy = bench.copy(source);
  bench.advance(HOUR);
  bench.ec2.ebs.damage(DR, copy, { effect: 'wrong', share: 0.2 });
  const original = checksums(bench, source);

  const differing = [...checksums(bench, copy, { region: DR })].filter(
    ([index, checksum]) => checksum !== original.get(index),
  );

  expect(differing).toHaveLength(29);
});

test('a block that is missing in a copy is not listed, and cannot be read', () => {
  const { bench, source } = oneSnapshot();
  const copy = bench.copy(source);
  bench.advance(HOUR);
  const before = listAll(bench, copy, { region: DR });
  bench.ec2.ebs.damage(DR, copy, { effect: 'missing' });

  const after = new Set(indexesOf(bench, copy, { region: DR }));
  const missing = before.filter(({ BlockIndex }) => !after.has(BlockIndex));

  expect(missing).toHaveLength(1);
  expect(ebsRefusal(bench, 'GetSnapshotBlock', { SnapshotId: copy, ...missing[0] }, { region: DR })).toBe(
    'ValidationException INVALID_BLOCK',
  );
});

test('what is no snapshot cannot be damaged', () => {
  const { bench } = oneSnapshot();

  expect(() => bench.ec2.ebs.damage(PRIMARY, 'snap-00000001', { effect: 'wrong' })).toThrow(
    "The snapshot 'snap-00000001' does not exist.",
  );
});

test('a token reads its own block of its own snapshot, for seven days', () => {
  const { bench, source: SnapshotId } = oneSnapshot();
  const [block, another] = listAll(bench, SnapshotId);
  const copy = bench.copy(SnapshotId, {}, PRIMARY);
  bench.advance(HOUR);
  const refusal = (input: object) =>
    ebsRefusal(bench, 'GetSnapshotBlock', { SnapshotId, ...block, ...input });

  const refusals = [
    refusal({}),
    refusal({ BlockIndex: another!.BlockIndex }),
    refusal({ SnapshotId: copy }),
    refusal({ BlockToken: 'AAABAQ' }),
  ];
  bench.advance(7 * 24 * HOUR - HOUR - SECOND);
  refusals.push(refusal({}));
  bench.advance(SECOND);
  refusals.push(refusal({}));

  const invalid = 'ValidationException INVALID_BLOCK_TOKEN';
  expect(refusals).toEqual(['accepted', invalid, invalid, invalid, 'accepted', invalid]);
});

/** How many of so many reads at once are let through, and how the last is refused. */
function readAtOnce(region: string, snapshots: number, reads: number) {
  const bench = new Ec2Bench();
  const blocks = Array.from({ length: snapshots }, (_, number) => {
    const SnapshotId = `snap-0000000${number}`;
    bench.ec2.addSnapshot(region, {
      SnapshotId,
      VolumeId: volumeId('a1'),
      VolumeSize: 1,
      StartTime: new Date(0),
      FullSnapshotSizeInBytes: 524_288,
    });
    return { SnapshotId, ...listAll(bench, SnapshotId, { region })[0], BlockToken: 'spares the reading' };
  });
  const refusals = Array.from({ length: reads }, (_, i) =>
    ebsRefusal(bench, 'GetSnapshotBlock', blocks[i % snapshots]!, { region }),
  );
  return [refusals.filter((refusal) => !refusal.startsWith('RequestThrottled')).length, refusals.at(-1)];
}

test.each([
  ['us-west-2', 1, 1_000, 'RESOURCE_LEVEL_THROTTLE'],
  ['us-west-2', 9, 5_000, 'ACCOUNT_THROTTLED'],
  ['eu-central-1', 1, 1_000, 'RESOURCE_LEVEL_THROTTLE'],
  ['eu-central-1', 9, 1_000, 'ACCOUNT_THROTTLED'],
])('in %s blocks of %i snapshots are read at most %i times a second', (region, snapshots, most, reason) => {
  expect(readAtOnce(region, snapshots, most + 900)).toEqual([most, `RequestThrottledException ${reason}`]);
});

test('a call that was ordered to fail does, as often as was ordered', () => {
  const { bench, source: SnapshotId } = oneSnapshot();
  const [block] = listAll(bench, SnapshotId);
  bench.ec2.ebs.failNextCall('GetSnapshotBlock', SnapshotId, 'RequestThrottledException');
  bench.ec2.ebs.failNextCall('GetSnapshotBlock', SnapshotId, 'InternalServerException');
  const list = ebsRefusal(bench, 'ListSnapshotBlocks', { SnapshotId });

  const reads = [1, 2, 3].map(() => ebsRefusal(bench, 'GetSnapshotBlock', { SnapshotId, ...block }));

  expect(list).toBe('accepted');
  expect(reads).toEqual([
    'RequestThrottledException RESOURCE_LEVEL_THROTTLE',
    'InternalServerException',
    'accepted',
  ]);
});

test('what only other parts of the EBS direct APIs do is not simulated', () => {
  const { bench } = oneSnapshot();

  expect(ebsRefusal(bench, 'StartSnapshot', { VolumeSize: 1 })).toBe('not simulated: ebs:StartSnapshot');
});
