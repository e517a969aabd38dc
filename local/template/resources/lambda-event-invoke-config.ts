import * as z from 'zod';
import { text } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({
  FunctionName: text,
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.number().default(2),
  MaximumEventAgeInSeconds: z.number().default(21_600),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: text }).optional() })
    .default({}),
});

/** Comes into being with its function. */
export const lambdaEventInvokeConfig: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties,
};
