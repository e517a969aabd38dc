import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { schedulerName } from '../../functions/domain/scheduled-run';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { Alerts } from './alerts';
import { counterOf, gaugeOf } from './counter';
import { sweepPeriod } from './watch-sweep';

export type WatchBackupProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'sweep' | 'schedules'>;
  readonly alerts: Alerts;
};

/** A run that waits says how late it is every ten minutes: one alarm for all of its waiting. */
const ELAPSED_PERIOD = Duration.minutes(15);

/** Adds, below `backup`, where there are schedules, the alarms on runs that take too long, and on what the sweeps of its Region find of runs that do not come. */
export function watchBackup(backup: Construct, { settings, alerts }: WatchBackupProps): void {
  const { region } = Stack.of(backup);
  const machine = nameOf(settings, 'backup');
  for (const { name, endsWithinMinutes } of settings.schedules)
    alerts.alarm(backup, `Late ${name}`, {
      metric: gaugeOf(settings, 'BackupElapsed', region, ELAPSED_PERIOD, { ofSchedule: name }),
      threshold: Duration.minutes(endsWithinMinutes).toSeconds(),
      impact: `A run of the schedule ${name} was due ${endsWithinMinutes} minutes ago and still takes snapshots: its last volumes have theirs later than you want.`,
      action: `See in the log of TakeSnapshots how far it has come (filter message = "run goes on later"), and in Step Functions of ${machine} what it waits for.`,
      runbook: 'backup-late',
    });
  if (settings.schedules.length === 0) return;
  alerts.alarm(backup, 'Missed', {
    metric: counterOf(settings, 'BackupsMissed', sweepPeriod(settings)),
    threshold: 1,
    impact:
      'EventBridge Scheduler has not told of a backup in time. The sweep has started its last run, whose snapshots are so much later.',
    action:
      'See in the log of SweepRegion which one (filter message = "run was missed"), and what waits in the dead letters of the event queue, to which Scheduler sends what it could not deliver.',
    runbook: 'backup-missed',
  });
  alerts.alarm(backup, 'ScheduleOff', {
    metric: gaugeOf(settings, 'SchedulesOff', region, sweepPeriod(settings)),
    threshold: 1,
    outOf: 2,
    impact: 'A schedule of backups is disabled or gone: it takes no snapshots, and no sweep does it for it.',
    action: `See in the log of SweepRegion which one (filter message like /^schedule is/), and enable it in EventBridge Scheduler (group ${nameOf(settings)}, name ${schedulerName('NAME')}), or deploy, where it is gone.`,
    runbook: 'schedule-off',
  });
}
