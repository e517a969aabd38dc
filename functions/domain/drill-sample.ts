/** How far a sample has come; it goes from call to call. */
export type SampleState = {
  /** Blocks of the snapshot that have been passed by, and how many of these were chosen. */
  readonly passed: number;
  readonly chosen: number;
};

export const NOTHING_PASSED: SampleState = { passed: 0, chosen: 0 };

export type Sample = {
  /** Another seed chooses others; the same one chooses the same ones. */
  readonly seed: string;
  /** Blocks of the snapshot, and how many of these are to be chosen; more than there are chooses all. */
  readonly blocks: number;
  readonly size: number;
};

/**
 * Whether the next block of a snapshot is one of the sample. Exactly `size` of `blocks` are chosen, each choice as likely as any other (Knuth, algorithm S), without a
 * list of them that would have to be kept.
 */
export function isSampled({ seed, blocks, size }: Sample, { passed, chosen }: SampleState): boolean {
  return uniform(seed, passed) * (blocks - passed) < size - chosen;
}

export const afterBlock = ({ passed, chosen }: SampleState, wasSampled: boolean): SampleState => ({
  passed: passed + 1,
  chosen: chosen + (wasSampled ? 1 : 0),
});

/** In [0, 1), of 32 bits: FNV-1a, and the end of MurmurHash3, without which numbers that follow each other would be alike. */
function uniform(seed: string, index: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed} ${index}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * With what chance a sample of `size` out of `blocks` holds at least one of `wrong` wrong ones (hypergeometric): 1 - C(blocks - wrong, size) / C(blocks, size).
 * With 1,000 sampled, one per cent of wrong blocks is found with 0.99996 and one per mille with 0.63, however large the snapshot is; a single wrong block among
 * 2,097,152, which are 1 TiB, with 0.0005.
 */
export function chanceToFind({
  blocks,
  size,
  wrong,
}: {
  readonly blocks: number;
  readonly size: number;
  readonly wrong: number;
}): number {
  if (wrong <= 0) return 0;
  if (size + wrong > blocks) return 1;
  // The shorter of two products that are the same number.
  const [factors, drawn] = wrong < size ? [wrong, size] : [size, wrong];
  let missing = 1;
  for (let index = 0; index < factors; index += 1) missing *= (blocks - drawn - index) / (blocks - index);
  return 1 - missing;
}
