import * as z from 'zod';
import { arnOf } from '../kernel/arn';
import { Random } from '../kernel/random';
import { MINUTE_MS } from '../kernel/time-units';
import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { DeliveryRetry } from './delivery-retry';
import { onlyFields } from './only-fields';
import {
  counted,
  deadLetterOf,
  delivery,
  groupOf,
  timeText,
  type Attempt,
  type Schedule,
} from './schedule-attempt';
import { fieldsOf, ScheduleFields, scheduleOf } from './schedule-fields';
import { scheduleIntervalSeconds } from './schedule-interval';

/** A run without a window comes up to so much after its time. */
const LATEST_MS = 59_000;

type Later = NonNullable<Outcome['later']>;

/** One moment for which a schedule is due. */
export type Tick = { readonly scheduleArn: string; readonly scheduledTime: string };

/** When a schedule by another expression than a rate runs next after a time, if it ever does. Throws for what it does not know. */
export type NextRunMs = (expression: string, timeZone: string, afterMs: number) => number | undefined;

/** GetSchedule and UpdateSchedule name a schedule so. */
const Named = z.object({ Name: z.string(), GroupName: z.string().default('default') });

const Listed = z.object({ GroupName: z.string(), NamePrefix: z.string().default('') });

/** UpdateSchedule is told all that CreateSchedule is, and leaves nothing as it was. A field may be there without a value. */
const Update = z.object({
  ...ScheduleFields.shape,
  Name: z.string(),
  ActionAfterCompletion: z.literal('NONE').default('NONE'),
});

