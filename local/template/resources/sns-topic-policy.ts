import * as z from 'zod';
import { PolicyDocument, text } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({ PolicyDocument, Topics: z.array(text) });

export const snsTopicPolicy: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::SNS::TopicPolicy',
  properties,
  authorize({ properties: { Topics, PolicyDocument: policy } }, { iam }) {
    for (const topicArn of Topics) iam.addResourcePolicy(topicArn, policy);
  },
};
