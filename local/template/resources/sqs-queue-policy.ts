import * as z from 'zod';
import { PolicyDocument, text } from '../property-schemas';
import type { ResourceType } from '../resource-type';
import { sqsQueue } from './sqs-queue';

const properties = z.strictObject({ PolicyDocument, Queues: z.array(text) });

export const sqsQueuePolicy: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::SQS::QueuePolicy',
  properties,
  authorize({ properties: { Queues, PolicyDocument: policy } }, { iam }, stack) {
    for (const url of Queues) {
      const queue = stack.resources(sqsQueue).find(({ ref }) => ref === url);
      iam.addResourcePolicy(queue?.attribute('Arn') ?? url, policy);
    }
  },
};