/**
 * EventBridge Scheduler in every Region: groups, and schedules whose target is a queue. By a rate a schedule runs when it is created
 * and then once in each interval, by another expression at each of its times after that; one that has no time left stays. Each run
 * comes within a minute, or within the schedule's window, is tried again with backoff and jitter, and in the end is a dead letter.
 * While it is disabled its runs are left out, and their times stay: AWS does not say what enabling does to them.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export class Scheduler implements Service {
  readonly #groups = new Set<string>();
  readonly #schedules = new Map<string, Schedule>();
  /** When each was created, and last created or updated, by its ARN. */
  readonly #dates = new Map<string, { readonly createdMs: number; readonly changedMs: number }>();
  readonly #delay: Random;
  readonly #retry: DeliveryRetry;
  readonly #nextRunMs: NextRunMs;
  readonly #deliveryDelaysMs: (tick: Tick, delayMs: number) => readonly number[] | undefined;
  /** The attempt that a request makes, and the schedule whose dead letter it sends. */
  readonly #attempts = new WeakMap<ApiRequest, Attempt>();
  readonly #deadLetters = new WeakMap<ApiRequest, Schedule>();
  #executions = 0;

  /**
   * `deliveryDelaysMs` says how a tick is delivered that would come `delayMs` after its time: one delay for each delivery. Where it says
   * nothing, the tick comes so.
   */
  constructor(
    seed: number,
    nextRunMs: NextRunMs,
    deliveryDelaysMs: (tick: Tick, delayMs: number) => readonly number[] | undefined = () => undefined,
  ) {
    this.#nextRunMs = nextRunMs;
    this.#delay = new Random(seed, 'scheduler/delay');
    this.#retry = new DeliveryRetry(seed, 'scheduler/retry-jitter');
    this.#deliveryDelaysMs = deliveryDelaysMs;
  }

  /** `arn` ends with `schedule-group/NAME`. */
  createScheduleGroup(arn: string): void {
    this.#groups.add(arn);
  }

  /**
   * Adds a schedule, whose first run is the outcome's `later`. Throws as AWS does where its group is not there or its name is taken,
   * and "not simulated" for targets and schedule expressions that the world does not know.
   */
  createSchedule(nowMs: number, schedule: Schedule): Outcome {
    const next = this.#next(nowMs, schedule);
    const { arn, target } = schedule;
    if (arnOf(target.arn).service !== 'sqs' || target.arn.endsWith('.fifo'))
      throw new Error(`not simulated: a schedule with the target ${target.arn}`);
    const group = groupOf(schedule);
    if (group !== 'default' && !this.#groups.has(groupArnOf(schedule)))
      throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
    if (this.#schedules.has(arn))
      throw new AwsError('ConflictException', `Schedule ${arn} already exists.`, 409);
    this.#schedules.set(arn, schedule);
    this.#changed(nowMs, arn);
    return { output: {}, later: isRate(schedule) ? [runOf(schedule, 0)] : next };
  }

  /** Whoever updates a schedule passes its role to Scheduler anew. */
  authorizations(request: ApiRequest): readonly Authorization[] {
    const { operation } = request;
    // IAM knows no resource for it.
    if (operation === 'ListSchedules')
      return [{ action: 'scheduler:ListSchedules', resource: '*', context: {} }];
    if (operation !== 'GetSchedule' && operation !== 'UpdateSchedule')
      throw new Error(`not simulated: scheduler ${operation}`);
    const { arn, target } = this.#named(request);
    const itself = { action: `scheduler:${operation}`, resource: arn, context: {} };
    if (operation === 'GetSchedule') return [itself];
    const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
    return [itself, { action: 'iam:PassRole', resource: target.roleArn, context }];
  }

  /** Carries a call out, or RunSchedule, which Scheduler asks of itself. */
  apply(nowMs: number, request: ApiRequest): Outcome {
    switch (request.operation) {
      case 'RunSchedule':
        return this.#run(nowMs, request);
      case 'GetSchedule':
        return { output: this.#get(request) };
      case 'ListSchedules':
        return { output: this.#list(request) };
      case 'UpdateSchedule':
        return { output: this.#update(nowMs, request) };
      default:
        throw new Error(`not simulated: scheduler ${request.operation}`);
    }
  }

  #run(nowMs: number, { input }: ApiRequest): Outcome {
    const schedule = this.#schedules.get(String(input['scheduleArn']));
    if (schedule === undefined)
      throw new Error(`not simulated: scheduler RunSchedule ${JSON.stringify(input)}`);
    const next = this.#next(nowMs, schedule);
    if (schedule.state === 'DISABLED') return { output: {}, later: next };
    const tick = { scheduleArn: schedule.arn, scheduledTime: timeText(nowMs) };
    const delayMs = this.#delay.integer(0, latestMs(schedule));
    const attempts = (this.#deliveryDelaysMs(tick, delayMs) ?? [delayMs]).map((afterMs) =>
      this.#attempt({ schedule, scheduledAtMs: nowMs, sinceMs: nowMs + afterMs, retries: 0 }, afterMs),
    );
    return { output: {}, later: [...attempts, ...next] };
  }

  /** The run that follows a time, if there is one. */
  #next(nowMs: number, schedule: Schedule): Later {
    const { expression, timezone = 'UTC' } = schedule;
    if (isRate(schedule)) return [runOf(schedule, scheduleIntervalSeconds(expression) * 1_000)];
    const atMs = this.#nextRunMs(expression, timezone, nowMs);
    return atMs === undefined ? [] : [runOf(schedule, atMs - nowMs)];
  }

  #get(request: ApiRequest) {
    onlyFields(request, Object.keys(Named.shape));
    const schedule = this.#named(request);
    const { arn } = schedule;
    const { createdMs = 0, changedMs = 0 } = this.#dates.get(arn) ?? {};
    return {
      Arn: arn,
      Name: nameOf(schedule),
      ActionAfterCompletion: 'NONE',
      CreationDate: new Date(createdMs),
      LastModificationDate: new Date(changedMs),
      ...fieldsOf(schedule),
    };
  }

  /** All of a group on one page, which is enough for what is played here. */
  #list(request: ApiRequest) {
    onlyFields(request, Object.keys(Listed.shape));
    const { GroupName, NamePrefix } = Listed.parse(request.input);
    const listed = [...this.#schedules.values()].filter(
      (one) =>
        arnOf(one.arn).region === request.region &&
        groupOf(one) === GroupName &&
        nameOf(one).startsWith(NamePrefix),
    );
    return { Schedules: listed.map((one) => ({ Arn: one.arn, Name: nameOf(one), State: one.state })) };
  }

  #changed(nowMs: number, arn: string): void {
    this.#dates.set(arn, { createdMs: this.#dates.get(arn)?.createdMs ?? nowMs, changedMs: nowMs });
  }

  #update(nowMs: number, request: ApiRequest) {
    onlyFields(request, Object.keys(Update.shape));
    const known = this.#named(request);
    const update = Update.safeParse(request.input);
    if (!update.success) throw new AwsError('ValidationException', z.prettifyError(update.error));
    const schedule = scheduleOf(known.arn, update.data);
    if (timesOf(schedule) !== timesOf(known) || schedule.target.roleArn !== known.target.roleArn)
      throw new Error('not simulated: scheduler UpdateSchedule with other times or another role');
    this.#schedules.set(known.arn, schedule);
    this.#changed(nowMs, known.arn);
    return { ScheduleArn: known.arn };
  }

  /** The schedule that a call is about. */
  #named({ region, input }: ApiRequest): Schedule {
    const { Name, GroupName } = Named.parse(input);
    const schedule = [...this.#schedules.values()].find(
      (one) => arnOf(one.arn).region === region && groupOf(one) === GroupName && nameOf(one) === Name,
    );
    if (schedule !== undefined) return schedule;
    throw new AwsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404);
  }

  /** Counts the dead letters that have arrived. */
  delivered(_nowMs: number, request: ApiRequest): Outcome | undefined {
    const schedule = this.#deadLetters.get(request);
    if (schedule === undefined) return undefined;
    return { output: {}, later: atOnce(counted(schedule, 'InvocationsSentToDeadLetterCount')) };
  }

  /**
   * Another attempt after a while, or, when Scheduler gives up, a message to the dead-letter queue. A dead letter that its queue
   * refuses is lost. All of these are counted.
   */
  deliveryFailed(nowMs: number, request: ApiRequest, error: AwsError): Outcome | undefined {
    const lostFor = this.#deadLetters.get(request);
    if (lostFor !== undefined)
      return { output: {}, later: atOnce(counted(lostFor, 'InvocationsFailedToBeSentToDeadLetterCount')) };
    const attempt = this.#attempts.get(request);
    if (attempt === undefined) return undefined;
    this.#attempts.delete(request);
    const { schedule, sinceMs, retries } = attempt;
    const next = this.#retry.next(nowMs, { error, sinceMs, retries, policy: schedule.target.retry });
    const after =
      'afterMs' in next
        ? [this.#attempt({ ...attempt, retries: retries + 1 }, next.afterMs)]
        : this.#giveUp(attempt, error, next.exhausted);
    return { output: {}, later: [...atOnce(counted(schedule, 'TargetErrorCount')), ...after] };
  }

  /** AWS documents InvocationDroppedCount for exhausted retries alone. */
  #giveUp(attempt: Attempt, error: AwsError, exhausted?: string): Later {
    const { schedule } = attempt;
    const dropped = exhausted === undefined ? [] : [counted(schedule, 'InvocationDroppedCount')];
    const { deadLetterArn } = schedule.target;
    if (deadLetterArn === undefined) return atOnce(...dropped);
    const deadLetter = deadLetterOf(attempt, deadLetterArn, error, exhausted);
    this.#deadLetters.set(deadLetter, schedule);
    return atOnce(...dropped, deadLetter);
  }

  /** Each has an execution id of its own. */
  #attempt(attempt: Omit<Attempt, 'executionId'>, afterMs: number): Later[number] {
    this.#executions += 1;
    const numbered = { ...attempt, executionId: this.#executions.toString(16).padStart(16, '0') };
    const request = delivery(numbered);
    this.#attempts.set(request, numbered);
    return { afterMs, request };
  }
}

/** In whose name Scheduler assumes the role of a schedule. */
export const groupArnOf = (schedule: Pick<Schedule, 'arn'>): string =>
  schedule.arn.replace(/:schedule\/.*$/, `:schedule-group/${groupOf(schedule)}`);

const nameOf = ({ arn }: Schedule): string => arn.split('/')[2] ?? '';

const isRate = ({ expression }: Schedule): boolean => expression.startsWith('rate(');

/** Two schedules for which this is the same have their runs at the same times. */
const timesOf = (schedule: Schedule): string =>
  isRate(schedule) ? schedule.expression : `${schedule.expression} ${schedule.timezone ?? 'UTC'}`;

const latestMs = ({ windowMinutes }: Schedule): number =>
  windowMinutes === undefined ? LATEST_MS : windowMinutes * MINUTE_MS;

const atOnce = (...requests: readonly ApiRequest[]): Later =>
  requests.map((request) => ({ afterMs: 0, request }));

const runOf = ({ arn, target }: Schedule, afterMs: number): Later[number] => ({
  afterMs,
  request: {
    service: 'scheduler',
    region: arnOf(arn).region,
    operation: 'RunSchedule',
    input: { scheduleArn: arn },
    caller: { roleArn: target.roleArn },
  },
});
