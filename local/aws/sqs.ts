import type {
  ChangeMessageVisibilityRequest,
  DeleteMessageRequest,
  GetQueueAttributesRequest,
  ReceiveMessageRequest,
  SendMessageRequest,
} from '@aws-sdk/client-sqs';
import { arnOf } from '../kernel/arn';
import { partitionOf } from '../kernel/partition';
import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { numberedUuid } from './numbered-uuid';
import { onlyFields } from './only-fields';
import { queueUrl } from './queue-url';
import { newMessage } from './sqs-new-message';
import { inRange, required } from './sqs-parameters';
import { SqsQueue, type QueueSettings } from './sqs-queue';
import { md5, receivedMessage, sequenceNumber } from './sqs-received-message';

const MAXIMUM_VISIBILITY_SECONDS = 43_200;
const MAXIMUM_BATCH = 10;

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  SendMessage: ['MessageBody', 'MessageAttributes', 'MessageGroupId', 'MessageDeduplicationId'],
  ReceiveMessage: [
    'MaxNumberOfMessages',
    'VisibilityTimeout',
    'MessageSystemAttributeNames',
    'MessageAttributeNames',
  ],
  DeleteMessage: ['ReceiptHandle'],
  ChangeMessageVisibility: ['ReceiptHandle', 'VisibilityTimeout'],
  GetQueueAttributes: ['AttributeNames'],
};

/**
 * SQS in every Region: standard and FIFO queues, with visibility timeouts, deduplication, retention and dead-letter
 * queues. A queue that nobody uses costs nothing while time passes.
 */
export class Sqs implements Service {
  readonly #queues = new Map<string, SqsQueue>();
  readonly #byUrl = new Map<string, { readonly arn: string; readonly region: string }>();
  readonly #onMessage: (queueArn: string, nowMs: number) => void;
  #messages = 0;

  /**
   * `onMessage` is called whenever there may be something to receive other than by time passing: a message was sent or
   * moved to a dead-letter queue, or a deletion or a changed visibility timeout has freed one.
   */
  constructor(onMessage: (queueArn: string, nowMs: number) => void = () => {}) {
    this.#onMessage = onMessage;
  }

  /** Adds a queue, whose URL is `queueUrl(arn)`. Its dead-letter queue may be created later. */
  createQueue(settings: QueueSettings): void {
    const { arn, fifo, redrive } = settings;
    if (arn.endsWith('.fifo') !== fifo) {
      throw new AwsError(
        'InvalidParameterValue',
        `${arn}: the name of a FIFO queue, and of no other, ends in .fifo`,
      );
    }
    if (redrive !== undefined && redrive.deadLetterArn.endsWith('.fifo') !== fifo) {
      throw new AwsError(
        'InvalidParameterValue',
        `Dead-letter queue must be same type of queue as the source: ${arn}`,
      );
    }
    this.#queues.set(arn, new SqsQueue(settings));
    this.#byUrl.set(queueUrl(arn), { arn, region: arnOf(arn).region });
  }

  /** When a ReceiveMessage can next give a message: `nowMs`, or when the next visibility timeout ends, or never. */
  nextVisibleAtMs(queueArn: string, nowMs: number): number | undefined {
    return this.#queue(queueArn).nextVisibleAtMs(nowMs);
  }

  /** ApproximateNumberOfMessagesVisible and ApproximateNumberOfMessagesNotVisible. */
  depth(queueArn: string, nowMs: number): { readonly visible: number; readonly inFlight: number } {
    return this.#queue(queueArn).depth(nowMs);
  }

