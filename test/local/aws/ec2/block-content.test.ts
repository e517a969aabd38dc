import fc from 'fast-check';
import {
  blockOf,
  copiedContent,
  damagedContent,
  listedFrom,
  newWritings,
  startWriting,
  writeOf,
  writingsOver,
  type Content,
} from '../../../../local/aws/ec2/block-content';
import { BLOCK_BYTES } from '../../../../local/aws/ec2/block-layout';
import { HOUR, START_MS } from './ec2-bench';

const DAY = 24 * HOUR;

const GIB = 2 ** 30;

const snapshot = (atMs = START_MS, writtenBytes = GIB / 2, writer = '7/us-west-2/vol-1'): Content => ({
  ...newWritings(writer, 1, writtenBytes),
  atMs,
});

const indexesOf = (content: Content): number[] => [...listedFrom(content, 0)];

/** The indexes whose blocks are not the same in both. */
const differing = (a: Content, b: Content): number[] =>
  Array.from({ length: 2 * 2048 }, (_, index) => index).filter(
    (index) => writeOf(a, index) !== writeOf(b, index),
  );

test('as many blocks are listed as bytes were written, in order, within the volume and not from its start alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.string(), (sizeGib, drawn, writer) => {
      const blocks = drawn % (sizeGib * 2048 + 1);
      const content = { ...newWritings(writer, sizeGib, blocks * BLOCK_BYTES), atMs: START_MS };

      const indexes = indexesOf(content);

      expect(indexes).toHaveLength(blocks);
      expect(indexes.every((index, i) => index > (indexes[i - 1] ?? -1))).toBe(true);
      expect(indexes.at(-1) ?? 0).toBeLessThan(sizeGib * 2048);
    }),
    { numRuns: 50 },
  );
  const quarters = [0, 1, 2, 3].map(
    (quarter) => indexesOf(snapshot()).filter((index) => Math.floor(index / 512) === quarter).length,
  );
  expect(quarters).toEqual([256, 240, 256, 272]);
});

test('a list can begin anywhere', () => {
  const content = snapshot();
  const indexes = indexesOf(content);

  for (const from of [0, 1, 17, 1_000, 2_047, 2_048, 9_999])
    expect([...listedFrom(content, from)]).toEqual(indexes.filter((index) => index >= from));
});

test('a block is 512 KiB, the same whenever it is read, and another in another volume', () => {
  const [index = 0] = indexesOf(snapshot());

  const block = blockOf(snapshot(), index)!;

  expect(block).toHaveLength(524_288);
  expect(block.equals(blockOf(snapshot(), index)!)).toBe(true);
  expect(block.equals(blockOf(snapshot(START_MS, GIB, '8/us-west-2/vol-1'), index)!)).toBe(false);
});

test('what is not listed has no block', () => {
  const indexes = new Set(indexesOf(snapshot()));
  const unwritten = Array.from({ length: 2_048 }, (_, index) => index).find((index) => !indexes.has(index))!;

  expect([blockOf(snapshot(), unwritten), blockOf(snapshot(), 2_048)]).toEqual([undefined, undefined]);
});

test('of two snapshots of a volume most blocks are the same, and the more time lies between them the more differ', () => {
  const later = [HOUR, DAY, 30 * DAY].map(
    (gapMs) => differing(snapshot(), snapshot(START_MS + gapMs)).length,
  );

  expect(differing(snapshot(), snapshot())).toEqual([]);
  expect(later).toEqual([32, 71, 130]);
});

test('where more was written later, what was written is there still', () => {
  const before = indexesOf(snapshot());
  const after = new Set(indexesOf(snapshot(START_MS, GIB * 0.75)));

  expect(before.every((index) => after.has(index))).toBe(true);
});

test('a copy holds what its source holds, and has a lineage of its own', () => {
  const copy = copiedContent(snapshot(), 'snap-2');

  expect(differing(copy, snapshot())).toEqual([]);
  expect(copy.kin).toBe('snap-2');
});

test('a volume made of a snapshot holds what that holds until it is written, and then only what changed differs', () => {
  const source = snapshot();
  const writings = writingsOver('7/us-west-2/vol-2', source);
  const at = (atMs: number, made = writings): Content => ({ ...made, atMs });
  const written = startWriting(writings, START_MS + DAY);
  const again = startWriting(written, START_MS + 90 * DAY);

  expect(differing(at(START_MS + 90 * DAY), source)).toEqual([]);
  expect(differing(at(START_MS + DAY, written), source)).toEqual([]);
  expect(differing(at(START_MS + 2 * DAY, written), source)).toHaveLength(59);
  expect(again).toEqual(written);
  expect(indexesOf(at(START_MS + 2 * DAY, written))).toEqual(indexesOf(source));
  expect(written.kin).toBe(source.kin);
});

test.each([
  ['one block', {}, 1],
  ['no share', { share: 0 }, 1],
  ['a tenth', { share: 0.1 }, 131],
  ['all', { share: 1 }, 1_024],
])('of a copy with %s wrong so many blocks differ from its source: %j', (_, share, count) => {
  const copy = damagedContent(snapshot(), 'snap-2', { effect: 'wrong', ...share });

  expect(differing(copy, snapshot())).toHaveLength(count);
  expect(indexesOf(copy)).toEqual(indexesOf(snapshot()));
});

test('what is missing is not listed, cannot be read, and is missing in what is made of it', () => {
  const copy = damagedContent(snapshot(), 'snap-2', { effect: 'missing' });
  const [missing = -1, ...others] = differing(copy, snapshot());
  const restored = { ...writingsOver('7/us-west-2/vol-2', copy), atMs: START_MS };

  expect(others).toEqual([]);
  expect(indexesOf(copy)).toEqual(indexesOf(snapshot()).filter((index) => index !== missing));
  expect(blockOf(copy, missing)).toBeUndefined();
  expect(indexesOf(restored)).toEqual(indexesOf(copy));
});

test('in a snapshot of nothing no block can be damaged', () => {
  const empty = snapshot(START_MS, 0);

  expect(indexesOf(damagedContent(empty, 'snap-2', { effect: 'wrong', share: 1 }))).toEqual([]);
});
