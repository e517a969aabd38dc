import { Duration, Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { Alerts } from './alerts';
import { counterOf, gaugeOf } from './counter';
import type { NodeFunction } from './node-function';

/** So many sweeps may be missing, or try to repair something, before a person hears of it. */
const SWEEPS = 3;

export type WatchSweepProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'dr' | 'sweep'>;
  readonly alerts: Alerts;
  readonly sweepRegion: NodeFunction;
  /** What starts the sweeps. */
  readonly schedule: Construct;
};

/**
 * Adds, below `sweep`, the alarms on what the sweeps of its Region find, and on sweeps that do not come. What a sweep finds holds until the next one has
 * been, so that these alarms look at the last two.
 */
export function watchSweep(sweep: Construct, props: WatchSweepProps): void {
  watchSweeps(sweep, props);
  if (Stack.of(sweep).region === props.settings.primary.region) watchPrimary(sweep, props);
  else watchArrivals(sweep, props);
}

/** In each, a sweep measures once. */
export const sweepPeriod = ({ sweep }: Pick<Settings, 'sweep'>): Duration => Duration.hours(sweep.everyHours);

function watchSweeps(sweep: Construct, { settings, alerts, schedule }: WatchSweepProps): void {
  const { region } = Stack.of(sweep);
  const machine = nameOf(settings, 'sweep');
  const alarm = alerts.alarmOnSilence(sweep, 'Missing', {
    metric: counterOf(settings, 'SweepsFinished', sweepPeriod(settings)),
    periods: SWEEPS,
    impact:
      `No sweep of ${region} has finished for ${SWEEPS * settings.sweep.everyHours} hours: what events were lost of is neither found nor repaired, ` +
      'and nobody measures how old the recovery points are.',
    action:
      `See the executions of ${machine} in Step Functions. Where there are none, see in EventBridge Scheduler whether the schedule ${machine} is enabled, ` +
      'and what waits in the event queue and its dead letters.',
    runbook: 'no-sweep',
  });
  // An alarm that takes missing data for a fault is best made when the first sweep is on its way.
  alarm.node.addDependency(schedule);
}

function watchPrimary(sweep: Construct, props: WatchSweepProps): void {
  const { settings, alerts } = props;
  const { primary, dr } = settings;
  const query = targetsMissed(sweep, props);
  const gauge = (name: string, region: string): Metric =>
    gaugeOf(settings, name, region, sweepPeriod(settings));
  const which = `Run the saved query ${query} in CloudWatch Logs Insights of ${primary.region} to see which volumes`;
  for (const { region } of [primary, ...dr]) {
    alerts.alarm(sweep, `OverTarget ${region}`, {
      metric: gauge('VolumesOverTarget', region),
      threshold: 1,
      outOf: 2,
      impact: `The newest recovery point of a volume or of several in ${region} is older than the target: what was written since would be lost.`,
      action: `${which}, and find out why they have no newer one.`,
      runbook: 'over-target',
    });
    alerts.alarm(sweep, `Uncovered ${region}`, {
      metric: gauge('VolumesUncovered', region),
      threshold: 1,
      outOf: 2,
      impact: `A selected volume or several have no recovery point at all in ${region}: they could not be restored there.`,
      action: `${which}, and take a snapshot of them, or find out why it is not copied.`,
      runbook: 'uncovered',
    });
  }
  const hours = 1 + SWEEPS * settings.sweep.everyHours;
  for (const { region } of dr)
    alerts.alarm(sweep, `Unconfirmed ${region}`, {
      metric: gauge('OldestUnconfirmedCopy', region),
      threshold: Duration.hours(hours).toSeconds(),
      outOf: 2,
      impact: `A copy in ${region} has been finished for ${hours} hours, and its source does not say so: the sources of that volume stay, and nothing tells from their tags that they are copied.`,
      action: `See in Step Functions of ${region} why the executions of ${nameOf(settings, 'snapshot-copied')} do not end well, and repair that.`,
      runbook: 'unconfirmed-copy',
    });
  alerts.alarm(sweep, 'Unread', {
    metric: counterOf(settings, 'RegionsUnread', sweepPeriod(settings)),
    threshold: 1,
    periods: 2,
    outOf: SWEEPS,
    impact:
      'Two sweeps could not read a DR Region: what is missing there is neither found nor repaired, and nobody measures how old its recovery points are.',
    action: 'See in the log of SweepRegion which one and why (filter message = "DR Region not read").',
    runbook: 'region-unread',
  });
}

/** A DR Region tells by itself when nothing arrives, since the alarms of a primary Region that is down do not ring. */
function watchArrivals(sweep: Construct, { settings, alerts }: WatchSweepProps): void {
  const { region } = Stack.of(sweep);
  const { primary } = settings;
  alerts.alarm(sweep, 'NothingArrives', {
    metric: gaugeOf(settings, 'NothingArrives', region, sweepPeriod(settings)),
    threshold: 1,
    outOf: 2,
    impact: `No volume has a copy in ${region} that is no older than its target: nothing arrives from ${primary.region} any more.`,
    action: `See whether ${primary.region} is up, and whether anything takes snapshots there; what is here can be restored as ever.`,
    runbook: 'nothing-arrives',
  });
}

/** A line for each volume that misses its target, as CloudWatch Logs Insights asks the log of SweepRegion. */
export const TARGETS_MISSED = [
  'fields @timestamp, region, volumeId, verdict, ageHours, targetHours, snapshotId, takenAt',
  'filter message = "target missed"',
  'sort @timestamp desc',
  'limit 1000',
];

/** The saved query by which a person finds the volumes that miss their target. */
function targetsMissed(sweep: Construct, { settings, sweepRegion }: WatchSweepProps): string {
  const name = nameOf(settings, 'targets-missed');
  new CfnQueryDefinition(sweep, 'TargetsMissed', {
    name,
    logGroupNames: [sweepRegion.fn.logGroup.logGroupName],
    queryString: TARGETS_MISSED.join('\n| '),
  });
  return name;
}
