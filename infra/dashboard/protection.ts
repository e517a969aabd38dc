import {
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { gaugeOf } from '../constructs/counter';
import { sweepPeriod, TARGETS_MISSED } from '../constructs/watch-sweep';
import { SweepRegion } from '../functions/sweep-region';
import type { MachineStack } from '../machine-stack';
import { regionsOf } from '../settings';
import type { Parts } from './parts';
import { graphs, inUnit, numbers, question } from './widgets';

/** Am I protected? In the primary Region, of every Region; in a DR Region, of that one. */
export function protection(stack: MachineStack, { functions }: Parts): IWidget[][] {
  const { settings, region } = stack;
  const { primary, target } = settings;
  const isPrimary = region === primary.region;
  const shown = isPrimary ? regionsOf(settings) : [region];
  const copies = shown.filter((one) => one !== primary.region);
  /** As the sweep of the primary Region tells, which alone knows the volumes. */
  const told = (name: string, ofRegion: string): Metric =>
    gaugeOf(settings, name, ofRegion, sweepPeriod(settings)).with({ region: primary.region });
  const each = (name: string, what: string, of: readonly string[]): Metric[] =>
    of.map((one) => told(name, one).with({ label: `${what}, ${one}` }));
  return [
    [question('Am I protected?', isPrimary ? WHAT_TO_DO : whatToDoIn(region, primary.region))],
    [
      numbers('Volumes and copies that need somebody; 0 is right', [
        ...(isPrimary ? [] : [own(stack, 'NothingArrives').with({ label: 'nothing arrives (0 or 1)' })]),
        ...each('VolumesOverTarget', 'over target', shown),
        ...each('VolumesUncovered', 'uncovered', shown),
        ...each('UnconfirmedCopies', 'unconfirmed', copies),
        own(stack, 'KeysUnusable').with({ label: 'keys that cannot be used' }),
        own(stack, 'KeysUnknown').with({ label: 'keys of which KMS does not tell' }),
        ...(isPrimary ? [own(stack, 'VolumesElsewhere').with({ label: 'in Regions without a stack' })] : []),
        ...(isPrimary && settings.schedules.length > 0
          ? [own(stack, 'SchedulesOff').with({ label: 'schedules that are off' })]
          : []),
        ...(isPrimary ? each('TargetsUnreadable', 'unreadable target tags', [primary.region]) : []),
      ]),
    ],
    graphs(
      {
        title: 'Age of the worst recovery point',
        unit: 'hours',
        lines: inUnit(
          'hours',
          shown.map((one) => [one, told('WorstRecoveryPointAge', one)] as const),
        ),
        limit: { value: target.hours, label: 'target' },
      },
      {
        title: 'Volumes over target or uncovered',
        unit: 'volumes',
        lines: [
          ...each('VolumesOverTarget', 'over target', shown),
          ...each('VolumesUncovered', 'uncovered', shown),
        ],
      },
      {
        title: 'Oldest copy that its source does not name',
        unit: 'hours',
        lines: inUnit(
          'hours',
          copies.map((one) => [one, told('OldestUnconfirmedCopy', one)] as const),
        ),
      },
      ...(isPrimary
        ? []
        : [
            {
              title: `Age of the freshest copy, by ${region} itself`,
              unit: 'hours',
              lines: inUnit('hours', [[region, own(stack, 'FreshestCopyAge')]]),
              limit: { value: target.hours, label: 'target' },
            },
          ]),
    ),
    ...(isPrimary ? [[missed(functions)]] : []),
  ];
}

const WHAT_TO_DO =
  'Over target or uncovered: the table below names the volumes. Then follow `docs/runbooks/over-target.md` or `docs/runbooks/uncovered.md`; of copies that are not confirmed, ' +
  '`docs/runbooks/unconfirmed-copy.md`; of keys, `docs/runbooks/key-unusable.md`; of other Regions, `docs/runbooks/volumes-elsewhere.md`. Where a line ends, no sweep has measured: `docs/runbooks/no-sweep.md`, and of a DR Region alone `docs/runbooks/region-unread.md`.';

const whatToDoIn = (region: string, primaryRegion: string): string =>
  `What ${primaryRegion} tells of the copies here ends while that Region is down; what ${region} knows by itself goes on. ` +
  'Nothing arrives: `docs/runbooks/nothing-arrives.md`. All else: the runbooks `over-target.md`, `uncovered.md`, `unconfirmed-copy.md` and `key-unusable.md` in `docs/runbooks/`.';

/** What the sweep of the stack's own Region tells of that Region. */
const own = ({ settings, region }: MachineStack, name: string): Metric =>
  gaugeOf(settings, name, region, sweepPeriod(settings));

/** The volumes behind the numbers. */
const missed = (functions: Parts['functions']): LogQueryWidget =>
  new LogQueryWidget({
    title:
      'Volumes that missed their target: the newest sweep first, with how many it found, the worst on top',
    logGroupNames: functions
      .filter((one) => one instanceof SweepRegion)
      .map(({ fn }) => fn.logGroup.logGroupName),
    queryLines: [...TARGETS_MISSED],
    view: LogQueryVisualizationType.TABLE,
    width: 24,
    height: 6,
  });
