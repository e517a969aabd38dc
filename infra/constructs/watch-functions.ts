import { Duration, type Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alerts } from './alerts';
import { CopySnapshot } from '../functions/copy-snapshot';
import { NodeFunction } from './node-function';
import { NotifyFailure } from '../functions/notify-failure';
import { PruneVolume } from '../functions/prune-volume';
import { ReceiveEvent } from '../functions/receive-event';
import { sumOf } from './sum-of';

/** A single error is mostly one that is repeated with success. Errors that go on are what these alarms are for. */
const PERIODS = 3;

/**
 * Those that no state machine calls. What a machine's function fails with is mostly an answer, such as that EC2 does not show
 * something yet, for which the machine waits; an error that stays fails the execution, which is told.
 */
const OUTSIDE_MACHINES = [CopySnapshot, NotifyFailure, ReceiveEvent];

/** Adds the alarms on the functions of `stack`; call it once the stack has them all. */
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
    metric: sumOver(
      functions.filter((one) => OUTSIDE_MACHINES.some((kind) => one instanceof kind)),
      ({ fn }) => fn.metricErrors({ period }),
    ),
    threshold: 1,
    periods: PERIODS,
    impact:
      'Functions outside the state machines have failed for 15 minutes: events, copies or messages to people may be late.',
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
