import type { Construct } from 'constructs';
import type { ReceiveEventEnvironment, Variables } from '../../functions/domain/environment';
import { NodeFunction } from '../constructs/node-function';
import type { Settings } from '../settings';

/** Starts an execution for each event of EC2. EventQueue tells it which machine handles what. */
export class ReceiveEvent extends NodeFunction {
  constructor(scope: Construct, settings: Pick<Settings, 'deployment' | 'primary'>) {
    super(scope, 'ReceiveEvent', {
      settings,
      description: 'Starts the execution that handles an event of EC2 about a snapshot',
      timeoutSeconds: 120,
      environment: {},
    });
  }

  /** Lets it start `machineArn` for events with this result. */
  start(result: 'succeeded' | 'failed', machineArn: string): void {
    const variable: keyof Variables<typeof ReceiveEventEnvironment> =
      result === 'succeeded' ? 'SUCCEEDED_MACHINE_ARN' : 'FAILED_MACHINE_ARN';
    this.fn.addEnvironment(variable, machineArn);
    this.allow({ actions: ['states:StartExecution'], resources: [machineArn] });
  }
}
