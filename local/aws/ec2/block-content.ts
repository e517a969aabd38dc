import { createHash } from 'node:crypto';
import { DAY_MS, HOUR_MS } from '../../kernel/time-units';
import { isStruck, type Damage, type OrderedDamage } from './block-damage';
import { BLOCK_BYTES, BLOCKS_PER_GIB, coveredFrom, isCovered, type Layout } from './block-layout';
import { scatter } from './scatter';

/** What of a volume was written, and by whom: rules by which each block can be told at any time, since none is kept. */
export type Writings = {
  /** The volume, `<seed>/<region>/<volume id>`, and a number that is made of that. */
  readonly writer: string;
  readonly key: number;
  readonly layout: Layout;
  /** Whose blocks ListChangedBlocks compares with these: those of a volume, its snapshots and the volumes that are made of them. */
  readonly kin: string;
  /** Of a volume that was made of a snapshot, what that holds, and since when it is written over: Infinity where nobody did so. */
  readonly base?: { readonly content: Content; readonly sinceMs: number };
};

/** What a snapshot holds: what was written until a time. */
export type Content = Writings & { readonly atMs: number; readonly damage?: Damage };

/** Of eight blocks that were written one is written again, over and over, each at a pace of its own. */
const REWRITTEN = 8;
const PACES_MS = [HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS];

/** What a volume writes that was made of nothing. */
export function newWritings(writer: string, sizeGib: number, writtenBytes: number): Writings {
  const key = keyOf(writer);
  const blocks = Math.min(sizeGib * BLOCKS_PER_GIB, Math.ceil(writtenBytes / BLOCK_BYTES));
  return { writer, key, layout: { key, sizeGib, blocks }, kin: writer };
}

/** What a volume holds and writes that was made of a snapshot: the same, until it is attached. */
export const writingsOver = (writer: string, content: Content): Writings => ({
  writer,
  key: keyOf(writer),
  layout: content.layout,
  kin: content.kin,
  base: { content, sinceMs: Infinity },
});

/** Says that a volume can be written from now on. */
export const startWriting = (writings: Writings, nowMs: number): Writings =>
  writings.base?.sinceMs === Infinity
    ? { ...writings, base: { ...writings.base, sinceMs: nowMs } }
    : writings;

/** What a copy holds: the same, and its blocks are compared with those of no other [unverified]. */
export const copiedContent = (content: Content, copyId: string): Content => ({ ...content, kin: copyId });

/** The content of a snapshot whose blocks are not all what they were. */
export function damagedContent(
  content: Content,
  snapshotId: string,
  { effect, share = 0 }: OrderedDamage,
): Content {
  const key = keyOf(snapshotId);
  const from = key % (content.layout.sizeGib * BLOCKS_PER_GIB);
  const first = firstListedFrom(content, from) ?? firstListedFrom(content, 0) ?? -1;
  return { ...content, damage: { effect, of: snapshotId, key, share, first } };
}

/** The indexes of the blocks that are listed for a snapshot, in order, from one on. */
export function* listedFrom(content: Content, index: number): Generator<number> {
  for (const covered of coveredFrom(content.layout, index))
    if (writeOfCovered(content, covered) !== undefined) yield covered;
}

/** By which write a block came to be as it is; undefined where it is not listed. Two blocks are the same where these are. */
export const writeOf = (content: Content, index: number): string | undefined =>
  isCovered(content.layout, index) ? writeOfCovered(content, index) : undefined;

/** The bytes in a block; undefined where it is not listed. */
export function blockOf(content: Content, index: number): Buffer | undefined {
  const write = writeOf(content, index);
  if (write === undefined) return undefined;
  return Buffer.alloc(BLOCK_BYTES, createHash('sha256').update(write).digest());
}

function writeOfCovered({ writer, damage, base, key, atMs }: Content, index: number): string | undefined {
  if (damage !== undefined && isStruck(damage, index))
    return damage.effect === 'missing' ? undefined : `${damage.of}/${index}/wrong`;
  const writes = writesUntil(key, index, atMs);
  const isUntouched =
    base !== undefined && (atMs <= base.sinceMs || writes === writesUntil(key, index, base.sinceMs));
  return isUntouched ? writeOfCovered(base.content, index) : `${writer}/${index}/${writes}`;
}

/** How often a block was written again. */
function writesUntil(key: number, index: number, atMs: number): number {
  const drawn = scatter(key, index);
  if (drawn % REWRITTEN !== 0) return 0;
  const paceMs = PACES_MS[(drawn >>> 3) % PACES_MS.length]!;
  return Math.floor(atMs / paceMs + (drawn >>> 5) / 2 ** 27);
}

function firstListedFrom(content: Content, index: number): number | undefined {
  for (const listed of listedFrom(content, index)) return listed;
  return undefined;
}

const keyOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32LE(0);
