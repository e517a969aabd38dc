import { Duration } from 'aws-cdk-lib';
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
  }
}
