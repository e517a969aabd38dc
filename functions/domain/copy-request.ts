import * as z from 'zod';
import { SnapshotId, VolumeId } from './ids';

/** One copy to start: everything that the call needs, so that the consumer of the queue reads nothing of the source. */
export const CopyRequest = z.object({
  /** Destination. */
  region: z.string().regex(/^[a-z0-9-]{1,30}$/, 'expected a Region such as eu-west-1'),
  /** Source snapshot. */
  snapshotId: SnapshotId,
  /** Origin volume. */
  volumeId: VolumeId,
  /** Start of the source. */
  takenAt: z.iso.datetime(),
  /** In words, the policy of the destination under which the copy is adopted; absent or empty where nobody knows it. */
  policy: z.string().optional(),
  /** The copy's tags, but for the policy. */
  tags: z.record(z.string(), z.string()),
});

export type CopyRequest = Readonly<z.infer<typeof CopyRequest>>;

/** As Step Functions takes it back (API reference, SendTaskSuccess). */
export const TaskToken = z.string().min(1).max(2048);

/** What the state machine puts into the copy queue. */
export const CopyMessage = z.object({
  taskToken: TaskToken,
  copy: CopyRequest,
  /** True where nothing can have asked for this copy before, so that looking for an existing one would be in vain. */
  firstRequest: z.boolean().default(false),
});

export type CopyMessage = Readonly<z.output<typeof CopyMessage>>;

/** How asking for a copy ended. `overtaken`: its source is gone, and the destination's policy would not keep the copy any more. */
export type CopyStart =
  { readonly outcome: 'started' | 'exists'; readonly copyId: string } | { readonly outcome: 'overtaken' };
