import { hash } from 'node:crypto';
import type { Message as ReceivedMessage, ReceiveMessageRequest } from '@aws-sdk/client-sqs';
import type { Message } from './sqs-message';

/** A received message as ReceiveMessage returns it, with the attributes that `input` asks for. */
export function receivedMessage(message: Message, input: ReceiveMessageRequest): ReceivedMessage {
  const attributes = chosen(systemAttributes(message), input.MessageSystemAttributeNames ?? []);
  const messageAttributes = chosen(message.attributes, input.MessageAttributeNames ?? []);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(Object.keys(messageAttributes).length > 0 && { MessageAttributes: messageAttributes }),
  };
}

/** The receipt handle that the last receive of `message` gave. */
export const receiptHandle = (message: Pick<Message, 'id' | 'receiveCount'>): string =>
  `${message.id}#${message.receiveCount}`;

/** A message's SequenceNumber: 20 digits, larger for a later message of the queue. */
export const sequenceNumber = (sequence: number): string => `188${String(sequence).padStart(17, '0')}`;

export const md5 = (text: string): string => hash('md5', text);

function systemAttributes(message: Message): Record<string, string> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAtMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    ...(message.fifo !== undefined && {
      SequenceNumber: sequenceNumber(message.sequence),
      MessageGroupId: message.fifo.groupId,
      MessageDeduplicationId: message.fifo.deduplicationId,
    }),
    ...(message.deadLetterSourceArn !== undefined && {
      DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    }),
  };
}

const chosen = <Value>(
  attributes: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name)),
  );
