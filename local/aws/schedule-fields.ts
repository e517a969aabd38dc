import * as z from 'zod';
import { DEFAULT_RETRY } from './delivery-retry';
import { groupOf, type Schedule } from './schedule-attempt';

const text = z.string();

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

/** What CreateSchedule and UpdateSchedule are told beside the name. What is left out has its default, in both. */
export const ScheduleFields = z.strictObject({
  GroupName: text.default('default'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ScheduleExpression: text,
  ScheduleExpressionTimezone: text.default('UTC'),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.strictObject({ Mode: z.literal('OFF') }),
    z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.int().min(1).max(1_440) }),
  ]),
  Description: text.optional(),
  Target,
});

type ScheduleFields = z.output<typeof ScheduleFields>;

export const scheduleOf = (arn: string, fields: ScheduleFields): Schedule => ({
  arn,
  state: fields.State,
  expression: fields.ScheduleExpression,
  timezone: fields.ScheduleExpressionTimezone,
  ...(fields.FlexibleTimeWindow.Mode === 'FLEXIBLE' && {
    windowMinutes: fields.FlexibleTimeWindow.MaximumWindowInMinutes,
  }),
  ...(fields.Description !== undefined && { description: fields.Description }),
  target: {
    arn: fields.Target.Arn,
    roleArn: fields.Target.RoleArn,
    input: fields.Target.Input,
    ...(fields.Target.DeadLetterConfig && { deadLetterArn: fields.Target.DeadLetterConfig.Arn }),
    retry: {
      maximumAttempts: fields.Target.RetryPolicy.MaximumRetryAttempts,
      maximumAgeSeconds: fields.Target.RetryPolicy.MaximumEventAgeInSeconds,
    },
  },
});

/** What Scheduler answers who asks for the schedule. */
export const fieldsOf = (schedule: Schedule): ScheduleFields => ({
  GroupName: groupOf(schedule),
  State: schedule.state,
  ScheduleExpression: schedule.expression,
  ScheduleExpressionTimezone: schedule.timezone ?? 'UTC',
  FlexibleTimeWindow:
    schedule.windowMinutes === undefined
      ? { Mode: 'OFF' }
      : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: schedule.windowMinutes },
  ...(schedule.description !== undefined && { Description: schedule.description }),
  Target: {
    Arn: schedule.target.arn,
    RoleArn: schedule.target.roleArn,
    Input: schedule.target.input,
    ...(schedule.target.deadLetterArn !== undefined && {
      DeadLetterConfig: { Arn: schedule.target.deadLetterArn },
    }),
    RetryPolicy: retryPolicyOf(schedule.target.retry),
  },
});

const retryPolicyOf = ({ maximumAttempts, maximumAgeSeconds } = DEFAULT_RETRY) => ({
  MaximumRetryAttempts: maximumAttempts,
  MaximumEventAgeInSeconds: maximumAgeSeconds,
});
