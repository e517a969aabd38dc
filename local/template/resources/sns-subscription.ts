import * as z from 'zod';
import { text } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({ Protocol: text, Endpoint: text, TopicArn: text });

/** Comes into being with its topic. */
export const snsSubscription: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::SNS::Subscription',
  properties,
};
