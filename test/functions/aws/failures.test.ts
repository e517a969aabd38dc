import { RequestThrottled, SendMessageCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs';
import { failuresTo } from '../../../functions/aws/failures';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { lostAnswer } from '../../support/aws-failures';

const sqs = mockAws(SQSClient);
const failures = failuresTo(new SQSClient({ region: 'us-east-1' }), 'https://queue');

const FAILURE = {
  machine: 'snapshot-created',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
  step: 'TagSnapshot',
  error: 'AccessDenied',
  cause: 'no',
  snapshotIds: ['snap-1'],
  volumeIds: ['vol-1'],
};

test('a failure goes to the queue as JSON', async () => {
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm-1' });

  await failures.tell(FAILURE);

  expect(callsTo(sqs)).toEqual([
    [
      'SendMessageCommand',
      {
        QueueUrl: 'https://queue',
        MessageBody:
          '{"machine":"snapshot-created","executionArn":"arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1","step":"TagSnapshot","error":"AccessDenied","cause":"no","snapshotIds":["snap-1"],"volumeIds":["vol-1"]}',
      },
    ],
  ]);
});

test('a repeated call sends a second message', async () => {
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm-1' });

  await failures.tell(FAILURE);
  await failures.tell(FAILURE);

  expect(callsTo(sqs)).toHaveLength(2);
});

const sqsError = (name: string, httpStatusCode: number): SQSServiceException =>
  new SQSServiceException({ name, message: 'no', $fault: 'client', $metadata: { httpStatusCode } });

test.each([
  ['asks for fewer calls', new RequestThrottled({ message: 'no', $metadata: { httpStatusCode: 400 } })],
  ['fails on its side', sqsError('ServiceUnavailable', 503)],
  ['does not answer', lostAnswer()],
])('a queue that %s is ServiceBusy', async (_, error) => {
  sqs.on(SendMessageCommand).rejects(error);

  await expect(failures.tell(FAILURE)).rejects.toThrow(ServiceBusy);
});

test('without the right to send it is AccessDenied', async () => {
  sqs.on(SendMessageCommand).rejects(sqsError('AccessDeniedException', 403));

  await expect(failures.tell(FAILURE)).rejects.toThrow(AccessDenied);
});

test("any other refusal is SQS's error as it is", async () => {
  sqs.on(SendMessageCommand).rejects(UNEXPECTED);

  await expect(failures.tell(FAILURE)).rejects.toBe(UNEXPECTED);
});
