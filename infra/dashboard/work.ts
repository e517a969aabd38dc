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
    ...(isPrimary && stack.settings.schedules.length > 0 ? [graphs(...backups(stack))] : []),
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

/** Of the runs of the schedules. */
function backups({ settings, region }: MachineStack): Graph[] {
  const each = (name: string): Line<Metric>[] =>
    settings.schedules.map((schedule) => [
      schedule.name,
      gaugeOf(settings, name, region, PERIOD, { ofSchedule: schedule.name }),
    ]);
  return [
    {
      title: 'Time since a backup was due, while it runs',
      unit: 'minutes',
      lines: inUnit('minutes', each('BackupElapsed')),
    },
    { title: 'Size of the volumes of a backup', unit: 'GiB', lines: counts(each('BackupSize')) },
    {
      title: 'Volumes of which a backup could take no snapshot',
      unit: 'volumes',
      lines: counts(each('BackupErrors')),
    },
  ];
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
