import * as z from 'zod';

/** One copy to start: everything that the call needs, so that the consumer of the queue reads nothing of the source. */
export const CopyRequest = z.object({
  /** Destination. */
  region: z.string(),
  /** Source snapshot. */
  snapshotId: z.string(),
  /** The copy's tags, whole. */
  tags: z.record(z.string(), z.string()),
});

export type CopyRequest = Readonly<z.infer<typeof CopyRequest>>;

/** What the state machine puts into the copy queue. */
export const CopyMessage = z.object({
  taskToken: z.string(),
  copy: CopyRequest,
  /** True where nothing can have asked for this copy before, so that looking for an existing one would be in vain. */
  firstRequest: z.boolean(),
});

/** How asking for a copy ended. `source-gone`: somebody deleted the source, so there is nothing to copy. */
export type CopyStart =
  { readonly outcome: 'started' | 'exists'; readonly copyId: string } | { readonly outcome: 'source-gone' };
