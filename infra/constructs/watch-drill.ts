import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { Alerts } from './alerts';
import { counterOf, gaugeOf } from './counter';

/** A run comes every day. */
export const DRILL_PERIOD = Duration.days(1);

export type WatchDrillProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly withinDays: number;
  readonly alerts: Alerts;
  /** What starts the drills. */
  readonly schedule: Construct;
};

/** Adds, below `drill`, the alarms on volumes that are not drilled in time, and on drills that do not come. What goes wrong in a drill is told by itself. */
export function watchDrill(
  drill: Construct,
  { settings, withinDays, alerts, schedule }: WatchDrillProps,
): void {
  const { region } = Stack.of(drill);
  const machine = nameOf(settings, 'drill');
  alerts.alarm(drill, 'NotDrilled', {
    metric: gaugeOf(settings, 'VolumesNotDrilled', region, DRILL_PERIOD),
    threshold: 1,
    outOf: 2,
    impact: `A volume or several have had no drill in ${region} for ${withinDays} days: that their copies there can be restored, and hold what they should, has not been shown for so long.`,
    action:
      'See in the log of ChooseDrills which ones (filter message = "not drilled in time"), and in that of DrillCopy how their last drills ended (filter message = "drill ended"). ' +
      'Where a run drills as many as it can (filter message = "drills chosen", deferred), raise withinDays of the setting drill.',
    runbook: 'not-drilled',
  });
  const alarm = alerts.alarmOnSilence(drill, 'Missing', {
    metric: counterOf(settings, 'DrillRuns', DRILL_PERIOD),
    periods: 3,
    impact: `No drill has begun in ${region} for three days: nobody looks whether its copies can be restored.`,
    action:
      `See the executions of ${machine} in Step Functions. Where there are none, see in EventBridge Scheduler whether the schedule ${machine} is enabled ` +
      '(a deploy leaves it disabled, "keeper drain --undo" enables it), and what waits in the event queue and its dead letters.',
    runbook: 'not-drilled',
  });
  // An alarm that takes missing data for a fault is best made when the first run is on its way.
  alarm.node.addDependency(schedule);
}