  /** ApproximateAgeOfOldestMessage, in a dead-letter queue since the arrival there; undefined in an empty queue. */
  oldestMessageAgeSeconds(queueArn: string, nowMs: number): number | undefined {
    return this.#queue(queueArn).oldestMessageAgeSeconds(nowMs);
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return [{ action: `sqs:${request.operation}`, resource: this.#queueArn(request), context: {} }];
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    const fields = FIELDS[request.operation];
    if (fields === undefined) throw new Error(`not simulated: sqs ${request.operation}`);
    onlyFields(request, ['QueueUrl', ...fields]);
    const queue = this.#queue(this.#queueArn(request));
    return { output: this.#carryOut(nowMs, request, queue) };
  }

  #carryOut(nowMs: number, { operation, input, caller }: ApiRequest, queue: SqsQueue): Outcome['output'] {
    switch (operation) {
      case 'SendMessage':
        return this.#send(nowMs, queue, input as unknown as SendMessageRequest, caller);
      case 'ReceiveMessage':
        return this.#receive(nowMs, queue, input as unknown as ReceiveMessageRequest);
      case 'GetQueueAttributes':
        return queueAttributes(nowMs, queue, input as unknown as GetQueueAttributesRequest);
      case 'DeleteMessage': {
        const { ReceiptHandle } = input as unknown as DeleteMessageRequest;
        queue.delete(nowMs, required('ReceiptHandle', ReceiptHandle));
        break;
      }
      default: {
        const { ReceiptHandle, VisibilityTimeout } = input as unknown as ChangeMessageVisibilityRequest;
        const timeoutSeconds = required('VisibilityTimeout', VisibilityTimeout);
        inRange('VisibilityTimeout', timeoutSeconds, 0, MAXIMUM_VISIBILITY_SECONDS);
        queue.changeVisibility(nowMs, required('ReceiptHandle', ReceiptHandle), timeoutSeconds);
      }
    }
    if (queue.nextVisibleAtMs(nowMs) === nowMs) this.#onMessage(queue.settings.arn, nowMs);
    return {};
  }

  #send(
    nowMs: number,
    queue: SqsQueue,
    input: SendMessageRequest,
    caller: ApiRequest['caller'],
  ): Outcome['output'] {
    const senderId = 'roleArn' in caller ? caller.roleArn : caller.outsider;
    const message = newMessage(queue.settings, input, { id: numberedUuid(this.#messages + 1), senderId });
    this.#messages += 1;
    const { messageId, sequence } = queue.send(nowMs, message);
    this.#onMessage(queue.settings.arn, nowMs);
    return {
      MessageId: messageId,
      MD5OfMessageBody: md5(message.body),
      ...(queue.settings.fifo && { SequenceNumber: sequenceNumber(sequence) }),
    };
  }

  #receive(nowMs: number, queue: SqsQueue, input: ReceiveMessageRequest): Outcome['output'] {
    const { arn, redrive, visibilityTimeoutSeconds } = queue.settings;
    const count = inRange('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, MAXIMUM_BATCH);
    const timeoutSeconds = inRange(
      'VisibilityTimeout',
      input.VisibilityTimeout ?? visibilityTimeoutSeconds,
      0,
      MAXIMUM_VISIBILITY_SECONDS,
    );
    const deadLetterQueue = redrive === undefined ? undefined : this.#queue(redrive.deadLetterArn);
    const { received, deadLetters } = queue.receive(nowMs, count, timeoutSeconds);
    for (const message of deadLetters) deadLetterQueue?.addDeadLetter(nowMs, message, arn);
    if (deadLetterQueue !== undefined && deadLetters.length > 0) {
      this.#onMessage(deadLetterQueue.settings.arn, nowMs);
    }
    return received.length === 0
      ? {}
      : { Messages: received.map((message) => receivedMessage(message, input)) };
  }

  /** A queue is found only through its own Region. */
  #queueArn({ input, region }: ApiRequest): string {
    const url = String(required('QueueUrl', input['QueueUrl']));
    const queue = this.#byUrl.get(url);
    const arn = queue?.arn ?? queueArnOf(url);
    if ((queue?.region ?? arnOf(arn).region) === region) return arn;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  #queue(arn: string): SqsQueue {
    const queue = this.#queues.get(arn);
    if (queue !== undefined) return queue;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }
}

/** The ARN that a queue's URL stands for. */
function queueArnOf(url: string): string {
  const [, region = '', dnsSuffix, account, name] =
    /^https:\/\/sqs\.([a-z0-9-]+)\.([a-z.]+)\/([0-9]{12})\/([A-Za-z0-9_.-]+)$/.exec(url) ?? [];
  const partition = partitionOf(region);
  if (name === undefined || dnsSuffix !== partition.dnsSuffix)
    throw new AwsError('InvalidAddress', `The address ${url} is not valid.`, 404);
  return `arn:${partition.name}:sqs:${region}:${account}:${name}`;
}

function queueAttributes(
  nowMs: number,
  queue: SqsQueue,
  input: GetQueueAttributesRequest,
): Outcome['output'] {
  const { settings } = queue;
  const { visible, inFlight } = queue.depth(nowMs);
  const attributes: Readonly<Record<string, string>> = {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: '0',
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(settings.messageRetentionSeconds),
  };
  const names: readonly string[] = input.AttributeNames ?? [];
  if (names.includes('All')) return { Attributes: attributes };
  const chosen = names.map((name) => {
    const value = attributes[name];
    if (value === undefined) throw new Error(`not simulated: sqs queue attribute ${name}`);
    return [name, value];
  });
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
}
