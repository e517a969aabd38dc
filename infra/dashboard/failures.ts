import {
  AlarmStatusWidget,
  type IWidget,
  type Metric,
  type MetricOptions,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { counterOf } from '../constructs/counter';
import { ruleMetric } from '../constructs/watch-delivery';
import type { MachineStack } from '../machine-stack';
import type { Parts } from './parts';
import { counts, graphs, type Line, PERIOD, question, sums } from './widgets';

/** What failed? */
export function failures(
  stack: MachineStack,
  { machines, queues, functions, rules, alarms }: Parts,
): IWidget[][] {
  const options: MetricOptions = { period: PERIOD };
  return [
    [
      question(
        'What failed?',
        'The description of an alarm says what it means for the snapshots and what to do; those that name a runbook have a page in `docs/runbooks/`. A failed execution, and what was tried again in vain, ' +
          'is told to the subscribers of the topic as well, once for each cause. Dead letters wait for a person for 14 days.',
      ),
    ],
    [
      new AlarmStatusWidget({
        title: 'Alarms',
        alarms: alarms,
        width: 24,
        height: 7,
      }),
    ],
    graphs(
      {
        title: 'Executions that did not succeed',
        unit: 'in an hour',
        lines: sums(
          machines.map(({ machine, label }) => [
            label,
            [machine.metricFailed(options), machine.metricTimedOut(options), machine.metricAborted(options)],
          ]),
        ),
      },
      {
        title: 'Dead letters',
        unit: 'messages',
        lines: queues.map(({ deadLetters, node }) =>
          deadLetters.metricApproximateNumberOfMessagesVisible({
            ...options,
            statistic: Stats.MAXIMUM,
            label: `of ${node.id}`,
          }),
        ),
      },
      {
        title: 'Errors of functions',
        unit: 'in an hour',
        lines: counts(functions.map(({ fn, node }) => [node.id, fn.metricErrors(options)])),
      },
    ),
    graphs(
      {
        title: 'Throttles of functions',
        unit: 'in an hour',
        lines: counts(functions.map(({ fn, node }) => [node.id, fn.metricThrottles(options)])),
      },
      {
        title: 'Events that EventBridge could not deliver',
        unit: 'in an hour',
        lines: sums([
          ['given up', rules.map((rule) => ruleMetric(rule, 'FailedInvocations', PERIOD))],
          ['lost', rules.map((rule) => ruleMetric(rule, 'InvocationsFailedToBeSentToDlq', PERIOD))],
        ]),
      },
      {
        title: 'What functions could not do',
        unit: 'in an hour',
        lines: counts(refusals(stack)),
      },
    ),
  ];
}

function refusals({ settings, region }: MachineStack): readonly Line<Metric>[] {
  const counter = (name: string): Metric => counterOf(settings, name, PERIOD);
  return [
    ['plans of which every deletion was refused', counter('PlansRefused')],
    ['failures that could not be told', counter('FailuresUntold')],
    ['DR Regions that a sweep could not read', counter('RegionsUnread')],
    ...(region === settings.primary.region && settings.schedules.length > 0
      ? [['backups that did not come in time', counter('BackupsMissed')] as const]
      : []),
    ...(region === settings.primary.region
      ? [['messages in the copy queue that could not be read', counter('UnreadableMessages')] as const]
      : []),
  ];
}
