import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CopySnapshotEnvironment, Variables } from '../../functions/domain/environment';
import { drStackName } from '../names';
import type { Settings } from '../settings';
import type { AslStateMachine } from '../constructs/asl-state-machine';
import { copyEnvironment } from './copy-environment';
import { allowCopies } from './copy-rights';
import type { CopyQueue } from '../constructs/copy-queue';
import { NodeFunction } from '../constructs/node-function';

export type CopySnapshotProps = {
  readonly settings: Settings;
  /** The machine that waits for the copies to be started. */
  readonly waiting: AslStateMachine;
  readonly queue: CopyQueue;
};

/** Starts the copies of the copy queue and answers the machine that waits for them. */
export class CopySnapshot extends NodeFunction {
  constructor(scope: Construct, { settings, waiting, queue }: CopySnapshotProps) {
    const { dr } = settings;
    super(scope, 'CopySnapshot', {
      settings,
      description: 'Starts the copies that the copy queue holds, in order, as slots become free',
      // A third of the time for which the queue hides a message that is being worked on.
      timeoutSeconds: 60,
      environment: {
        ...copyEnvironment(settings, dr),
        DR_STACKS: JSON.stringify(
          Object.fromEntries(dr.map(({ region }) => [region, drStackName(settings, region)])),
        ),
        COPY_QUEUE_URL: queue.queue.queueUrl,
      } satisfies Variables<typeof CopySnapshotEnvironment>,
    });
    allowCopies(this, { settings, destinations: dr });
    const { partition, account } = Stack.of(this);
    this.allow({
      actions: ['cloudformation:DescribeStacks'],
      resources: dr.map(
        ({ region }) =>
          `arn:${partition}:cloudformation:${region}:${account}:stack/${drStackName(settings, region)}/*`,
      ),
      because: 'CloudFormation makes up the last part of the ARN of a stack.',
    });
    this.allow({
      actions: ['states:SendTaskHeartbeat', 'states:SendTaskSuccess', 'states:SendTaskFailure'],
      resources: [waiting.machine.stateMachineArn],
    });
  }
}
