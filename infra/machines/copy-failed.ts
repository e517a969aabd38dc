import { Construct } from 'constructs';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { copiesOf } from '../constructs/copy-events';
import { JudgeCopyFailure } from '../functions/judge-copy-failure';
import { RetryCopy } from '../functions/retry-copy';
import type { MachineStack } from '../machine-stack';
import { nameOf } from '../names';
import type { Settings } from '../settings';

/** Starts a failed copy again where that can help, and tells where it cannot. */
export class CopyFailed extends Construct {
  constructor(stack: MachineStack, destination: Settings['dr'][number]) {
    super(stack, 'CopyFailed');
    const { settings, alerts, failureQueue } = stack;
    const judgeCopyFailure = new JudgeCopyFailure(this, settings);
    const retryCopy = new RetryCopy(this, { settings, destination });
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'copy-failed',
      settings,
      calls: [judgeCopyFailure.invoke, retryCopy.invoke, failureQueue.send],
      alerts,
      impact: 'A snapshot has no copy in this Region, and it could not be copied again.',
      action:
        `Open the executions of this machine that failed and repair the cause. Then start, in ${settings.primary.region}, the execution of ` +
        `${nameOf(settings, 'snapshot-created')} that bears the name of the source snapshot again (New execution, with the same input): ` +
        'a new execution of this machine would only find the same failed copy.',
    });
    stack.eventQueue.start(machine, { ...copiesOf(settings.primary.region), result: 'failed' });
    stack.output('CopyFailedArn', 'Handles a failed copy', machine.machine.stateMachineArn);
  }
}
