import { type IWidget, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { counterOf, gaugeOf } from '../constructs/counter';
import { sweepPeriod } from '../constructs/watch-sweep';
import type { MachineStack } from '../machine-stack';
import type { Parts } from './parts';
import { counts, type Graph, type Line, graphs, inUnit, PERIOD, question, sums } from './widgets';

/** What is running? */
export function work(stack: MachineStack, { machines, queues }: Parts): IWidget[][] {
  const options = { period: PERIOD };
  const isPrimary = stack.region === stack.settings.primary.region;
  return [
    [
      question(
        'What is running?',
        'Each snapshot, copy and sweep has an execution of its own in Step Functions, and `npm run keeper -- history snap-…` tells of one snapshot. Waiting for a copy slot is no fault: what waits is ' +
          'copied in its turn. Where the wait grows from day to day, ask AWS for a higher quota of concurrent copies.',
      ),
    ],
    graphs(
      {
        title: 'Executions started',
        unit: 'in an hour',
        lines: counts(machines.map(({ machine, label }) => [label, machine.metricStarted(options)])),
      },
      {
        title: 'Executions that succeeded',
        unit: 'in an hour',
        lines: counts(machines.map(({ machine, label }) => [label, machine.metricSucceeded(options)])),
      },
      {
        title: 'Messages that wait',
        unit: 'messages, on average',
        lines: sums(
          queues.map(({ queue, node }) => [
            node.id,
            [
              queue.metricApproximateNumberOfMessagesVisible({ ...options, statistic: Stats.AVERAGE }),
              queue.metricApproximateNumberOfMessagesNotVisible({ ...options, statistic: Stats.AVERAGE }),
            ],
          ]),
        ),
      },
    ),
    graphs(...waits(stack, isPrimary), durations(stack, isPrimary)),
  ];
}

function waits({ settings, region }: MachineStack, isPrimary: boolean): Graph[] {
  const { primary, dr } = settings;
  const destinations = isPrimary ? dr.map((destination) => destination.region) : [region];
  const wait: Graph = {
    title: 'Wait of the copy at the front of the queue',
    unit: 'minutes',
    lines: inUnit(
      'minutes',
      destinations.map((one) => [
        one,
        gaugeOf(settings, 'CopyWait', one, PERIOD).with({ region: primary.region }),
      ]),
    ),
  };
  if (!isPrimary)
    return [
      wait,
      {
        title: 'Oldest copy that runs',
        unit: 'hours',
        lines: inUnit('hours', [
          [region, gaugeOf(settings, 'OldestPendingCopy', region, sweepPeriod(settings))],
        ]),
        limit: { value: settings.target.copyHours, label: 'alarm' },
      },
    ];
  const lines = counts([
    ['no slot was free', counterOf(settings, 'NoCopySlot', PERIOD)],
    ['no DR stack', counterOf(settings, 'CopiesWithoutStack', PERIOD)],
  ]);
  return [wait, { title: 'Times that a copy could not start yet', unit: 'in an hour', lines }];
}

function durations({ settings, region }: MachineStack, isPrimary: boolean): Graph {
  const seconds = gaugeOf(settings, isPrimary ? 'SnapshotDuration' : 'CopyDuration', region, PERIOD);
  const lines: readonly Line<Metric>[] = [
    ['longest', seconds],
    ['average', seconds.with({ statistic: Stats.AVERAGE })],
  ];
  return {
    title: isPrimary ? 'Time that a snapshot took' : 'Time that a copy took',
    unit: 'minutes',
    lines: inUnit('minutes', lines),
  };
}
