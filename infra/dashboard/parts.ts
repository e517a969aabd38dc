import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { NodeFunction } from '../constructs/node-function';
import { WaitingQueue } from '../constructs/waiting-queue';
import type { MachineStack } from '../machine-stack';

/** All of a stack that has metrics; each kind in the order in which it was made. */
export type Parts = ReturnType<typeof partsOf>;

export function partsOf(stack: MachineStack) {
  const all = stack.node.findAll();
  return {
    /** Labeled by what they are for, such as `SnapshotCreated`. */
    machines: all
      .filter((node) => node instanceof AslStateMachine)
      .map(({ machine, node }) => ({ machine, label: node.scope?.node.id ?? node.id })),
    queues: all.filter((node) => node instanceof WaitingQueue),
    functions: all.filter((node) => node instanceof NodeFunction),
    rules: all.filter((node) => node instanceof Rule),
    alarms: all.filter((node) => node instanceof Alarm),
  };
}
