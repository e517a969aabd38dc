import { Construct } from 'constructs';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { SelectVolumes } from '../functions/select-volumes';
import type { MachineStack } from '../machine-stack';

/** Tells of a failed snapshot of a protected volume. */
export class SnapshotFailed extends Construct {
  constructor(stack: MachineStack) {
    super(stack, 'SnapshotFailed');
    const { settings, alerts, failureQueue } = stack;
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'snapshot-failed',
      settings,
      calls: [new SelectVolumes(this, settings).invoke, failureQueue.send],
      alerts,
      impact:
        'Snapshots have failed, and it could not be told, or not be told whether their volumes are protected.',
    });
    stack.eventQueue.start(machine, {
      detailTypes: ['EBS Snapshot Notification', 'EBS Multi-Volume Snapshots Completion Status'],
      events: ['createSnapshot', 'createSnapshots'],
      result: 'failed',
    });
    stack.output('SnapshotFailedArn', 'Tells of a failed snapshot', machine.machine.stateMachineArn);
  }
}
