import type { Construct } from 'constructs';
import type { ReceiveEventEnvironment, Variables } from '../../functions/domain/environment';
import type { AslStateMachine } from './asl-state-machine';
import { NodeFunction } from './node-function';

export type ReceiveEventProps = {
  /** Gets events with result `succeeded`. */
  readonly succeeded: AslStateMachine;
  /** Gets events with result `failed`. */
  readonly failed: AslStateMachine;
};

/** Starts an execution for each event of EC2. */
export class ReceiveEvent extends NodeFunction {
  constructor(scope: Construct, { succeeded, failed }: ReceiveEventProps) {
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
  }
}
