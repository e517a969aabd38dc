import { arnOf } from '../kernel/arn';
import type { ApiRequest, AwsError, Caller } from './api';
import type { RetryPolicy } from './delivery-retry';
import { queueMessage } from './queue-message';

/** A schedule in the names of EventBridge Scheduler's CreateSchedule. */
export type Schedule = {
  /** Ends with `schedule/GROUP/NAME`. */
  readonly arn: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly expression: string;
  /** Without it, UTC. A rate has the same interval in every time zone. */
  readonly timezone?: string;
  /** Within how many minutes after its time a run comes. Without it, within the minute. */
  readonly windowMinutes?: number;
  readonly description?: string;
  /** A queue, to which the role sends. */
  readonly target: {
    readonly arn: string;
    readonly roleArn: string;
    /** The text that is delivered, with context attributes such as `<aws.scheduler.scheduled-time>` in it. */
    readonly input: string;
    /** The standard queue to which the role sends what cannot be delivered. */
    readonly deadLetterArn?: string;
    /** Without it, 185 attempts within 24 hours. */
    readonly retry?: RetryPolicy;
  };
};

/** One attempt to deliver a tick of a schedule. */
export type Attempt = {
  readonly schedule: Schedule;
  readonly scheduledAtMs: number;
  /** When the first attempt was made. */
  readonly sinceMs: number;
  /** Retries so far; the first attempt is none. */
  readonly retries: number;
  readonly executionId: string;
};

const SCHEDULER: Caller = { outsider: 'scheduler.amazonaws.com' };

/** Of a schedule, from its ARN. */
export const groupOf = ({ arn }: Pick<Schedule, 'arn'>): string => arn.split('/')[1] ?? '';

/** As Scheduler writes it: whole seconds. */
export const timeText = (atMs: number): string => new Date(atMs).toISOString().replace(/\.\d+/, '');

/** The call that delivers the tick. */
export function delivery(attempt: Attempt): ApiRequest {
  const { arn, roleArn } = attempt.schedule.target;
  return queueMessage(arn, inputOf(attempt), { roleArn });
}

/** The target's input with its context attributes replaced. */
function inputOf({ schedule, scheduledAtMs, retries, executionId }: Attempt): string {
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': schedule.arn,
    'scheduled-time': timeText(scheduledAtMs),
    'execution-id': executionId,
    'attempt-number': String(retries + 1),
  };
  return schedule.target.input.replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (whole, name: string) => attributes[name] ?? whole,
  );
}

/** What is sent in place of a delivery that is given up. `exhausted` names the limit of retries that has ended it. */
export function deadLetterOf(
  attempt: Attempt,
  deadLetterArn: string,
  error: AwsError,
  exhausted?: string,
): ApiRequest {
  const { schedule, scheduledAtMs, retries, executionId } = attempt;
  const { arn, roleArn } = schedule.target;
  return queueMessage(
    deadLetterArn,
    inputOf(attempt),
    { roleArn },
    {
      ERROR_CODE: error.name,
      ERROR_MESSAGE: error.message,
      EXECUTION_ID: executionId,
      ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: String(retries),
      SCHEDULED_TIME: timeText(scheduledAtMs),
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: `arn:${arnOf(arn).partition}:scheduler:::aws-sdk:sqs:sendMessage`,
    },
  );
}

/** A datapoint of AWS/Scheduler, of the schedule's group and of all. No metric tells of one schedule. */
export function counted(schedule: Schedule, metricName: string): ApiRequest {
  const ofGroup = { Dimensions: [{ Name: 'ScheduleGroup', Value: groupOf(schedule) }] };
  return {
    service: 'cloudwatch',
    region: arnOf(schedule.arn).region,
    operation: 'PutMetricData',
    input: {
      Namespace: 'AWS/Scheduler',
      MetricData: [
        { MetricName: metricName, ...ofGroup, Value: 1 },
        { MetricName: metricName, Value: 1 },
      ],
    },
    caller: SCHEDULER,
  };
}
