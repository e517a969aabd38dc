import * as z from 'zod';
import { text } from '../property-schemas';
import type { ResourceType } from '../resource-type';
import { lambdaFunction } from './lambda-function';

const properties = z.strictObject({
  FunctionName: text,
  EventSourceArn: text,
  BatchSize: z.number().default(10),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number() }).optional(),
});

export const lambdaEventSourceMapping: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties,
  create({ logicalId, properties: given }, { addMapping }, stack) {
    const fn = stack.resources(lambdaFunction).find(({ ref }) => ref === given.FunctionName);
    if (fn === undefined) throw new Error(`not simulated: ${logicalId}, whose function is in another stack`);
    addMapping({
      queueArn: given.EventSourceArn,
      functionArn: fn.attribute('Arn'),
      roleArn: fn.properties.Role,
      batchSize: given.BatchSize,
      maximumBatchingWindowSeconds: given.MaximumBatchingWindowInSeconds,
      reportBatchItemFailures: given.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      ...(given.ScalingConfig && { maximumConcurrency: given.ScalingConfig.MaximumConcurrency }),
    });
  },
};
