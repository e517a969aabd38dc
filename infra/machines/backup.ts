import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { LATEST_HOURS, schedulerName } from '../../functions/domain/scheduled-run';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { BackupRunbook } from '../constructs/backup-runbook';
import { watchBackup } from '../constructs/watch-backup';
import { TakeSnapshots } from '../functions/take-snapshots';
import type { MachineStack } from '../machine-stack';

/** A tick that cannot be told for so long is a dead letter. */
const MAX_EVENT_AGE = Duration.hours(LATEST_HOURS);

/** Takes the snapshots that a schedule is due for, or a person asks for. What becomes of them is the matter of `snapshot-created`. */
export class Backup extends Construct {
  constructor(stack: MachineStack) {
    super(stack, 'Backup');
    const { settings, alerts, failureQueue, eventQueue, schedules } = stack;
    const takeSnapshots = new TakeSnapshots(this, settings);
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'backup',
      settings,
      calls: [takeSnapshots.invoke, failureQueue.send],
      alerts,
      impact:
        'Not every volume of a schedule has its snapshot, or the one that a person has asked for by hand.',
    });
    eventQueue.startDue('backup', machine);
    for (const { name, schedule, timeZone = settings.timeZone, flexibleMinutes } of settings.schedules)
      schedules.add(`Backup-${name}`, {
        name: schedulerName(name),
        description: `Starts the backup ${name}`,
        schedule: ScheduleExpression.expression(schedule, TimeZone.of(timeZone)),
        timeWindow:
          flexibleMinutes === 0 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(flexibleMinutes)),
        detail: { event: 'backup', schedule: name, expression: schedule, timeZone },
        maxEventAge: MAX_EVENT_AGE,
      });
    watchBackup(this, { settings, alerts });
    stack.output('BackupArn', 'Takes the snapshots of a schedule', machine.machine.stateMachineArn);
    if (settings.backupRunbook) {
      const runbook = new BackupRunbook(this, 'BackupRunbook', { settings, machine });
      stack.output('BackupRunbook', 'Takes a snapshot by hand, in Systems Manager', runbook.name);
    }
  }
}
