import * as z from 'zod';
import { text, withoutEffect } from '../property-schemas';
import { arn, type ResourceType } from '../resource-type';

const Target = z.strictObject({
  Id: text,
  Arn: text,
  RoleArn: text.optional(),
  Input: text.optional(),
  DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().default(185),
      MaximumEventAgeInSeconds: z.number().default(86_400),
    })
    .optional(),
});

const properties = z.strictObject({
  Name: text.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  EventPattern: z.record(text, z.unknown()).optional(),
  ScheduleExpression: text.optional(),
  Targets: z.array(Target).default([]),
  Description: withoutEffect,
});

export const eventsRule: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Events::Rule',
  nameProperty: 'Name',
  attributes: { Arn: arn('events', ({ name }) => `rule/${name}`) },
  properties,
  create(rule, { iam, eventBridge, carryOut }) {
    const ruleArn = rule.attribute('Arn');
    const { State, EventPattern, ScheduleExpression, Targets } = rule.properties;
    for (const { Arn, RoleArn, DeadLetterConfig } of Targets) {
      if (RoleArn === undefined) iam.addSource('events.amazonaws.com', Arn, ruleArn);
      else iam.passRole(RoleArn, 'events.amazonaws.com', rule.name, { sourceArn: ruleArn });
      if (DeadLetterConfig) iam.addSource('events.amazonaws.com', DeadLetterConfig.Arn, ruleArn);
    }
    const outcome = eventBridge.putRule({
      arn: ruleArn,
      state: State,
      ...(EventPattern && { pattern: EventPattern }),
      ...(ScheduleExpression !== undefined && { scheduleExpression: ScheduleExpression }),
      targets: Targets.map(targetOf),
    });
    carryOut('events', outcome);
  },
};

const targetOf = (target: z.output<typeof Target>) => ({
  id: target.Id,
  arn: target.Arn,
  ...(target.RoleArn !== undefined && { roleArn: target.RoleArn }),
  ...(target.Input !== undefined && { input: target.Input }),
  ...(target.DeadLetterConfig && { deadLetterArn: target.DeadLetterConfig.Arn }),
  ...(target.RetryPolicy && {
    retry: {
      maximumAttempts: target.RetryPolicy.MaximumRetryAttempts,
      maximumAgeSeconds: target.RetryPolicy.MaximumEventAgeInSeconds,
    },
  }),
});
