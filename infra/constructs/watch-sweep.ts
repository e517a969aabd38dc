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
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'dr' | 'sweep' | 'target'>;
  readonly alerts: Alerts;
  readonly sweepRegion: NodeFunction;
  /** What starts the sweeps. */
  readonly schedule: Construct;
};

/**
 * Adds, below `sweep`, the alarms on what the sweeps of its Region find, and on sweeps that do not come. What a sweep finds holds until the next one has
 * been, so that these alarms look at the last two, or stay as they are.
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
      `See the executions of ${machine} in Step Functions. Where there are none, see in EventBridge Scheduler whether the schedule ${machine} is enabled ` +
      '(a deploy leaves it disabled, "keeper drain --undo" enables it), and what waits in the event queue and its dead letters.',
    runbook: 'no-sweep',
  });
  alerts.alarm(sweep, 'KeyUnusable', {
    metric: gaugeOf(settings, 'KeysUnusable', region, sweepPeriod(settings)),
    threshold: 1,
    outOf: 2,
    impact: `A KMS key is disabled, deleted or on its way to that, without which snapshots or copies in ${region} cannot be restored: they are no recovery points.`,
    action:
      'See in the log of SweepRegion which one (filter message = "key cannot be used"). Enable it or cancel its deletion, at once: what a deleted key has encrypted is lost.',
    runbook: 'key-unusable',
  });
  alerts.alarm(sweep, 'Behind', {
    metric: counterOf(settings, 'RepairsDeferred', sweepPeriod(settings)),
    threshold: 1,
    periods: SWEEPS,
    outOf: SWEEPS + 1,
    impact: `${SWEEPS} of ${SWEEPS + 1} sweeps of ${region} have left repairs to the next one: more is amiss than a sweep starts, or a Region takes none. What is left may be copies and snapshots that nobody protects meanwhile.`,
    action:
      'See in the log of SweepRegion what is found and how much of it is deferred (filter message = "swept"), and whether that grows less from sweep to sweep.',
    runbook: 'sweep-behind',
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
  alerts.alarm(sweep, 'Elsewhere', {
    metric: gauge('VolumesElsewhere', primary.region),
    threshold: 1,
    // A sweep that could not read a Region says nothing, which is no reason to fall silent and to ring anew.
    missingData: 'unknown',
    impact:
      'Volumes are selected by their tag in a Region in which no stack of this deployment protects any: nothing takes care of their snapshots.',
    action:
      'Run "npm run keeper -- regions": it lists them, with the line of settings that makes that Region a primary one. Else take the tag off, or name the Region in the setting ignoreRegions. ' +
      'The log of SweepRegion has them as well (filter message = "selected where no stack protects it").',
    runbook: 'volumes-elsewhere',
  });
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

/** A DR Region tells by itself when nothing arrives, or a copy does not end, since the alarms of a primary Region that is down do not ring. */
function watchArrivals(sweep: Construct, { settings, alerts }: WatchSweepProps): void {
  const { region } = Stack.of(sweep);
  const { primary, target } = settings;
  alerts.alarm(sweep, 'CopyLate', {
    metric: gaugeOf(settings, 'OldestPendingCopy', region, sweepPeriod(settings)),
    threshold: Duration.hours(target.copyHours).toSeconds(),
    outOf: 2,
    impact: `A copy to ${region} has been running for ${target.copyHours} hours. It takes one of the copy slots, and while it is its volume's first one there, the later ones wait for it.`,
    action:
      'See in the log of SweepRegion which one (filter message = "copy does not end") and how far it has come (Progress in DescribeSnapshots). ' +
      'Where it stands still, open a support case; deleting a copy that runs takes effect only when it ends.',
    runbook: 'copy-late',
  });
  alerts.alarm(sweep, 'NothingArrives', {
    metric: gaugeOf(settings, 'NothingArrives', region, sweepPeriod(settings)),
    threshold: 1,
    outOf: 2,
    impact: `Even the newest copy of all in ${region} is older than its target, or there is none: nothing arrives from ${primary.region} any more.`,
    action: `See whether ${primary.region} is up, and whether anything takes snapshots there; what is here can be restored as ever.`,
    runbook: 'nothing-arrives',
  });
}

/**
 * A line for each sweep, which counts the volumes that miss their target, and below it one for each, the worst first; the newest sweep on top. As
 * CloudWatch Logs Insights asks the log of SweepRegion.
 */
export const TARGETS_MISSED = [
  'fields @timestamp, missed, region, volumeId, verdict, ageHours, targetHours, snapshotId, takenAt',
  'filter message in ["targets looked at", "target missed"]',
  'sort place desc',
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
