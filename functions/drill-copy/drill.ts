import * as z from 'zod';
import { SnapshotId, VolumeId } from '../domain/ids';

const Count = z.int().min(0);

/** How far a copy has been compared with its source. First all that is written in both is listed, which tells how many blocks there are; then a sample of these is read. */
export const Comparison = z.object({
  phase: z.enum(['listing', 'reading']),
  /** From which block on both lists are read next. */
  nextIndex: Count,
  /** So far written in both, and in one of them alone. */
  inBoth: Count,
  onlyInCopy: Count,
  onlyInSource: Count,
  /** Of the blocks in both, how many have been passed by while reading, and chosen of these. */
  passed: Count,
  chosen: Count,
  /** Of the chosen ones, those that hold something else, or cannot be read whole. */
  differing: Count,
  /** The first of all that are not as they should be. */
  examples: z.array(Count),
  /** What the lists say of the sizes. */
  sizesGib: z.tuple([Count, Count]).optional(),
});

export type Comparison = z.output<typeof Comparison>;

export const NOTHING_COMPARED: Comparison = {
  phase: 'listing',
  nextIndex: 0,
  inBoth: 0,
  onlyInCopy: 0,
  onlyInSource: 0,
  passed: 0,
  chosen: 0,
  differing: 0,
  examples: [],
};

/** The drill of one copy, as chosen, and what has been done of it. Times in ISO 8601, UTC. */
export const Drill = z.object({
  volumeId: VolumeId,
  copyId: SnapshotId,
  sourceId: SnapshotId,
  sizeGib: z.int(),
  /** The volume that was made of the copy, when, and since when it could be used and was initialized. */
  madeVolumeId: VolumeId.optional(),
  madeAt: z.iso.datetime().optional(),
  usableAt: z.iso.datetime().optional(),
  initializedAt: z.iso.datetime().optional(),
  /** Since when EC2 does not show the volume that a lost call has made. */
  unseenAt: z.iso.datetime().optional(),
  comparison: Comparison.optional(),
  /** Whether it has ended. */
  isCompared: z.boolean().optional(),
  /** How it has ended; `left`: one of the two snapshots went meanwhile, as retention has it, and nothing is said. */
  verdict: z.enum(['same', 'differs', 'failed', 'left']).optional(),
  /** What is to be said of it. */
  why: z.string().optional(),
});

export type Drill = z.output<typeof Drill>;
