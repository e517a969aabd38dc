import { type IWidget, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { counterOf, gaugeOf } from '../constructs/counter';
import { sweepPeriod } from '../constructs/watch-sweep';
import type { MachineStack } from '../machine-stack';
import type { Parts } from './parts';
import { counts, graphs, PERIOD, question } from './widgets';

/** What does it cost? */
export function costs(stack: MachineStack, { functions }: Parts): IWidget[][] {
  const { settings, region } = stack;
  const isPrimary = region === settings.primary.region;
  const counter = (name: string): Metric => counterOf(settings, name, PERIOD);
  const gauge = (name: string, label: string, period = PERIOD): Metric =>
    gaugeOf(settings, name, region, period).with({ label });
  const swept = sweepPeriod(settings);
  return [
    [
      question(
        'What does it cost?',
        'Storage is nearly all of the bill, and AWS bills the blocks that changed, so that GiB are the size of the volumes and not the bill: Cost Explorer shows it by the tag `snapshot-keeper:managed-by`, once that is activated for cost allocation. ' +
          'A full copy transfers the whole volume. Repairs that do not end have a cause: see the log of SweepRegion (filter message = "swept"), and where sweeps leave some to the next one, `docs/runbooks/sweep-behind.md`.',
      ),
    ],
    graphs(
      {
        title: 'Snapshots that are kept here',
        unit: 'snapshots',
        lines: [gauge('ManagedSnapshots', region, swept)],
      },
      {
        title: 'Size of their volumes',
        unit: 'GiB',
        lines: [gauge('ManagedSize', region, swept)],
      },
      {
        title: isPrimary ? 'Size of the volumes of new snapshots' : 'Size of the volumes of new copies',
        unit: 'GiB in an hour',
        lines: [gauge(isPrimary ? 'SnapshotSize' : 'CopySize', region).with({ statistic: Stats.SUM })],
      },
    ),
    graphs(
      {
        title: 'Snapshots that came and went',
        unit: 'in an hour',
        lines: counts([
          [isPrimary ? 'adopted' : 'copies confirmed', counter('SnapshotsAdopted')],
          ['pruned', counter('SnapshotsPruned')],
          ['given up, and kept for a reason', counter('SnapshotsBlocked')],
          ...(isPrimary ? [] : [['full copies', counter('FullCopies')] as const]),
        ]),
      },
      {
        title: 'Sweeps and their repairs',
        unit: 'in an hour',
        lines: counts([
          ['sweeps finished', counter('SweepsFinished')],
          ['repairs started', counter('RepairsStarted')],
          ['repairs left to the next sweep', counter('RepairsDeferred')],
        ]),
      },
      {
        title: 'Runs of functions',
        unit: 'in an hour',
        lines: counts(functions.map(({ fn, node }) => [node.id, fn.metricInvocations({ period: PERIOD })])),
      },
    ),
  ];
}
