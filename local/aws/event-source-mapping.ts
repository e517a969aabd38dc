import type { Message } from '@aws-sdk/client-sqs';
import { arnOf } from '../kernel/arn';
import { AwsError, type ApiRequest } from './api';
import type { Loop, Scheduled } from '../kernel/loop';
import { queueUrl } from './queue-url';
import type { Sqs } from './sqs';
import { sqsRecord, type SqsEvent } from './sqs-event';

type Options = {
  readonly loop: Loop;
  readonly queues: Pick<Sqs, 'nextVisibleAtMs'>;
  readonly call: (request: ApiRequest) => Promise<unknown>;
  /** Runs the function; resolves to its return value, rejects with AwsError where it fails or is throttled. */
  readonly invoke: (event: SqsEvent) => Promise<unknown>;
  readonly queueArn: string;
  /** The function's role, as which Lambda receives and deletes. */
  readonly roleArn: string;
  /** 1 to 10, with a batching window to 10,000. */
  readonly batchSize: number;
  /** 0 to 300, and 0 for a FIFO queue: how long messages are collected before the function gets what there is. */
  readonly maximumBatchingWindowSeconds: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumConcurrency?: number;
};

/** How many batches Lambda runs at once where the mapping sets no maximum. Its way up to there is not simulated. */
const DEFAULT_CONCURRENCY = 1_000;

/** How long to wait after a receive that was refused, such as for want of permission. */
const REFUSED_RETRY_MS = 60_000;

/** Of ReceiveMessage. */
const RECEIVE_MAX = 10;

/** How often, and how soon, a deletion that was refused is tried again: once more might be enough to run the function twice. */
const DELETE_ATTEMPTS = 5;
const DELETE_RETRY_MS = 1_000;

/**
 * Lambda's event source mapping of an SQS queue to a function: receives batches as long as there are messages to
 * receive, deletes what the function has done, and leaves what it has not until the visibility timeout ends. A FIFO
 * queue itself sees to it that a group is never in two batches at once.
 *
 * It polls only when the queue has something to receive, so `wake` must be called whenever the queue's hook says so.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class EventSourceMapping {
  readonly #options: Options;
  readonly #maximumConcurrency: number;
  readonly #region: string;
  readonly #queueUrl: string;
  /** Messages of the batch that is being collected; its window ends at `#windowEnd`. */
  #batch: Message[] = [];
  #windowEnd: Scheduled | undefined;
  #running = 0;
  #isPolling = false;
  #nextPoll: Scheduled | undefined;

  constructor(options: Options) {
    checkBatching(options);
    this.#options = options;
    this.#region = arnOf(options.queueArn).region;
    this.#queueUrl = queueUrl(options.queueArn);
    this.#maximumConcurrency = options.maximumConcurrency ?? DEFAULT_CONCURRENCY;
  }

  /** Says that the queue may have something to receive now. A repeated call does nothing. */
  wake(): void {
    this.#pollAt(this.#options.loop.nowMs());
  }

  #pollAt(atMs: number): void {
    const { loop, queueArn } = this.#options;
    if (this.#nextPoll !== undefined) {
      if (this.#nextPoll.atMs <= atMs) return;
      loop.cancel(this.#nextPoll);
    }
    this.#nextPoll = loop.schedule(atMs, `poll ${queueArn}`, () => {
      this.#nextPoll = undefined;
      this.#poll().catch((error: unknown) => loop.fail(error));
    });
  }

  async #poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    try {
      while (this.#running < this.#maximumConcurrency && this.#hasMessages()) {
        const messages = await this.#receive();
        if (messages.length > 0) this.#collect(messages);
      }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#pollAt(this.#options.loop.nowMs() + REFUSED_RETRY_MS);
    } finally {
      this.#isPolling = false;
    }
  }

  /** Whether a receive can give something now; if only later, the next poll is set for then. */
  #hasMessages(): boolean {
    const { loop, queues, queueArn } = this.#options;
    const atMs = queues.nextVisibleAtMs(queueArn, loop.nowMs());
    if (atMs === undefined) return false;
    if (atMs <= loop.nowMs()) return true;
    this.#pollAt(atMs);
    return false;
  }

  async #receive(): Promise<readonly Message[]> {
    const output = await this.#callQueue('ReceiveMessage', {
      MaxNumberOfMessages: Math.min(RECEIVE_MAX, this.#options.batchSize - this.#batch.length),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (output as { Messages?: readonly Message[] }).Messages ?? [];
  }

  #collect(messages: readonly Message[]): void {
    const { loop, queueArn, batchSize, maximumBatchingWindowSeconds } = this.#options;
    this.#batch.push(...messages);
    if (maximumBatchingWindowSeconds === 0 || this.#batch.length >= batchSize) this.#start();
    else
      this.#windowEnd ??= loop.schedule(
        loop.nowMs() + maximumBatchingWindowSeconds * 1_000,
        `batching window of ${queueArn}`,
        () => this.#start(),
      );
  }

  #start(): void {
    const messages = this.#batch;
    this.#batch = [];
    if (this.#windowEnd !== undefined) this.#options.loop.cancel(this.#windowEnd);
    this.#windowEnd = undefined;
    this.#running += 1;
    this.#process(messages)
      .finally(() => {
        this.#running -= 1;
        this.wake();
      })
      .catch((error: unknown) => this.#options.loop.fail(error));
  }

  async #process(messages: readonly Message[]): Promise<void> {
    const { queueArn, invoke, reportBatchItemFailures } = this.#options;
    try {
      const response = await invoke({ Records: messages.map((message) => sqsRecord(queueArn, message)) });
      const done = reportBatchItemFailures ? succeeded(messages, response) : messages;
      await Promise.all(done.map((message) => this.#delete(message)));
    } catch (error) {
      // What is not deleted is received again when its visibility timeout has ended.
      if (!(error instanceof AwsError)) throw error;
    }
  }

  async #delete({ ReceiptHandle }: Message): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#callQueue('DeleteMessage', { ReceiptHandle });
        return;
      } catch (error) {
        if (attempt === DELETE_ATTEMPTS) throw error;
        await this.#options.loop.sleep(DELETE_RETRY_MS, 'retry of a deletion');
      }
    }
  }

  #callQueue(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { call, roleArn } = this.#options;
    return call({
      service: 'sqs',
      region: this.#region,
      operation,
      input: { QueueUrl: this.#queueUrl, ...input },
      caller: { roleArn },
    });
  }
}

function checkBatching({ queueArn, batchSize, maximumBatchingWindowSeconds }: Options): void {
  const isFifo = queueArn.endsWith('.fifo');
  const batchMax = maximumBatchingWindowSeconds === 0 ? RECEIVE_MAX : 10_000;
  if (batchSize < 1 || batchSize > batchMax)
    throw new Error(`not simulated: an SQS batch size of ${batchSize}`);
  if (maximumBatchingWindowSeconds > (isFifo ? 0 : 300))
    throw new Error(`not simulated: an SQS batching window of ${maximumBatchingWindowSeconds} seconds`);
}

/** The messages that the function's answer does not report as failed: none where the answer names unknown ones. */
function succeeded(messages: readonly Message[], response: unknown): readonly Message[] {
  const failures = (response as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return [];
  const failed = new Set(
    failures.map((failure: unknown) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier),
  );
  const rest = messages.filter(({ MessageId }) => !failed.has(MessageId));
  return rest.length === messages.length - failed.size ? rest : [];
}
