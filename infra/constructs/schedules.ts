import { RemovalPolicy, Stack, type Duration } from 'aws-cdk-lib';
import { PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleGroup,
  ScheduleTargetInput,
  type ScheduleExpression,
  type TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { schedulerName } from '../../functions/domain/scheduled-run';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { EventQueue } from './event-queue';
import type { Permission } from './permission';

export type SchedulesProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly eventQueue: EventQueue;
};

export type Due = {
  /** Of the schedule, so that a person finds it. */
  readonly name: string;
  readonly description: string;
  readonly schedule: ScheduleExpression;
  readonly timeWindow: TimeWindow;
  /** Of the message, beside the time. */
  readonly detail: Readonly<Record<string, string>>;
  /** What has not been told by then is a dead letter. */
  readonly maxEventAge: Duration;
};

/**
 * Schedules that tell the event queue what is due. Scheduler may tell of one time more than once; by way of the queue, which waits while Step
 * Functions takes none, the execution bears that time in its name and is started once.
 */
export class Schedules extends Construct {
  readonly #eventQueue: EventQueue;
  readonly #group: ScheduleGroup;
  readonly #role: Role;

  constructor(scope: Construct, id: string, { settings, eventQueue }: SchedulesProps) {
    super(scope, id);
    this.#eventQueue = eventQueue;
    // A group of the deployment's own, since the metrics of Scheduler are by group.
    this.#group = new ScheduleGroup(this, 'Group', { scheduleGroupName: nameOf(settings) });
    this.#group.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.#role = new Role(this, 'Role', {
      description: 'The rights of the schedules',
      assumedBy: new PrincipalWithConditions(new ServicePrincipal('scheduler.amazonaws.com'), {
        StringEquals: {
          'aws:SourceAccount': Stack.of(this).account,
          'aws:SourceArn': this.#group.scheduleGroupArn,
        },
      }),
    });
  }

  /** Adds a schedule by its construct id. */
  add(id: string, { name, description, schedule, timeWindow, detail, maxEventAge }: Due): Schedule {
    const added = new Schedule(this, id, {
      scheduleName: name,
      scheduleGroup: this.#group,
      description,
      schedule,
      timeWindow,
      target: new SqsSendMessage(this.#eventQueue.queue, {
        input: ScheduleTargetInput.fromObject({
          source: 'snapshot-keeper',
          detail: { ...detail, result: 'due', scheduledAt: ContextAttribute.scheduledTime },
        }),
        role: this.#role,
        deadLetterQueue: this.#eventQueue.deadLetters,
        maxEventAge,
      }),
    });
    // It may run as soon as it is made, and must have its rights by then.
    added.node.addDependency(this.#role);
    return added;
  }
}

/** To read the schedules of the backups, and no other. */
export const readingSchedules = (
  scope: Construct,
  settings: Pick<Settings, 'deployment' | 'primary' | 'schedules'>,
): Permission => ({
  actions: ['scheduler:GetSchedule'],
  resources: settings.schedules.map(({ name }) =>
    Stack.of(scope).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${nameOf(settings)}/${schedulerName(name)}`,
    }),
  ),
});
