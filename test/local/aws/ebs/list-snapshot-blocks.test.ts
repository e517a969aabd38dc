import { DR, Ec2Bench, HOUR, MINUTE, PRIMARY, START_MS, snapshotId, volumeId } from '../ec2/ec2-bench';
import { ebsRefusal, indexesOf, listAll, listPage, oneSnapshot } from './ebs-bench';

/** A snapshot of 4 GiB, all written, so that it has 8,192 blocks. */
function full() {
  const bench = new Ec2Bench();
  const SnapshotId = snapshotId('4');
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: volumeId('a1'),
    VolumeSize: 4,
    StartTime: new Date(START_MS),
  });
  return { bench, SnapshotId };
}

test('the list says the size of the volume in GiB, of a block in bytes, and until when its tokens hold: seven days', () => {
  const { bench, SnapshotId } = full();

  expect(listPage(bench, { SnapshotId })).toMatchObject({
    VolumeSize: 4,
    BlockSize: 524_288,
    ExpiryTime: new Date(START_MS + 7 * 24 * HOUR),
  });
});

test('a snapshot lists as many blocks as its full size has, each once, in order', () => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a1'), Size: 1 });
  const SnapshotId = bench.create(volumeId('a1'));
  bench.advance(HOUR);

  const indexes = indexesOf(bench, SnapshotId);

  expect(indexes).toHaveLength(Number(bench.snapshot(SnapshotId)['FullSnapshotSizeInBytes']) / 524_288);
  expect(indexes).toEqual([...new Set(indexes)].sort((a, b) => a - b));
});

test('what is loaded with its full size lists as many blocks as that has', () => {
  const { bench, source } = oneSnapshot();

  expect(indexesOf(bench, source)).toHaveLength(128);
});

/** How many blocks each page of a list has. */
function pageSizes(MaxResults: number): number[] {
  const { bench, SnapshotId } = full();
  const sizes: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = listPage(bench, { SnapshotId, MaxResults, ...(NextToken !== undefined && { NextToken }) });
    sizes.push(page.Blocks!.length);
    NextToken = page.NextToken;
    bench.advance(20);
  } while (NextToken !== undefined);
  return sizes;
}

test('pages are as long as asked for, at times shorter or empty, and the list goes on', () => {
  expect(pageSizes(500)).toEqual([
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 250, 500, 500, 500, 500, 250, 0, 192,
  ]);
});

test.each([0, 1, 99, 100])('a page of at most %i has a hundred', (MaxResults) => {
  expect(Math.max(...pageSizes(MaxResults))).toBe(100);
});

test('the list begins at the block that is asked for, or goes on where the last page ended if both are given', () => {
  const { bench, SnapshotId } = full();
  const StartingBlockIndex = 5_000;
  const input = { SnapshotId, MaxResults: 100 };

  const first = listPage(bench, { ...input, StartingBlockIndex });
  const both = listPage(bench, { ...input, NextToken: first.NextToken, StartingBlockIndex: 0 });

  expect(first.Blocks![0]?.BlockIndex).toBe(5_000);
  expect(both.Blocks![0]?.BlockIndex).toBe(5_100);
});

test('behind the last block there is nothing', () => {
  const { bench, SnapshotId } = full();

  const { Blocks, NextToken } = listPage(bench, { SnapshotId, StartingBlockIndex: 8_192 });

  expect([Blocks, NextToken]).toEqual([[], undefined]);
});

test('the token of a page holds for an hour, for the list that gave it', () => {
  const { bench, source } = oneSnapshot();
  const { bench: other, SnapshotId } = full();
  const { NextToken } = listPage(other, { SnapshotId, MaxResults: 100 });
  const refusal = () => ebsRefusal(other, 'ListSnapshotBlocks', { SnapshotId, NextToken });
  const refusals: string[] = [ebsRefusal(bench, 'ListSnapshotBlocks', { SnapshotId: source, NextToken })];

  other.advance(HOUR - 1);
  refusals.push(refusal());
  other.advance(1);
  refusals.push(refusal());

  expect(refusals).toEqual([
    'ValidationException INVALID_PAGE_TOKEN',
    'accepted',
    'ValidationException INVALID_PAGE_TOKEN',
  ]);
});

test.each([
  [{ SnapshotId: 'snap-*' }, 'ValidationException INVALID_SNAPSHOT_ID'],
  [{ SnapshotId: snapshotId('f') }, 'ResourceNotFoundException SNAPSHOT_NOT_FOUND'],
  [{}, 'ValidationException INVALID_PARAMETER_VALUE'],
  [{ SnapshotId: snapshotId('4'), MaxResults: 10_001 }, 'ValidationException INVALID_PARAMETER_VALUE'],
  [{ SnapshotId: snapshotId('4'), StartingBlockIndex: -1 }, 'ValidationException INVALID_PARAMETER_VALUE'],
  [{ SnapshotId: snapshotId('4'), NextToken: 'more' }, 'ValidationException INVALID_PAGE_TOKEN'],
  [{ SnapshotId: snapshotId('4'), DryRun: true }, 'not simulated: ebs:ListSnapshotBlocks with DryRun'],
])('a list by %j is refused', (input, expected) => {
  expect(ebsRefusal(full().bench, 'ListSnapshotBlocks', input)).toBe(expected);
});

test('a snapshot of another Region is not there', () => {
  const { bench, SnapshotId } = full();

  expect(ebsRefusal(bench, 'ListSnapshotBlocks', { SnapshotId }, { region: DR })).toBe(
    'ResourceNotFoundException SNAPSHOT_NOT_FOUND',
  );
});

test.each([[{ StorageTier: 'archive' as const }], [{ State: 'error' as const }]])(
  'a snapshot with %j has no list',
  (facts) => {
    const bench = new Ec2Bench();
    const SnapshotId = snapshotId('1');
    const snapshot = { SnapshotId, VolumeId: volumeId('a1'), VolumeSize: 4, StartTime: new Date(START_MS) };
    bench.ec2.addSnapshot(PRIMARY, { ...snapshot, ...facts });

    expect(ebsRefusal(bench, 'ListSnapshotBlocks', { SnapshotId })).toBe(
      'ValidationException INVALID_SNAPSHOT_ID',
    );
  },
);

test('a snapshot that is pending has no list, until it is completed', () => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a1'), Size: 1 });
  const SnapshotId = bench.create(volumeId('a1'));
  const before = ebsRefusal(bench, 'ListSnapshotBlocks', { SnapshotId });

  bench.advance(10 * MINUTE);

  expect(before).toBe('ValidationException INVALID_SNAPSHOT_ID');
  expect(listAll(bench, SnapshotId)).not.toEqual([]);
});

test('an account lists fifty times a second', () => {
  const { bench, SnapshotId } = full();
  const atOnce = Array.from({ length: 51 }, () => ebsRefusal(bench, 'ListSnapshotBlocks', { SnapshotId }));

  expect(atOnce.filter((outcome) => outcome === 'accepted')).toHaveLength(50);
  expect(atOnce.at(-1)).toBe('RequestThrottledException ACCOUNT_THROTTLED');
});
