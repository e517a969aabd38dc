import { Construct } from 'constructs';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { copiesOf } from '../constructs/copy-events';
import { PruneVolume } from '../functions/prune-volume';
import { TagCopy } from '../functions/tag-copy';
import type { MachineStack } from '../machine-stack';
import type { Settings } from '../settings';

/** Confirms a finished copy on its source, and prunes the copies of its volume. */
export class SnapshotCopied extends Construct {
  constructor(stack: MachineStack, destination: Settings['dr'][number]) {
    super(stack, 'SnapshotCopied');
    const { settings, alerts, failureQueue } = stack;
    const tagCopy = new TagCopy(this, { settings, retention: destination.retention });
    const pruneVolume = new PruneVolume(this, {
      settings,
      retention: destination.retention,
      scheduleRetention: {},
      overrideTag: 'snapshot-keeper:dr-retain',
      copyRetention: {},
      failureQueue,
      alerts,
    });
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'snapshot-copied',
      settings,
      calls: [tagCopy.invoke, pruneVolume.invoke, failureQueue.send],
      alerts,
      impact: 'A finished copy is not confirmed, so its source is not pruned, or old copies are not pruned.',
    });
    stack.eventQueue.start(machine, { ...copiesOf(settings.primary.region), result: 'succeeded' });
    stack.output('SnapshotCopiedArn', 'Confirms a finished copy', machine.machine.stateMachineArn);
  }
}
