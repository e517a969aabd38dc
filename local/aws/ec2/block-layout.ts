/** The only size of a block that the EBS direct APIs have. */
export const BLOCK_BYTES = 512 * 1024;

export const BLOCKS_PER_GIB = 2 ** 30 / BLOCK_BYTES;

/** Which blocks of a volume were ever written. Of the same volume with more blocks written they are the same, and others. */
export type Layout = {
  readonly key: number;
  readonly sizeGib: number;
  /** How many. */
  readonly blocks: number;
};

/** File systems write in stretches: so many blocks lie together. */
const EXTENT_BLOCKS = 16;

/** The indexes of the written blocks, in order, from one on. */
export function* coveredFrom(layout: Layout, index: number): Generator<number> {
  const extents = extentsOf(layout);
  const turnOf = turns(layout.key, extents);
  for (let extent = Math.floor(index / EXTENT_BLOCKS); extent < extents; extent++) {
    const start = extent * EXTENT_BLOCKS;
    const end = start + writtenIn(layout, turnOf(extent));
    for (let block = Math.max(start, index); block < end; block++) yield block;
  }
}

export function isCovered(layout: Layout, index: number): boolean {
  const extents = extentsOf(layout);
  const extent = Math.floor(index / EXTENT_BLOCKS);
  if (extent >= extents) return false;
  return index % EXTENT_BLOCKS < writtenIn(layout, turns(layout.key, extents)(extent));
}

const extentsOf = ({ sizeGib }: Layout): number => (sizeGib * BLOCKS_PER_GIB) / EXTENT_BLOCKS;

/** How many blocks of a stretch are written, from its start. */
const writtenIn = ({ blocks }: Layout, turn: number): number =>
  Math.min(EXTENT_BLOCKS, blocks - turn * EXTENT_BLOCKS);

/** In which turn each stretch is written: another for each, from 0 on, and neighbours far apart. */
function turns(key: number, extents: number): (extent: number) => number {
  let step = Math.max(1, Math.floor(extents * 0.618));
  while (commonDivisor(step, extents) !== 1) step++;
  return (extent) => (extent * step + (key % extents)) % extents;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
