import { ChangeMessageVisibilityCommand, RequestThrottled, SQSClient } from '@aws-sdk/client-sqs';
import { queueAt } from '../../../functions/aws/queue';
import { ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws } from '../../support/aws-mock';

const sqs = mockAws(SQSClient);
const queue = queueAt(new SQSClient({ region: 'us-east-1' }), 'https://queue');

test('a message that stays is handed out again at another time', async () => {
  sqs.on(ChangeMessageVisibilityCommand).resolves({});

  await queue.handOutIn(20, 'receipt');

  expect(callsTo(sqs)).toEqual([
    [
      'ChangeMessageVisibilityCommand',
      { QueueUrl: 'https://queue', ReceiptHandle: 'receipt', VisibilityTimeout: 20 },
    ],
  ]);
});

test('a refusal comes in the words of the state machines', async () => {
  sqs
    .on(ChangeMessageVisibilityCommand)
    .rejects(new RequestThrottled({ message: 'no', $metadata: { httpStatusCode: 403 } }));

  await expect(queue.handOutIn(20, 'receipt')).rejects.toBeInstanceOf(ServiceBusy);
});
