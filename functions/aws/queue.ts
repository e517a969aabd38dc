import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { translating } from './aws-errors';

export type Queue = ReturnType<typeof queueAt>;

/** The queue of an SQS event source, for messages that the function has been handed. */
export const queueAt = (sqs: SQSClient, queueUrl: string) => ({
  /** Has a message that stays handed out again in so many seconds, instead of after the queue's own time. */
  handOutIn: (seconds: number, receiptHandle: string): Promise<void> =>
    translating(async () => {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    }),
});
