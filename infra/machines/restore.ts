import { Construct } from 'constructs';
import { listingMadeBy } from '../../functions/domain/restored-tags';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { RestoreRunbook } from '../constructs/restore-runbook';
import { PlanRestore, type PlanRestoreProps } from '../functions/plan-restore';
import { RestoreVolumes } from '../functions/restore-volumes';
import type { MachineStack } from '../machine-stack';

/** Makes volumes of the snapshots or copies of this Region, when a person starts it. */
export class Restore extends Construct {
  constructor(stack: MachineStack, here: Omit<PlanRestoreProps, 'settings'>) {
    super(stack, 'Restore');
    const { settings, alerts, failureQueue } = stack;
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'restore',
      settings,
      calls: [
        new PlanRestore(this, { settings, ...here }).invoke,
        new RestoreVolumes(this, settings).invoke,
        failureQueue.send,
      ],
      alerts,
      impact: 'A volume that a person has asked for is not there, or not where it should be attached.',
      action: `Open the executions of this machine that failed: each names what it has made, which stays, and what it has not; of one that was stopped or took longer than a day, this lists it: ${listingMadeBy('NAME', stack.region)}, where NAME is that of the execution. Repair the cause, then start the restore again, which makes new volumes.`,
    });
    stack.output('RestoreArn', 'Makes volumes of snapshots', machine.machine.stateMachineArn);
    const { restoreRunbook } = settings;
    if (restoreRunbook !== undefined) {
      const runbook = new RestoreRunbook(this, 'RestoreRunbook', { settings, restoreRunbook, machine });
      stack.output('RestoreRunbook', 'Restores volumes by hand, in Systems Manager', runbook.name);
    }
  }
}
