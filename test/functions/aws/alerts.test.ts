import {
  AuthorizationErrorException,
  InternalErrorException,
  KMSAccessDeniedException,
  KMSThrottlingException,
  NotFoundException,
  PublishCommand,
  SNSClient,
  ThrottledException,
} from '@aws-sdk/client-sns';
import { alertsTo } from '../../../functions/aws/alerts';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws } from '../../support/aws-mock';
import { lostAnswer } from '../../support/aws-failures';

const sns = mockAws(SNSClient);
const alerts = alertsTo(new SNSClient({ region: 'us-east-1' }), 'arn:topic');

const NOTIFICATION = { subject: 'keeper: a copy failed', message: 'What it means: …' };
const SENT = [
  'PublishCommand',
  { TopicArn: 'arn:topic', Subject: 'keeper: a copy failed', Message: 'What it means: …' },
];

test('a notification goes to the topic with its subject and its message', async () => {
  sns.on(PublishCommand).resolves({ MessageId: 'm-1' });

  await alerts.publish(NOTIFICATION);

  expect(callsTo(sns)).toEqual([SENT]);
});

test('a repeated call sends a second message', async () => {
  sns.on(PublishCommand).resolves({ MessageId: 'm-1' });

  await alerts.publish(NOTIFICATION);
  await alerts.publish(NOTIFICATION);

  expect(callsTo(sns)).toEqual([SENT, SENT]);
});

test.each([
  ['fails on its side', new InternalErrorException({ message: 'no', $metadata: { httpStatusCode: 500 } })],
  ['asks for fewer calls', new ThrottledException({ message: 'no', $metadata: { httpStatusCode: 429 } })],
  ['waits for its key', new KMSThrottlingException({ message: 'no', $metadata: { httpStatusCode: 400 } })],
  ['does not answer', lostAnswer()],
])('a topic that %s is ServiceBusy', async (_, error) => {
  sns.on(PublishCommand).rejects(error);

  await expect(alerts.publish(NOTIFICATION)).rejects.toThrow(ServiceBusy);
});

test.each([
  ['the topic', new AuthorizationErrorException({ message: 'no', $metadata: { httpStatusCode: 403 } })],
  ['its key', new KMSAccessDeniedException({ message: 'no', $metadata: { httpStatusCode: 400 } })],
])('without the right to use %s it is AccessDenied', async (_, error) => {
  sns.on(PublishCommand).rejects(error);

  await expect(alerts.publish(NOTIFICATION)).rejects.toThrow(AccessDenied);
});

test("a topic that does not exist is SNS's error as it is", async () => {
  const error = new NotFoundException({ message: 'no', $metadata: { httpStatusCode: 404 } });
  sns.on(PublishCommand).rejects(error);

  await expect(alerts.publish(NOTIFICATION)).rejects.toBe(error);
});
