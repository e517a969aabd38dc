import type { Freeze } from '../../../functions/domain/freeze';
import type { Settings } from '../../../infra/settings';
import { selectionWords, tagWords } from '../../plan/selection-words';
import { capped } from '../../terminal/capped';
import { counted } from '../../terminal/counted';
import { visible } from '../../terminal/visible';
import { wrap } from '../../terminal/wrap';
import type { Wanted } from '../back-up';
import type { DryRun, LeftOut, NamedVolume, PlannedTaking } from './dry-run';
import type { WhyLeftOut } from './left-out';

type View = {
  readonly settings: Settings;
  readonly wanted: Wanted;
  /** Characters in a line. */
  readonly width: number;
  /** Whether every volume is named that is left out. */
  readonly all: boolean;
};

/** So many are named of those that are left out for one reason. */
const NAMED_MAX = 5;

/** What a backup would do now in the primary Region, as a person reads it. */
export function renderDryRun(run: DryRun, { settings, wanted, width, all }: View): string {
  const line = (text: string, depth: number): string[] => {
    const indent = '  '.repeat(depth);
    return wrap(visible(text), width, { indent, hang: `${indent}  ` });
  };
  const single = run.takings.filter(isSingle);
  const others = run.takings.filter((taking) => !isSingle(taking));
  const lines = [
    ...line(`${settings.primary.region}: ${headline(run.takings, wanted)}`, 0),
    ...(single.length === 0 ? [] : line(`each by itself: ${names(single)}`, 1)),
    ...others.flatMap((taking) => [
      ...line(`${ofInstance(taking)}: ${names([taking])}`, 1),
      ...detailsOf(taking).flatMap((text) => line(text, 2)),
    ]),
    ...failureLines(run).flatMap((text) => line(text, 1)),
    ...byReason(run.leftOut).flatMap(([why, volumes]) => {
      const { shown, hiddenCount } = capped(volumes, all, NAMED_MAX);
      const more = hiddenCount === 0 ? '' : `, and ${counted(hiddenCount, 'other')}; --all names them`;
      return line(
        `left out, ${reasonWords(why, settings, wanted)}: ${shown.map(nameOf).join(', ')}${more}`,
        1,
      );
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(takings: readonly PlannedTaking[], wanted: Wanted): string {
  const volumes = takings.flatMap((taking) => taking.volumes);
  const what = Object.values(wanted).join();
  const gib = volumes.reduce((sum, { sizeGib }) => sum + sizeGib, 0);
  return volumes.length === 0
    ? `a backup of ${what} would take nothing now.`
    : `a backup of ${what} would take ${counted(volumes.length, 'snapshot')} now, of volumes of ${gib.toLocaleString('en-US')} GiB.`;
}

/** Whether nothing is to be said of it but which volume it is. */
const isSingle = ({ setOf, imageOf, freeze, isByVss, consistency }: PlannedTaking): boolean =>
  [setOf, imageOf, freeze, isByVss, consistency].every((one) => one === undefined);

function ofInstance({ setOf, imageOf, instanceId = '', volumes }: PlannedTaking): string {
  const count = counted(volumes.length, 'volume');
  if (imageOf !== undefined) return `with an AMI of ${imageOf}, ${count} at one moment`;
  return setOf === undefined ? `by itself, of ${instanceId}` : `as a set, ${count} of ${setOf} at one moment`;
}

/** How an instance would stand, and what would not be in its set. */
function detailsOf({ freeze, isByVss, consistency, whyUnfrozen, without }: PlannedTaking): string[] {
  const standing =
    isByVss === true
      ? ['by VSS: Windows and what writes on it are asked to be ready']
      : freeze !== undefined
        ? [`frozen meanwhile: ${freezeWords(freeze)}`]
        : consistency === 'stopped'
          ? ['not frozen: the instance is stopped, so that nobody writes']
          : consistency === undefined
            ? []
            : [`not frozen, and taken all the same: ${whyUnfrozen ?? 'it cannot be'}`];
  return [...standing, ...(without.length === 0 ? [] : [`without ${without.join(', ')}`])];
}

const freezeWords = ({ application, thawAfterSeconds, otherwise }: Freeze): string =>
  `application ${application}, thawAfterSeconds ${thawAfterSeconds}, otherwise ${otherwise}`;

function failureLines({ failed, failures }: DryRun): string[] {
  const more = failed - failures.length;
  return [
    ...failures.map(
      ({ volumeId, instanceId = '', reason }) => `none of ${volumeId ?? instanceId}: ${reason}`,
    ),
    ...(more > 0 ? [`none of ${counted(more, 'other volume')}`] : []),
  ];
}

function byReason(leftOut: readonly LeftOut[]): [WhyLeftOut, LeftOut[]][] {
  const groups = new Map<WhyLeftOut, LeftOut[]>();
  for (const volume of leftOut) groups.set(volume.why, [...(groups.get(volume.why) ?? []), volume]);
  return [...groups];
}

function reasonWords(why: WhyLeftOut, { selection, schedules }: Settings, wanted: Wanted): string {
  const schedule = 'schedule' in wanted ? schedules.find(({ name }) => name === wanted.schedule) : undefined;
  switch (why) {
    case 'not selected':
      return `since the deployment selects ${selectionWords(selection)}`;
    case 'not covered':
      return `since ${schedule!.name} selects ${selectionWords(schedule!.selection)}`;
    case 'not attached':
      return 'since no instance has it';
    case 'no such instance':
      return `since no instance with ${tagWords(schedule!.instances!)} has it`;
    case 'opted out':
      return 'tagged snapshot-keeper:opt-out';
    case 'being deleted':
      return 'which are being deleted';
    case 'in error':
      return 'in the state error, of which EC2 takes no snapshot';
  }
}

const names = (takings: readonly PlannedTaking[]): string =>
  takings.flatMap(({ volumes }) => volumes.map(nameOf)).join(', ');

const nameOf = ({ volumeId, name }: NamedVolume): string =>
  name === '' ? volumeId : `${volumeId} (${name})`;
