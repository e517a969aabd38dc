import { MINUTE_MS } from '../kernel/time-units';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
const INTERVAL_MS = 5 * MINUTE_MS;

/** A message that was accepted under a deduplication id. */
export type Accepted = { readonly messageId: string; readonly sequence: number; readonly atMs: number };

/** The deduplication ids of a FIFO queue. Each counts for 5 minutes from its message on, delivered, deleted or not. */
export class SqsDeduplication {
  /** Two generations, so that old ids are dropped all at once and none is looked for. */
  #current = new Map<string, Accepted>();
  #previous = new Map<string, Accepted>();
  #currentSinceMs = Number.NEGATIVE_INFINITY;

  /** The message that makes another one under this id a duplicate. */
  find(nowMs: number, deduplicationId: string): Accepted | undefined {
    const accepted = this.#current.get(deduplicationId) ?? this.#previous.get(deduplicationId);
    return accepted !== undefined && nowMs < accepted.atMs + INTERVAL_MS ? accepted : undefined;
  }

  remember(deduplicationId: string, accepted: Accepted): void {
    if (accepted.atMs >= this.#currentSinceMs + INTERVAL_MS) {
      this.#previous = this.#current;
      this.#current = new Map();
      this.#currentSinceMs = accepted.atMs;
    }
    this.#current.set(deduplicationId, accepted);
  }
}
