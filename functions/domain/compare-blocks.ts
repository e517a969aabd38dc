/** A block of a snapshot that has been written, as the EBS direct APIs list it. */
export type Block = {
  /** Its place, in units of 512 KiB. */
  readonly index: number;
  /** What reads it; holds for seven days. */
  readonly token: string;
};

/** A part of the list of a snapshot's blocks, in the order of their places. */
export type BlocksPage = {
  readonly blocks: readonly Block[];
  /** Where the list goes on; absent where it ends. */
  readonly nextIndex?: number;
};

/** A place that is written in both, with what reads it on each side. */
export type BlockPair = { readonly index: number; readonly copyToken: string; readonly sourceToken: string };

export type PairedPages = {
  readonly pairs: readonly BlockPair[];
  /** Places that only one of both has written, and which. */
  readonly onlyInCopy: readonly number[];
  readonly onlyInSource: readonly number[];
  /** From here on both lists are to be read again; absent where both have ended. */
  readonly nextIndex?: number;
};

/**
 * Sets two parts of lists, both read from the same place on, side by side: as far as both reach. What lies beyond is read again, so that only a number has to be kept
 * from call to call. Refuses lists that are not in order, of which nothing could be said.
 */
export function pairPages(copy: BlocksPage, source: BlocksPage): PairedPages {
  const ends = [copy.nextIndex, source.nextIndex].filter((end) => end !== undefined);
  const nextIndex = ends.length === 0 ? undefined : Math.min(...ends);
  const copyTokens = tokensBefore(copy, nextIndex);
  const sourceTokens = tokensBefore(source, nextIndex);
  const pairs: BlockPair[] = [];
  const onlyInCopy: number[] = [];
  for (const [index, copyToken] of copyTokens) {
    const sourceToken = sourceTokens.get(index);
    if (sourceToken === undefined) onlyInCopy.push(index);
    else pairs.push({ index, copyToken, sourceToken });
  }
  const onlyInSource = [...sourceTokens.keys()].filter((index) => !copyTokens.has(index));
  return { pairs, onlyInCopy, onlyInSource, ...(nextIndex !== undefined && { nextIndex }) };
}

function tokensBefore({ blocks }: BlocksPage, end = Infinity): Map<number, string> {
  const tokens = new Map<number, string>();
  let last = -1;
  for (const { index, token } of blocks) {
    if (!(index > last)) throw new TypeError(`The list of blocks is not in order: ${index} after ${last}`);
    last = index;
    if (index < end) tokens.set(index, token);
  }
  return tokens;
}
