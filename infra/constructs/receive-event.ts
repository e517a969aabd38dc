import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Construct } from 'constructs';
import type { ReceiveEventEnvironment, Variables } from '../../functions/domain/environment';
import type { Alerts } from './alerts';
import type { AslStateMachine } from './asl-state-machine';
import { DeadLetterQueue } from './dead-letter-queue';
import { NodeFunction } from './node-function';

export type ReceiveEventProps = {
  readonly alerts: Alerts;
  /** Gets events with result `succeeded`. */
  readonly succeeded: AslStateMachine;
  /** Gets events with result `failed`. */
  readonly failed: AslStateMachine;
};

/** Starts an execution for each event of EC2. What it cannot start for six hours goes to its dead-letter queue. */
export class ReceiveEvent extends NodeFunction {
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, { alerts, succeeded, failed }: ReceiveEventProps) {
    super(scope, 'ReceiveEvent', {
      description: 'Starts the execution that handles an event of EC2 about a snapshot',
      timeoutSeconds: 120,
      environment: {
        SUCCEEDED_MACHINE_ARN: succeeded.machine.stateMachineArn,
        FAILED_MACHINE_ARN: failed.machine.stateMachineArn,
      } satisfies Variables<typeof ReceiveEventEnvironment>,
    });
    this.allow({
      actions: ['states:StartExecution'],
      resources: [succeeded.machine.stateMachineArn, failed.machine.stateMachineArn],
    });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      alerts,
      fifo: false,
      impact: 'Events of EC2 about snapshots were not handled: those snapshots are not yet protected.',
      action: 'Read the error beside each message and repair the cause, then send the events again.',
    });
    this.fn.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.deadLetters),
    });
    alerts.alarm(this, 'EventsLost', {
      metric: this.fn.metric('DestinationDeliveryFailures', {
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      impact:
        'An event of EC2 about a snapshot was neither handled nor kept in the dead-letter queue: that snapshot is not protected.',
      action:
        'Repair what the log of ReceiveEvent tells of, and start an execution for each completed snapshot since then that has no snapshot-keeper tags.',
    });
  }
}
