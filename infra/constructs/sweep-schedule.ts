import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { EventQueue } from './event-queue';

export type SweepScheduleProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'sweep'>;
  readonly eventQueue: EventQueue;
  /** As the machine, so that a person finds it. */
  readonly name: string;
};

/**
 * Tells the event queue when a sweep is due. Scheduler may tell of one time more than once; by way of the queue, which waits while Step
 * Functions takes none, the execution bears that time in its name and is started once.
 */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { settings, eventQueue, name }: SweepScheduleProps) {
    super(scope, id);
    const every = Duration.hours(settings.sweep.everyHours);
    // A group of the deployment's own, since the metrics of Scheduler are by group.
    const scheduleGroup = new ScheduleGroup(this, 'Group', { scheduleGroupName: nameOf(settings) });
    scheduleGroup.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const role = new Role(this, 'Role', {
      description: 'The rights of the schedule of the sweep',
      assumedBy: new PrincipalWithConditions(new ServicePrincipal('scheduler.amazonaws.com'), {
        StringEquals: {
          'aws:SourceAccount': Stack.of(this).account,
          'aws:SourceArn': scheduleGroup.scheduleGroupArn,
        },
      }),
    });
    const schedule = new Schedule(this, 'Schedule', {
      scheduleName: name,
      scheduleGroup,
      description: 'Starts the sweep of this Region',
      schedule: ScheduleExpression.rate(every),
      timeWindow: TimeWindow.off(),
      target: new SqsSendMessage(eventQueue.queue, {
        input: ScheduleTargetInput.fromObject({
          source: 'snapshot-keeper',
          detail: { event: 'sweep', result: 'due', scheduledAt: ContextAttribute.scheduledTime },
        }),
        role,
        deadLetterQueue: eventQueue.deadLetters,
        // The next one does the same.
        maxEventAge: every,
      }),
    });
    // It runs for the first time when it is made, and must have its rights by then.
    schedule.node.addDependency(role);
  }
}
