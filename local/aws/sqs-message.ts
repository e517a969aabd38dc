import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** A message in a queue. */
export type Message = {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly senderId: string;
  /** SentTimestamp. */
  readonly sentAtMs: number;
  /** When it came to the queue that holds it now: later than `sentAtMs` in a dead-letter queue. */
  readonly arrivedAtMs: number;
  readonly expiresAtMs: number;
  /** The order of arrival in this queue, from 1. */
  readonly sequence: number;
  /** Only in a FIFO queue. */
  readonly fifo?: { readonly groupId: string; readonly deduplicationId: string };
  /** Only in a dead-letter queue. */
  readonly deadLetterSourceArn?: string;
  /** ApproximateReceiveCount; a dead letter keeps the count of its source. */
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  lastReceivedAtMs: number;
  /** The end of the visibility timeout while the state is inFlight. */
  visibleAtMs: number;
  state: 'visible' | 'inFlight' | 'gone';
  /** Neighbours in the order of expiry. */
  previous: Message | undefined;
  next: Message | undefined;
};
