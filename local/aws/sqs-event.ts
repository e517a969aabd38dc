import type { Message } from '@aws-sdk/client-sqs';
import { arnOf } from '../kernel/arn';

/** What a function gets from an SQS event source mapping. */
export type SqsEvent = { readonly Records: readonly SqsRecord[] };

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export type SqsRecord = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, SqsRecordAttribute>>;
  readonly md5OfBody: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
};

type SqsRecordAttribute = {
  readonly stringValue: string;
  readonly stringListValues: readonly string[];
  readonly binaryListValues: readonly string[];
  readonly dataType: string;
};

/** One message of ReceiveMessage as Lambda hands it to the function. */
export function sqsRecord(queueArn: string, message: Message): SqsRecord {
  const messageAttributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, { StringValue = '', DataType = '' }]) => [
      name,
      { stringValue: StringValue, stringListValues: [], binaryListValues: [], dataType: DataType },
    ],
  );
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(messageAttributes) as SqsRecord['messageAttributes'],
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: arnOf(queueArn).region,
  };
}
