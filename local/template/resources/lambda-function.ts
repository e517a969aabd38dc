import * as z from 'zod';
import { text, withoutEffect } from '../property-schemas';
import { arn, type Resource, type ResourceType } from '../resource-type';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config';

const properties = z.strictObject({
  FunctionName: text.optional(),
  Role: text,
  Timeout: z.number().default(3),
  Environment: z.strictObject({ Variables: z.record(text, text) }).default({ Variables: {} }),
  ReservedConcurrentExecutions: z.number().optional(),
  // The handler in this repository runs, in this process.
  Code: withoutEffect,
  Handler: withoutEffect,
  Runtime: withoutEffect,
  Architectures: withoutEffect,
  MemorySize: withoutEffect,
  Description: withoutEffect,
  LoggingConfig: withoutEffect,
  TracingConfig: withoutEffect,
});

export const lambdaFunction: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Lambda::Function',
  nameProperty: 'FunctionName',
  attributes: { Arn: arn('lambda', ({ name }) => `function:${name}`) },
  properties,
  async create(fn, { iam, addFunction }, stack) {
    const { Role, Timeout, Environment, ReservedConcurrentExecutions } = fn.properties;
    const invokeConfig = stack
      .resources(lambdaEventInvokeConfig)
      .find(({ properties: { FunctionName } }) => FunctionName === fn.ref)?.properties;
    const constructId = constructIdOf(fn);
    iam.passRole(Role, 'lambda.amazonaws.com', fn.name, { callerName: constructId });
    const configuration = {
      constructId,
      arn: fn.attribute('Arn'),
      name: fn.name,
      region: fn.region,
      roleArn: Role,
      timeoutSeconds: Timeout,
      reservedConcurrentExecutions: ReservedConcurrentExecutions,
      asyncInvoke: {
        maximumRetryAttempts: invokeConfig?.MaximumRetryAttempts ?? 2,
        maximumEventAgeSeconds: invokeConfig?.MaximumEventAgeInSeconds ?? 21_600,
        onFailureArn: invokeConfig?.DestinationConfig.OnFailure?.Destination,
      },
    };
    await addFunction(configuration, Environment.Variables);
  },
};

/** `my-stack/TagSnapshot/Function/Resource` is the function of the construct TagSnapshot. */
function constructIdOf({ constructPath, logicalId }: Resource<unknown>): string {
  const constructId = /(?:^|\/)([^/]+)\/Function\/Resource$/.exec(constructPath)?.[1];
  if (constructId === undefined)
    throw new Error(`not simulated: the function ${logicalId}, whose construct path is "${constructPath}"`);
  return constructId;
}
