import { Duration, Stack } from 'aws-cdk-lib';
import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Settings } from '../settings';
import type { Alerts } from './alerts';
import { counterOf } from './counter';
import type { NodeFunction } from './node-function';

const PERIOD = Duration.hours(1);

/** A pause is what a person wants; one that has lasted for so long may be forgotten. Executions that wait ask every hour. */
const PAUSE_HOURS = 24;

/** In a steady state one snapshot goes for each that is adopted; some go twice as fast, after a smaller policy or a hold. */
const DELETED_PER_ADOPTED = 3;
const DELETED_BEYOND = 20;

/** For whoever reads an alarm, and does not know what was deployed with. */
const SETTINGS = 'with --settings FILE where the settings are not in cdk.json';

export type WatchPruningProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly functionName: string;
  readonly alerts: Alerts;
};

/** Adds the alarms on what the function that deletes does, and on what it is kept from. */
export function watchPruning(
  pruning: NodeFunction,
  { settings, functionName, alerts }: WatchPruningProps,
): void {
  const counter = (metricName: string): Metric => counterOf(settings, metricName, PERIOD);
  // The function has the same name in every Region of the deployment.
  const called = `--region ${Stack.of(pruning).region} --function-name ${functionName}`;
  const log = `the log of ${functionName}`;

  alerts.alarm(pruning, 'Paused', {
    metric: pruning.fn.metricThrottles({ period: PERIOD }),
    threshold: 1,
    periods: PAUSE_HOURS,
    impact:
      'Deleting is paused in this Region, and has been since a day before this alarm or longer: nothing has been pruned since, and executions wait.',
    action:
      `In a checkout run "npm run keeper -- status", and "npm run keeper -- resume" to end the pause (${SETTINGS}), or without one ` +
      `"aws lambda delete-function-concurrency ${called}"; an execution waits for 14 days at most. ` +
      "Where status says that it is not paused, see what uses up the account's concurrent executions of Lambda.",
  });
  alerts.alarm(pruning, 'PlansRefused', {
    metric: counter('PlansRefused'),
    threshold: 1,
    impact:
      'Every deletion of a plan was refused: the plan may be wrong, and what retention gives up of that volume stays.',
    action: `See in ${log} which volume it was and why each snapshot was refused, and compare it with "npm run keeper -- plan" in a checkout.`,
  });
  alerts.alarm(pruning, 'ManyDeleted', {
    metric: new MathExpression({
      expression: `FILL(pruned,0)-${DELETED_PER_ADOPTED}*FILL(adopted,0)`,
      usingMetrics: { pruned: counter('SnapshotsPruned'), adopted: counter('SnapshotsAdopted') },
      period: PERIOD,
    }),
    threshold: DELETED_BEYOND,
    impact:
      'Within an hour far more snapshots were deleted in this Region than were adopted: what should have stayed may be gone, and more may follow.',
    action:
      `Stop it first: "npm run keeper -- pause" in a checkout (${SETTINGS}), or "aws lambda put-function-concurrency ${called} --reserved-concurrent-executions 0". ` +
      `Then see in ${log} which went and why (filter message = "prune"), and with "npm run keeper -- plan" which would follow. ` +
      'If it was meant (a pause has ended, or a policy was made smaller on purpose), end the stop with "npm run keeper -- resume".',
  });
}
