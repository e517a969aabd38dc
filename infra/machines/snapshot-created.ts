import { Construct } from 'constructs';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { CopyQueue } from '../constructs/copy-queue';
import { CopySnapshot } from '../functions/copy-snapshot';
import { PruneVolume } from '../functions/prune-volume';
import { TagSnapshot } from '../functions/tag-snapshot';
import type { MachineStack } from '../machine-stack';
import { scheduleRetentionOf } from '../schedule-retention';
import { copyRetentionOf } from '../settings';

/** Protects a new snapshot: tags it, has it copied to every DR Region, and prunes its volume. */
export class SnapshotCreated extends Construct {
  constructor(stack: MachineStack) {
    super(stack, 'SnapshotCreated');
    const { settings, alerts, failureQueue } = stack;
    const copyRetention = copyRetentionOf(settings.dr);
    const tagSnapshot = new TagSnapshot(this, { settings, copyRetention });
    const copyQueue = new CopyQueue(this, 'CopyQueue', { settings, alerts });
    const pruneVolume = new PruneVolume(this, {
      settings,
      retention: settings.primary.retention,
      scheduleRetention: scheduleRetentionOf(settings),
      overrideTag: 'snapshot-keeper:retain',
      copyRetention,
      failureQueue,
      alerts,
    });
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'snapshot-created',
      settings,
      calls: [tagSnapshot.invoke, copyQueue.send, pruneVolume.invoke, failureQueue.send],
      alerts,
      impact:
        'A new snapshot is not fully protected: it is not tagged, not copied, or its volume is not pruned.',
    });
    copyQueue.feed(new CopySnapshot(this, { settings, waiting: machine, queue: copyQueue }));
    stack.eventQueue.start(machine, {
      detailTypes: ['EBS Snapshot Notification', 'EBS Multi-Volume Snapshots Completion Status'],
      events: ['createSnapshot', 'createSnapshots'],
      result: 'succeeded',
    });
    stack.output('SnapshotCreatedArn', 'Protects a new snapshot', machine.machine.stateMachineArn);
    stack.output('CopyQueueUrl', 'Copies that wait for a slot', copyQueue.queue.queueUrl);
    stack.output('CopyDeadLettersUrl', 'Copies that were given up', copyQueue.deadLetters.queueUrl);
  }
}
