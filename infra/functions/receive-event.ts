import { Lazy, Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ReceiveEventEnvironment, Variables } from '../../functions/domain/environment';
import type { StartRate } from '../../functions/domain/start-rate';
import { NodeFunction } from '../constructs/node-function';
import type { Settings } from '../settings';

export type ReceiveEventProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly queue: IQueue;
  /** Of each of its environments. */
  readonly rate: StartRate;
};

/** Starts an execution for each event of EC2. EventQueue tells it which machine handles what. */
export class ReceiveEvent extends NodeFunction {
  readonly #machineArns = new Map<string, string>();

  constructor(scope: Construct, { settings, queue, rate }: ReceiveEventProps) {
    super(scope, 'ReceiveEvent', {
      settings,
      description: 'Starts the execution that handles an event of EC2 about a snapshot',
      timeoutSeconds: 120,
      environment: {
        MACHINES: Lazy.string({
          produce: () => Stack.of(this).toJsonString(Object.fromEntries(this.#machineArns)),
        }),
        EVENT_QUEUE_URL: queue.queueUrl,
        START_RATE: JSON.stringify(rate),
      } satisfies Variables<typeof ReceiveEventEnvironment>,
    });
  }

  /** Lets it start `machineArn` for these events with this result. Throws where another machine starts on one of them. */
  start(events: readonly string[], result: string, machineArn: string): void {
    for (const event of events) {
      const kind = `${event} ${result}`;
      if (this.#machineArns.has(kind))
        throw new Error(`two machines start on ${kind}: only one of them would be started`);
      this.#machineArns.set(kind, machineArn);
    }
    this.allow({ actions: ['states:StartExecution'], resources: [machineArn] });
  }
}
