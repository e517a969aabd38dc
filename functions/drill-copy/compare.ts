import type { SnapshotBlocks } from '../aws/snapshot-blocks';
import { pairPages, type BlockPair } from '../domain/compare-blocks';
import { afterBlock, isSampled, type Sample } from '../domain/drill-sample';
import type { Comparison } from './drill';

export type Comparing = {
  /** Of the Region of the copy, and of that of its source. */
  readonly copyBlocks: SnapshotBlocks;
  readonly sourceBlocks: SnapshotBlocks;
  readonly copyId: string;
  readonly sourceId: string;
  /** Another one chooses other blocks. */
  readonly seed: string;
  /** Blocks that are read on each side at most; all of a snapshot that has no more. */
  readonly sampleBlocks: number;
};

export type Compared = { readonly comparison: Comparison; readonly isDone: boolean };

/** So many parts of the lists one call looks at: 1.4 TiB that are written, in some minutes. */
const PARTS_MAX = 300;

/** So many blocks of each side one call reads, and so many of these at once: 1 GiB, in less than a minute. */
const READS_MAX = 1_000;
const AT_ONCE = 16;

/** So many places are named to a person. */
const EXAMPLES_MAX = 5;

/** Goes on comparing, as far as one call does. Throws ServiceBusy, SnapshotGone or BlocksUnreadable; then the next call goes on from where this one began. */
export async function compare(comparing: Comparing, before: Comparison): Promise<Compared> {
  let comparison = before;
  let reads = 0;
  for (let parts = 0; parts < PARTS_MAX && reads < READS_MAX; parts += 1) {
    const { nextIndex: from } = comparison;
    const [copy, source] = await Promise.all([
      comparing.copyBlocks.list(comparing.copyId, from),
      comparing.sourceBlocks.list(comparing.sourceId, from),
    ]);
    const { pairs, onlyInCopy, onlyInSource, nextIndex } = pairPages(copy, source);
    if (comparison.phase === 'listing') {
      comparison = {
        ...comparison,
        inBoth: comparison.inBoth + pairs.length,
        onlyInCopy: comparison.onlyInCopy + onlyInCopy.length,
        onlyInSource: comparison.onlyInSource + onlyInSource.length,
        examples: examples(comparison, [...onlyInCopy, ...onlyInSource]),
        sizesGib: [copy.sizeGib, source.sizeGib],
        ...(nextIndex === undefined ? { phase: 'reading', nextIndex: 0 } : { nextIndex }),
      };
      continue;
    }
    const { chosen, passed, stoppedAt } = choose(comparing, comparison, pairs, READS_MAX - reads);
    reads += chosen.length;
    const differing = await differingAmong(comparing, chosen);
    comparison = {
      ...comparison,
      passed,
      chosen: comparison.chosen + chosen.length,
      differing: comparison.differing + differing.length,
      examples: examples(comparison, differing),
    };
    const next = stoppedAt ?? nextIndex;
    if (next === undefined) return { comparison, isDone: true };
    comparison = { ...comparison, nextIndex: next };
  }
  return { comparison, isDone: false };
}

const examples = (comparison: Comparison, more: readonly number[]): number[] =>
  [...comparison.examples, ...more].slice(0, EXAMPLES_MAX);

type Choice = {
  readonly chosen: readonly BlockPair[];
  /** Of all that are in both, up to here. */
  readonly passed: number;
  /** Where it goes on, where more were to be chosen than there was room for. */
  readonly stoppedAt?: number;
};

function choose(
  { seed, sampleBlocks }: Comparing,
  { inBoth, passed, chosen }: Comparison,
  pairs: readonly BlockPair[],
  room: number,
): Choice {
  const sample: Sample = { seed, blocks: inBoth, size: Math.min(inBoth, sampleBlocks) };
  const picked: BlockPair[] = [];
  let state = { passed, chosen };
  for (const pair of pairs) {
    if (picked.length === room) return { chosen: picked, passed: state.passed, stoppedAt: pair.index };
    const isChosen = isSampled(sample, state);
    if (isChosen) picked.push(pair);
    state = afterBlock(state, isChosen);
  }
  return { chosen: picked, passed: state.passed };
}

/** The places of those that hold something else on one side, or of which EBS gives no whole data. */
async function differingAmong(comparing: Comparing, pairs: readonly BlockPair[]): Promise<number[]> {
  const { copyBlocks, sourceBlocks, copyId, sourceId } = comparing;
  const differing: number[] = [];
  for (let index = 0; index < pairs.length; index += AT_ONCE) {
    const read = pairs.slice(index, index + AT_ONCE).map(async ({ index: place, copyToken, sourceToken }) => {
      const [copy, source] = await Promise.all([
        copyBlocks.read(copyId, { index: place, token: copyToken }),
        sourceBlocks.read(sourceId, { index: place, token: sourceToken }),
      ]);
      const isSame = copy.outcome === 'read' && source.outcome === 'read' && copy.sha256 === source.sha256;
      if (!isSame) differing.push(place);
    });
    await Promise.all(read);
  }
  return differing.sort((a, b) => a - b);
}
