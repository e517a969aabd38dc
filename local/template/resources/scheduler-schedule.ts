import * as z from 'zod';
import { groupArnOf } from '../../aws/scheduler';
import { text, withoutEffect } from '../property-schemas';
import { arn, type ResourceType } from '../resource-type';
import { SchedulerName } from './scheduler-schedule-group';

const Target = z.strictObject({
  Arn: text,
  RoleArn: text,
  Input: text,
  DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.int().min(0).max(185).default(185),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(86_400),
    })
    .prefault({}),
  SqsParameters: z.strictObject({}).optional(),
});

const properties = z.strictObject({
  Name: SchedulerName.optional(),
  GroupName: text.default('default'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ScheduleExpression: text,
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Target,
  // A rate has the same interval in every time zone.
  ScheduleExpressionTimezone: withoutEffect,
  Description: withoutEffect,
});

export const schedulerSchedule: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Scheduler::Schedule',
  nameProperty: 'Name',
  properties,
  create(schedule, { iam, scheduler, carryOut }) {
    const { GroupName, State, ScheduleExpression, Target } = schedule.properties;
    const scheduleArn = arn('scheduler', ({ name }) => `schedule/${GroupName}/${name}`)(schedule);
    iam.passRole(Target.RoleArn, 'scheduler.amazonaws.com', schedule.name, {
      sourceArn: groupArnOf({ arn: scheduleArn }),
    });
    const outcome = scheduler.createSchedule({
      arn: scheduleArn,
      state: State,
      expression: ScheduleExpression,
      target: {
        arn: Target.Arn,
        roleArn: Target.RoleArn,
        input: Target.Input,
        ...(Target.DeadLetterConfig && { deadLetterArn: Target.DeadLetterConfig.Arn }),
        retry: {
          maximumAttempts: Target.RetryPolicy.MaximumRetryAttempts,
          maximumAgeSeconds: Target.RetryPolicy.MaximumEventAgeInSeconds,
        },
      },
    });
    carryOut('scheduler', outcome);
  },
};
