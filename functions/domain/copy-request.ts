import * as z from 'zod';
import { SnapshotId, VolumeId } from './ids';

/**
 * What EC2 may make of a copy, as far as the sources of its volume tell. `first`: none of them has a confirmed copy there. `full`: one of them
 * has none, which may run; if that one is full, so is each that is started beside it.
 */
const AtWorst = z.enum(['incremental', 'full', 'first']);

export type AtWorst = z.infer<typeof AtWorst>;

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
  /** See `AtWorst`; absent means incremental. */
  atWorst: AtWorst.optional(),
  /** From when a newer snapshot of the volume may wait as well. Requests of the release before do not say. */
  newerFrom: z.union([z.iso.datetime(), z.literal('')]).optional(),
  /** Whether it waits with those of volumes of a shorter target, which ask for a slot more often. Requests of the release before do not say. */
  goesFirst: z.boolean().optional(),
});

export type CopyRequest = Readonly<z.infer<typeof CopyRequest>>;

export const mayBeFull = ({ atWorst = 'incremental' }: CopyRequest): boolean => atWorst !== 'incremental';

/** As Step Functions takes it back (API reference, SendTaskSuccess). */
export const TaskToken = z.string().min(1).max(2048);

/** What the state machine puts into the copy queue. */
export const CopyMessage = z.object({
  taskToken: TaskToken,
  copy: CopyRequest,
  /** What tells whether somebody may have asked for this copy before. Messages of the release before do not say. */
  request: z
    .object({
      /** The execution has adopted the source itself, just now. */
      newlyAdopted: z.boolean(),
      executionName: z.string(),
      /** When the state was entered that sends the message. */
      enteredAt: z.iso.datetime().optional(),
      redriveCount: z.number(),
      /** Of the state that sends the message. */
      retryCount: z.number(),
    })
    .optional(),
});

export type CopyMessage = Readonly<z.output<typeof CopyMessage>>;

/**
 * Whether nothing can have asked for this copy before, so that looking for an existing one would be in vain: the execution that EC2's
 * event started, which has the name of the snapshot, sends its first message, which is received for the first time. In doubt false: a
 * look costs a call, a second copy costs its size.
 */
export const isFirstRequest = ({ copy, request }: CopyMessage, receiveCount: number, sentAt: Date): boolean =>
  request !== undefined &&
  isFirstSending(request.enteredAt, sentAt) &&
  request.newlyAdopted &&
  request.executionName === copy.snapshotId &&
  request.redriveCount === 0 &&
  request.retryCount === 0 &&
  receiveCount === 1;

/**
 * A dead letter that is put back into its queue is sent anew and counts its receives anew, but not before it has been tried for much
 * longer. A message that only waits in the queue keeps the time when it was sent.
 */
const SENDING_SECONDS = 3600;

const isFirstSending = (enteredAt: string | undefined, sentAt: Date): boolean =>
  enteredAt !== undefined && sentAt.getTime() - Date.parse(enteredAt) < SENDING_SECONDS * 1000;

/**
 * Whether it has waited for so long that a newer one of its volume may wait behind it. One that is asked for late has not: whoever did so
 * wants it.
 */
export const mayWaitBefore = ({ newerFrom = '' }: CopyRequest, sentAt: Date, now: Date): boolean =>
  newerFrom !== '' && sentAt.getTime() < Date.parse(newerFrom) && Date.parse(newerFrom) <= now.getTime();

/**
 * How asking for a copy ended. `overtaken`: while it waited, newer ones were made, or wait behind it, and the destination's policy would not
 * keep it beside them; `by` is the newest source that waits.
 */
export type CopyStart =
  | { readonly outcome: 'started' | 'exists'; readonly copyId: string }
  | { readonly outcome: 'overtaken'; readonly by?: string };
