import * as z from 'zod';
import { queueUrl } from '../../aws/queue-url';
import { text, withoutEffect } from '../property-schemas';
import { arn, name, type ResourceType } from '../resource-type';

const queueArn = arn('sqs', name);

const properties = z.strictObject({
  QueueName: text.optional(),
  FifoQueue: z.boolean().default(false),
  ContentBasedDeduplication: z.boolean().default(false),
  MessageRetentionPeriod: z.number().default(345_600),
  VisibilityTimeout: z.number().default(30),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: text, maxReceiveCount: z.number() }).optional(),
  // SQS encrypts with a key of its own, for which it asks nobody.
  SqsManagedSseEnabled: withoutEffect,
});

export const sqsQueue: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::SQS::Queue',
  nameProperty: 'QueueName',
  ref: (queue) => queueUrl(queueArn(queue)),
  attributes: { Arn: queueArn, QueueName: name },
  properties,
  create(queue, { sqs }) {
    const { RedrivePolicy: redrive, ...given } = queue.properties;
    sqs.createQueue({
      arn: queue.attribute('Arn'),
      fifo: given.FifoQueue,
      contentBasedDeduplication: given.ContentBasedDeduplication,
      visibilityTimeoutSeconds: given.VisibilityTimeout,
      messageRetentionSeconds: given.MessageRetentionPeriod,
      ...(redrive && {
        redrive: { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
      }),
    });
  },
};
