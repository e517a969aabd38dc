import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Failure } from '../domain/notification';
import { translating } from './aws-errors';

export type Failures = ReturnType<typeof failuresTo>;

/** The failure queue, from which people are told. A repeated call may have a failure told twice. */
export const failuresTo = (sqs: SQSClient, queueUrl: string) => ({
  tell: (failure: Failure): Promise<void> =>
    translating(async () => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(failure) }));
    }),
});
