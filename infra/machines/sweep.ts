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
import { AslStateMachine } from '../constructs/asl-state-machine';
import { watchSweep } from '../constructs/watch-sweep';
import { SweepRegion, type SweepRegionProps } from '../functions/sweep-region';
import type { MachineStack } from '../machine-stack';
import { nameOf } from '../names';

/** Repairs, every few hours, what no event has told of: EC2 sends its events on best effort. */
export class Sweep extends Construct {
  constructor(stack: MachineStack, props: Omit<SweepRegionProps, 'settings'>) {
    super(stack, 'Sweep');
    const { settings, alerts, failureQueue, eventQueue } = stack;
    const sweepRegion = new SweepRegion(this, { ...props, settings });
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'sweep',
      settings,
      calls: [sweepRegion.invoke, failureQueue.send],
      alerts,
      impact: 'A Region could not be swept: what events were lost of is neither found nor repaired.',
    });
    eventQueue.startDue('sweep', machine);
    const schedule = this.#schedule(stack, machine.name);
    watchSweep(this, { settings, alerts, sweepRegion, schedule });
    stack.output('SweepArn', 'Repairs what no event has told of', machine.machine.stateMachineArn);
  }

  /** By way of the event queue, which waits while Step Functions takes none, and names the execution after the scheduled time. */
  #schedule({ settings, eventQueue }: MachineStack, scheduleName: string): Schedule {
    const every = Duration.hours(settings.sweep.everyHours);
    const scheduleGroup = new ScheduleGroup(this, 'ScheduleGroup', { scheduleGroupName: nameOf(settings) });
    scheduleGroup.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const role = new Role(this, 'ScheduleRole', {
      description: 'The rights of the schedule of the sweep',
      assumedBy: new PrincipalWithConditions(new ServicePrincipal('scheduler.amazonaws.com'), {
        StringEquals: {
          'aws:SourceAccount': Stack.of(this).account,
          'aws:SourceArn': scheduleGroup.scheduleGroupArn,
        },
      }),
    });
    const schedule = new Schedule(this, 'Schedule', {
      // As the machine, so that a person finds it.
      scheduleName,
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
    return schedule;
  }
}
