import { AwsError } from './api';
import { Heap } from '../kernel/heap';
import { SqsDeduplication, type Accepted } from './sqs-deduplication';
import { FifoLine, StandardLine, type Line } from './sqs-lines';
import type { Message } from './sqs-message';

/** A queue, in the names of SQS's queue attributes. */
export type QueueSettings = {
  readonly arn: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly messageRetentionSeconds: number;
  /** A FIFO queue's dead-letter queue must be FIFO too, a standard one's standard. */
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
};

/** What a sender gives. */
export type NewMessage = Pick<Message, 'id' | 'body' | 'attributes' | 'senderId' | 'fifo'>;

type InFlight = { readonly visibleAtMs: number; readonly message: Message };

const MAXIMUM_VISIBILITY_SECONDS = 43_200;

/**
 * The messages of one queue. Timeouts and expiry need no timer: each call first lets happen what is due at `nowMs`.
 * Every operation takes O(log n) for n messages, but for those that it returns.
 */
export class SqsQueue {
  readonly #line: Line;
  readonly #messages = new Map<string, Message>();
  readonly #deduplication = new SqsDeduplication();
  /** By the end of the visibility timeout. An entry whose message has left or has another end by now is void. */
  readonly #inFlight = new Heap<InFlight>(
    (a, b) =>
      a.visibleAtMs < b.visibleAtMs ||
      (a.visibleAtMs === b.visibleAtMs && a.message.sequence < b.message.sequence),
  );
  #firstToExpire: Message | undefined;
  #lastToExpire: Message | undefined;
  #inFlightCount = 0;
  #sequence = 0;

  constructor(readonly settings: QueueSettings) {
    this.#line = settings.fifo ? new FifoLine() : new StandardLine();
  }

  /** Accepts a message. A duplicate is not delivered, and the answer is the one that the first message got. */
  send(nowMs: number, message: NewMessage): Accepted {
    const deduplicationId = message.fifo?.deduplicationId;
    if (deduplicationId !== undefined) {
      const first = this.#deduplication.find(nowMs, deduplicationId);
      if (first !== undefined) return first;
    }
    const { sequence } = this.#add(nowMs, {
      ...message,
      sentAtMs: nowMs,
      expiresAtMs: nowMs + this.settings.messageRetentionSeconds * 1_000,
      receiveCount: 0,
      firstReceivedAtMs: undefined,
    });
    const accepted = { messageId: message.id, sequence, atMs: nowMs };
    if (deduplicationId !== undefined) this.#deduplication.remember(deduplicationId, accepted);
    return accepted;
  }

  /**
   * Takes over a dead letter. In a standard queue it keeps its time of sending and so expires as the original would;
   * in a FIFO queue both start anew.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
   */
  addDeadLetter(nowMs: number, message: Message, sourceArn: string): void {
    const sentAtMs = this.settings.fifo ? nowMs : message.sentAtMs;
    this.#add(nowMs, {
      ...message,
      sentAtMs,
      expiresAtMs: sentAtMs + this.settings.messageRetentionSeconds * 1_000,
      deadLetterSourceArn: sourceArn,
    });
  }

  /** Takes up to `count` messages in flight. Those that were received too often before leave the queue instead. */
  receive(
    nowMs: number,
    count: number,
    visibilityTimeoutSeconds: number,
  ): { received: Message[]; deadLetters: Message[] } {
    this.#letPass(nowMs);
    const maxReceiveCount = this.settings.redrive?.maxReceiveCount ?? Infinity;
    const received: Message[] = [];
    const deadLetters: Message[] = [];
    while (received.length < count) {
      const taken = this.#line.take(count - received.length);
      if (taken.length === 0) break;
      for (const message of taken) {
        message.state = 'inFlight';
        this.#inFlightCount += 1;
        if (message.receiveCount >= maxReceiveCount) {
          this.#remove(message);
          deadLetters.push(message);
          continue;
        }
        message.receiveCount += 1;
        message.firstReceivedAtMs ??= nowMs;
        message.lastReceivedAtMs = nowMs;
        this.#hide(message, nowMs + visibilityTimeoutSeconds * 1_000);
        received.push(message);
      }
    }
    return { received, deadLetters };
  }

  /** Deletes by receipt handle. A message that has left, or an old handle of a standard queue's, changes nothing. */
  delete(nowMs: number, receiptHandle: string): void {
    this.#letPass(nowMs);
    const { message, receiveCount } = this.#byHandle(receiptHandle);
    if (message === undefined) return;
    const isLatest = message.receiveCount === receiveCount;
    if (this.settings.fifo && (!isLatest || message.state !== 'inFlight')) throw expired(receiptHandle);
    if (isLatest) this.#remove(message);
  }

  /** Sets the end of the visibility timeout of a message in flight to `timeoutSeconds` from now; 0 ends it. */
  changeVisibility(nowMs: number, receiptHandle: string, timeoutSeconds: number): void {
    this.#letPass(nowMs);
    const { message, receiveCount } = this.#byHandle(receiptHandle);
    if (message === undefined || message.receiveCount !== receiveCount || message.state !== 'inFlight') {
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    const visibleAtMs = nowMs + timeoutSeconds * 1_000;
    if (visibleAtMs > message.lastReceivedAtMs + MAXIMUM_VISIBILITY_SECONDS * 1_000) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${timeoutSeconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].`,
      );
    }
    this.#hide(message, visibleAtMs);
  }

  /** When a receive can next give a message: now, or when the next visibility timeout ends; undefined is never. */
  nextVisibleAtMs(nowMs: number): number | undefined {
    this.#letPass(nowMs);
    if (this.#line.hasNext()) return nowMs;
    let first = this.#inFlight.peek();
    while (first !== undefined && isVoid(first)) {
      this.#inFlight.pop();
      first = this.#inFlight.peek();
    }
    return first?.visibleAtMs;
  }

  depth(nowMs: number): { readonly visible: number; readonly inFlight: number } {
    this.#letPass(nowMs);
    return { visible: this.#messages.size - this.#inFlightCount, inFlight: this.#inFlightCount };
  }

  /** For how long the message that expires first has been in this queue; undefined where the queue is empty. */
  oldestMessageAgeSeconds(nowMs: number): number | undefined {
    this.#letPass(nowMs);
    const oldest = this.#firstToExpire;
    return oldest === undefined ? undefined : Math.floor((nowMs - oldest.arrivedAtMs) / 1_000);
  }

  #letPass(nowMs: number): void {
    for (let first = this.#inFlight.peek(); first !== undefined; first = this.#inFlight.peek()) {
      if (first.visibleAtMs > nowMs) break;
      this.#inFlight.pop();
      if (isVoid(first)) continue;
      first.message.state = 'visible';
      this.#inFlightCount -= 1;
      this.#line.putBack(first.message);
    }
    for (let first = this.#firstToExpire; first !== undefined; first = this.#firstToExpire) {
      if (first.expiresAtMs > nowMs) break;
      this.#remove(first);
    }
  }

  #add(
    nowMs: number,
    parts: Omit<
      Message,
      'arrivedAtMs' | 'sequence' | 'lastReceivedAtMs' | 'visibleAtMs' | 'state' | 'previous' | 'next'
    >,
  ): Message {
    this.#sequence += 1;
    const message: Message = {
      ...parts,
      arrivedAtMs: nowMs,
      sequence: this.#sequence,
      lastReceivedAtMs: nowMs,
      visibleAtMs: nowMs,
      state: 'visible',
      previous: undefined,
      next: undefined,
    };
    this.#messages.set(message.id, message);
    this.#link(message);
    this.#line.add(message);
    return message;
  }

  #hide(message: Message, visibleAtMs: number): void {
    message.visibleAtMs = visibleAtMs;
    this.#inFlight.push({ visibleAtMs, message });
  }

  #remove(message: Message): void {
    const wasInFlight = message.state === 'inFlight';
    message.state = 'gone';
    this.#messages.delete(message.id);
    this.#unlink(message);
    if (!wasInFlight) return;
    this.#inFlightCount -= 1;
    this.#line.release(message);
  }

  /** Messages come in the order of expiry, but for dead letters of a standard queue: those look for their place. */
  #link(message: Message): void {
    let before = this.#lastToExpire;
    while (before !== undefined && before.expiresAtMs > message.expiresAtMs) before = before.previous;
    const after = before === undefined ? this.#firstToExpire : before.next;
    message.previous = before;
    message.next = after;
    if (before === undefined) this.#firstToExpire = message;
    else before.next = message;
    if (after === undefined) this.#lastToExpire = message;
    else after.previous = message;
  }

  #unlink({ previous, next }: Message): void {
    if (previous === undefined) this.#firstToExpire = next;
    else previous.next = next;
    if (next === undefined) this.#lastToExpire = previous;
    else next.previous = previous;
  }

  #byHandle(handle: string): { message: Message | undefined; receiveCount: number } {
    const [, id, receiveCount] = /^([0-9a-f-]{36})#([0-9]+)$/.exec(handle) ?? [];
    if (id === undefined) {
      throw new AwsError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${handle}" is not a valid receipt handle.`,
        404,
      );
    }
    return { message: this.#messages.get(id), receiveCount: Number(receiveCount) };
  }
}

const isVoid = ({ visibleAtMs, message }: InFlight): boolean =>
  message.state !== 'inFlight' || message.visibleAtMs !== visibleAtMs;

const expired = (handle: string): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );
