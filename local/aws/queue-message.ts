import { arnOf } from '../kernel/arn';
import type { ApiRequest, Caller } from './api';
import { queueUrl } from './queue-url';

/** The call by which a service of AWS sends a message to a queue, with attributes where it is a dead letter. */
export function queueMessage(
  queueArn: string,
  body: string,
  caller: Caller,
  attributes?: Readonly<Record<string, string>>,
): ApiRequest {
  const texts = Object.entries(attributes ?? {}).map(([name, value]) => [
    name,
    { DataType: 'String', StringValue: value },
  ]);
  return {
    service: 'sqs',
    region: arnOf(queueArn).region,
    operation: 'SendMessage',
    input: {
      QueueUrl: queueUrl(queueArn),
      MessageBody: body,
      ...(attributes && { MessageAttributes: Object.fromEntries(texts) }),
    },
    caller,
  };
}
