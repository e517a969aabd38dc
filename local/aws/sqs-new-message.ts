import { createHash } from 'node:crypto';
import type { MessageAttributeValue, SendMessageRequest } from '@aws-sdk/client-sqs';
import { AwsError } from './api';
import { required } from './sqs-parameters';
import type { NewMessage, QueueSettings } from './sqs-queue';

const MAXIMUM_MESSAGE_BYTES = 262_144;

/**
 * Checks a SendMessage request against its queue. Throws MissingParameter or InvalidParameterValue as SQS does.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function newMessage(
  queue: QueueSettings,
  input: SendMessageRequest,
  sender: Pick<NewMessage, 'id' | 'senderId'>,
): NewMessage {
  const body = required('MessageBody', input.MessageBody);
  const attributes = input.MessageAttributes ?? {};
  if (sizeBytes(body, attributes) > MAXIMUM_MESSAGE_BYTES) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than 262144 bytes.`);
  }
  const { id, senderId } = sender;
  if (queue.fifo) return { id, senderId, body, attributes, fifo: fifoParts(queue, input, body) };
  if (input.MessageGroupId !== undefined) {
    throw new Error('not simulated: sqs SendMessage with MessageGroupId to a standard queue');
  }
  if (input.MessageDeduplicationId !== undefined) {
    throw invalid('The request include parameter that is not valid for this queue type');
  }
  return { id, senderId, body, attributes };
}

function fifoParts(
  queue: QueueSettings,
  input: SendMessageRequest,
  body: string,
): NonNullable<NewMessage['fifo']> {
  const groupId = named('MessageGroupId', required('MessageGroupId', input.MessageGroupId));
  if (input.MessageDeduplicationId !== undefined) {
    return { groupId, deduplicationId: named('MessageDeduplicationId', input.MessageDeduplicationId) };
  }
  if (!queue.contentBasedDeduplication) {
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return { groupId, deduplicationId: createHash('sha256').update(body).digest('hex') };
}

/** Group and deduplication ids: up to 128 letters, digits and punctuation. */
function named(parameter: string, value: string): string {
  if (/^[!-~]{1,128}$/.test(value)) return value;
  throw invalid(
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

function sizeBytes(body: string, attributes: Readonly<Record<string, MessageAttributeValue>>): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (DataType !== 'String' || StringValue === undefined) {
      throw new Error(`not simulated: sqs message attribute ${name} of type ${DataType}`);
    }
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
  }
  return bytes;
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
