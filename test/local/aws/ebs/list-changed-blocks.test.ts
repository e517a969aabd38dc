import { DR, HOUR, MINUTE, PRIMARY, snapshotId, START_MS, volumeId } from '../ec2/ec2-bench';
import {
  addSnapshot,
  changedBlocks,
  checksums,
  ebsRefusal,
  indexesOf,
  oneSnapshot,
  readBlock,
} from './ebs-bench';

/** Two snapshots of a volume, a day apart. */
function twoSnapshots() {
  const { bench, source: first } = oneSnapshot();
  return { bench, first, second: addSnapshot(bench, snapshotId('2'), new Date(START_MS + 24 * HOUR)) };
}

test('between two snapshots of a volume those blocks changed whose checksums differ, and their tokens read both', () => {
  const { bench, first, second } = twoSnapshots();
  const [before, after] = [checksums(bench, first), checksums(bench, second)];
  const expected = [...after.keys()].filter((index) => before.get(index) !== after.get(index));

  const changed = changedBlocks(bench, first, second);
  const [{ BlockIndex, FirstBlockToken, SecondBlockToken } = { BlockIndex: -1 }] = changed;
  const read = (SnapshotId: string, BlockToken: string | undefined) =>
    readBlock(bench, { SnapshotId, BlockIndex, BlockToken }).Checksum;

  expect(expected).toHaveLength(7);
  expect(changed.map((block) => block.BlockIndex)).toEqual(expected);
  expect(read(first, FirstBlockToken)).toBe(before.get(BlockIndex));
  expect(read(second, SecondBlockToken)).toBe(after.get(BlockIndex));
});

test('a block that the first snapshot has not is listed without a token for it', () => {
  const { bench, source } = oneSnapshot();
  const second = addSnapshot(bench, snapshotId('2'), new Date(START_MS), 129);
  const known = new Set(indexesOf(bench, source));
  const added = indexesOf(bench, second).filter((index) => !known.has(index));

  const changed = changedBlocks(bench, source, second);

  expect(changed).toEqual([{ BlockIndex: added[0], SecondBlockToken: expect.any(String) }]);
});

test('a snapshot differs from itself in nothing', () => {
  const { bench, first } = twoSnapshots();

  expect(changedBlocks(bench, first, first)).toEqual([]);
});

test('a volume made of a snapshot is of its lineage; a copy and another volume are not', () => {
  const { bench, first } = twoSnapshots();
  const { VolumeId } = bench.call('CreateVolume', { AvailabilityZone: `${PRIMARY}a`, SnapshotId: first });
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a2'), Size: 1 });
  bench.advance(MINUTE);
  const restored = bench.create(String(VolumeId));
  const other = bench.create(volumeId('a2'));
  const copy = bench.copy(first, {}, PRIMARY);
  bench.advance(HOUR);
  const compare = (SecondSnapshotId: string) =>
    ebsRefusal(bench, 'ListChangedBlocks', { FirstSnapshotId: first, SecondSnapshotId });

  expect(changedBlocks(bench, first, restored)).toEqual([]);
  expect([restored, other, copy].map(compare)).toEqual([
    'accepted',
    'ValidationException UNRELATED_SNAPSHOTS',
    'ValidationException UNRELATED_SNAPSHOTS',
  ]);
});

test('snapshots of two Regions cannot be compared', () => {
  const { bench, first } = twoSnapshots();
  const copy = bench.copy(first);
  bench.advance(HOUR);

  expect(
    ebsRefusal(
      bench,
      'ListChangedBlocks',
      { FirstSnapshotId: first, SecondSnapshotId: copy },
      { region: DR },
    ),
  ).toBe('ResourceNotFoundException SNAPSHOT_NOT_FOUND');
});

test.each([
  [{ FirstSnapshotId: undefined }, 'ValidationException INVALID_PARAMETER_VALUE'],
  [{ SecondSnapshotId: 'snap-1' }, 'ValidationException INVALID_SNAPSHOT_ID'],
  [{ NextToken: 'more' }, 'ValidationException INVALID_PAGE_TOKEN'],
  [{ MaxResults: 10_001 }, 'ValidationException INVALID_PARAMETER_VALUE'],
])('a comparison with %j is refused', (input, expected) => {
  const { bench, first: FirstSnapshotId, second: SecondSnapshotId } = twoSnapshots();

  expect(ebsRefusal(bench, 'ListChangedBlocks', { FirstSnapshotId, SecondSnapshotId, ...input })).toBe(
    expected,
  );
});

test('an account compares fifty times a second', () => {
  const { bench, first, second } = twoSnapshots();
  const atOnce = Array.from({ length: 51 }, () =>
    ebsRefusal(bench, 'ListChangedBlocks', { FirstSnapshotId: first, SecondSnapshotId: second }),
  );

  expect(atOnce.filter((outcome) => outcome === 'accepted')).toHaveLength(50);
  expect(atOnce.at(-1)).toBe('RequestThrottledException ACCOUNT_THROTTLED');
});

test('a comparison that was ordered to fail does, whichever of both snapshots it was ordered for', () => {
  const { bench, first, second } = twoSnapshots();
  bench.ec2.ebs.failNextCall('ListChangedBlocks', second, 'InternalServerException');
  bench.ec2.ebs.failNextCall('ListChangedBlocks', first, 'InternalServerException');

  const refusals = [1, 2, 3].map(() =>
    ebsRefusal(bench, 'ListChangedBlocks', { FirstSnapshotId: first, SecondSnapshotId: second }),
  );

  expect(refusals).toEqual(['InternalServerException', 'InternalServerException', 'accepted']);
});
