import { Duration, type Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alerts } from './alerts';
import { NodeFunction } from './node-function';
import { PruneVolume } from './prune-volume';
import { sumOf } from './sum-of';

/**
 * A single error is mostly one that the caller repeats with success, such as a snapshot that EC2 does not show yet, and
 * one that nobody repeats fails an execution or fills a dead-letter queue. Errors that go on are what these alarms are for.
 */
const PERIODS = 3;

/** Adds the alarms on all functions of `stack`; call it once the stack has them all. */
export function watchFunctions(stack: Stack, alerts: Alerts): void {
  const functions = stack.node.findAll().filter((node) => node instanceof NodeFunction);
  const sumOver = (of: readonly NodeFunction[], metricOf: (one: NodeFunction) => Metric) =>
    sumOf(
      Object.fromEntries(
        of.map((one) => [`${one.node.id[0]?.toLowerCase()}${one.node.id.slice(1)}`, metricOf(one)]),
      ),
    );
  const period = Duration.minutes(5);
  alerts.alarm(stack, 'FunctionErrors', {
    metric: sumOver(functions, ({ fn }) => fn.metricErrors({ period })),
    threshold: 1,
    periods: PERIODS,
    impact: 'Functions have failed for 15 minutes: snapshots may be late to be tagged, copied or pruned.',
    action: 'See in the metric which function fails, and read its log.',
  });
  alerts.alarm(stack, 'FunctionThrottles', {
    // A pause throttles the function that deletes, and is no fault: see watchPruning.
    metric: sumOver(
      functions.filter((one) => !(one instanceof PruneVolume)),
      ({ fn }) => fn.metricThrottles({ period }),
    ),
    threshold: 1,
    periods: PERIODS,
    impact:
      'Functions have been throttled for 15 minutes: snapshots may be late to be tagged, copied or pruned.',
    action: "See what uses up the account's concurrent executions of Lambda, or ask AWS for more.",
  });
}
