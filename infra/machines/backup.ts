import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { LATEST_HOURS, schedulerName } from '../../functions/domain/scheduled-run';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { watchBackup } from '../constructs/watch-backup';
import { TakeSnapshots } from '../functions/take-snapshots';
import type { MachineStack } from '../machine-stack';
import type { Settings } from '../settings';

/** A tick that cannot be told for so long is a dead letter. */
const MAX_EVENT_AGE = Duration.hours(LATEST_HOURS);

/** Takes the snapshots that a schedule is due for. What becomes of them is the matter of `snapshot-created`. */
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
      impact: 'Not every volume of a schedule has its snapshot.',
    });
    eventQueue.startDue('backup', machine);
    for (const schedule of settings.schedules)
      schedules.add(`Backup-${schedule.name}`, {
        name: schedulerName(schedule.name),
        description: `Starts the backup ${schedule.name}`,
        schedule: ScheduleExpression.expression(
          schedule.schedule,
          TimeZone.of(schedule.timeZone ?? settings.timeZone),
        ),
        timeWindow: timeWindowOf(schedule),
        detail: { event: 'backup', schedule: schedule.name },
        maxEventAge: MAX_EVENT_AGE,
      });
    watchBackup(this, { settings, alerts });
    stack.output('BackupArn', 'Takes the snapshots of a schedule', machine.machine.stateMachineArn);
  }
}

const timeWindowOf = ({ flexibleMinutes }: Settings['schedules'][number]): TimeWindow =>
  flexibleMinutes === 0 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(flexibleMinutes));
