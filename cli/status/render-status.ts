import { TAG } from '../../functions/domain/tags';
import { age } from '../../local/rehearsal/age';
import { sweepNotes } from '../plan/sweep-notes';
import type { UnreadRegion } from '../../local/rehearsal/inventory';
import { lackWords } from '../sweep/lack-words';
import { sweepsNeeded } from '../sweep/sweeps-needed';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { FRAME, fittedTable } from '../terminal/fitted-table';
import { bad, bold, dim, good } from '../terminal/style';
import { visible } from '../terminal/visible';
import { wrap } from '../terminal/wrap';
import { keeperLine } from '../terminal/keeper-line';
import { offWords } from './drained';
import { drillLines } from './render-drills';
import type { RegionNow, RightNow } from './right-now';
import { scheduleWords } from '../plan/schedule-words';
import { nothingDeployed, verdictOf, verdictOnAll } from './verdict-words';
import type { Cause, Missed, RegionStatus, Status } from './status';

type View = {
  /** Characters in a line. */
  readonly width: number;
  /** Whether long lists are shown whole. */
  readonly all: boolean;
  /** Whether the verdict on all of several primary Regions stands before them, where the end may be cut off, and not after them. */
  readonly verdictFirst?: boolean;
  /** Where the settings stand, other than in cdk.json. */
  readonly settingsFile?: string;
};

/** Of several primary Regions, each by its Region, and at the end the verdict on all. */
export function renderStatuses(
  statuses: readonly Status[],
  unread: readonly UnreadRegion[],
  view: View,
): string {
  if (statuses.length === 1 && unread.length === 0) return renderStatus(statuses[0]!, view);
  const blocks = statuses.map((status) => renderStatus(status, view, `${status.regions[0]?.region}: `));
  const notRead = unread.map(
    ({ region, why }) => `${wrap(visible(`${region}: not read. ${why}`), view.width).join('\n')}\n`,
  );
  const each = [...blocks, ...notRead];
  const { words, isWell } = verdictOnAll(statuses, unread);
  const style = (line: string): string => (isWell ? good(bold(line)) : bad(bold(line)));
  const onAll = `${wrap(words, view.width, { style }).join('\n')}\n`;
  return (view.verdictFirst === true ? [onAll, ...each] : [...each, onAll]).join('\n');
}

/** The status as a person reads it: the verdict, the Regions, what is not protected and why, and what is being done about it. */
export function renderStatus(status: Status, view: View, where = ''): string {
  const {
    regions,
    causes,
    unreadableTargets,
    schedules,
    drills,
    proposals,
    nextSweep,
    notLookedAt,
    rightNow,
    unread = [],
  } = visible(status);
  const { shown, hiddenCount } = capped(causes, view.all);
  const sections = [
    headLines(visible(status), where, view),
    [regionTable(regions, unread, view)],
    ...shown.map((cause) =>
      causeLines(
        cause,
        { regions: regions.map(({ region }) => region), hasAccount: rightNow !== undefined },
        view,
      ),
    ),
    ...(hiddenCount === 0 ? [] : [[dim(`and ${counted(hiddenCount, 'other cause')}; --all shows them`)]]),
    ...(unreadableTargets.length === 0 ? [] : [targetLines(unreadableTargets, view)]),
    ...(schedules === undefined ? [] : [scheduleLines(schedules, view)]),
    ...(drills === undefined ? [] : [drillLines(drills, view)]),
    ...(proposals === undefined ? [] : [proposalLines(proposals, view)]),
    ...(nextSweep === undefined ? [] : [sweepLines(nextSweep, rightNow, view)]),
    ...(rightNow === undefined ? [] : nowSections(rightNow, view)),
    ...unseenSection([...unread.map(({ why }) => why), ...(rightNow?.unseen ?? []), ...notLookedAt], view),
    ...(rightNow?.absent === undefined
      ? []
      : [wrap(nothingDeployed(rightNow.absent), view.width, { style: (line) => bad(bold(line)) })]),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines(status: Status, where: string, { width }: View): string[] {
  const { deployment, at, target, isProtected } = status;
  const style = (line: string): string => (isProtected ? good(bold(line)) : bad(bold(line)));
  return [
    ...wrap(`${where}${verdictOf(status)}`, width, { style }),
    ...wrap(
      `"${deployment}" at ${minute(at)} UTC. The newest point of a volume may be ${target} old in each Region.`,
      width,
      { style: dim },
    ),
  ];
}

const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

const regionTable = (
  regions: readonly RegionStatus[],
  unread: NonNullable<Status['unread']>,
  { width }: View,
): string =>
  fittedTable(
    ['Region', 'within target', 'over it', 'no point', 'not yet', 'oldest'],
    regions
      .map(({ region, met, overTarget, uncovered, notYet, worstHours }) => [
        region,
        ...[met, overTarget, uncovered, notYet].map((count) => count.toLocaleString('en-US')),
        worstHours === null ? '–' : age(worstHours),
      ])
      .concat(unread.map(({ region }) => [region, ...Array<string>(5).fill('not read')])),
    width,
  );

function causeLines(
  { cause, next, snapshotId, volumes }: Cause,
  { regions, hasAccount }: { readonly regions: readonly string[]; readonly hasAccount: boolean },
  { width, all, settingsFile }: View,
): string[] {
  const { shown, hiddenCount } = capped(volumes, all);
  return [
    ...wrap(`${counted(volumes.length, 'volume')}: ${cause}`, width, { hang: '  ', style: bold }),
    ...wrap(`Next: ${next}`, width, { indent: '  ' }),
    ...(snapshotId === undefined || !hasAccount
      ? []
      : [`  See: ${keeperLine(`history ${snapshotId}`, settingsFile)}`]),
    volumeTable(shown, regions, width),
    ...(hiddenCount === 0 ? [] : [dim(`  and ${counted(hiddenCount, 'other')}; --all names them`)]),
  ];
}

/** Ids and ages stand whole, and names have the room that is left. */
function volumeTable(volumes: readonly Missed[], regions: readonly string[], width: number): string {
  const head = ['Volume', 'target', ...regions];
  const rows = volumes.map((missed) => [
    missed.volumeId,
    age(missed.targetHours),
    ...regions.map((region) => ageIn(missed, region)),
  ]);
  const taken = head.map((name, index) => Math.max(name.length, ...rows.map((row) => row[index]!.length)));
  const room = width - 1 - FRAME * (head.length + 1) - taken.reduce((sum, each) => sum + each, 0);
  if (room < NAME_MIN || volumes.every(({ name }) => name === '')) return fittedTable(head, rows, width);
  return fittedTable(
    [head[0]!, 'Name', ...head.slice(1)],
    rows.map(([volumeId = '', ...others], index) => [
      volumeId,
      shortened(volumes[index]!.name, room),
      ...others,
    ]),
    width,
  );
}

const NAME_MIN = 8;

const shortened = (name: string, length: number): string =>
  name.length <= length ? name : `${name.slice(0, length - 1)}…`;

function ageIn({ ageHours, targetHours }: Missed, region: string): string {
  const hours = ageHours[region];
  if (hours === undefined) return '–';
  if (hours === null) return 'none';
  return hours > targetHours ? `${age(hours)}, over` : age(hours);
}

function targetLines(unreadable: Status['unreadableTargets'], { width, all }: View): string[] {
  const { shown, hiddenCount } = capped(unreadable, all);
  const named = shown.map(({ volumeId, value }) => `${volumeId} ("${value}")`).join(', ');
  const more = hiddenCount === 0 ? '' : ` and ${counted(hiddenCount, 'other')}; --all names them`;
  return wrap(
    `The tag ${TAG.target} cannot be read, and the target of the settings counts: ${named}${more}`,
    width,
    { hang: '  ' },
  );
}

const scheduleLines = (schedules: NonNullable<Status['schedules']>, { width }: View): string[] => [
  bold('Schedules'),
  ...scheduleWords(schedules).flatMap((line) => wrap(line, width, { indent: '  ', hang: '    ' })),
];

const proposalLines = (proposals: NonNullable<Status['proposals']>, { width }: View): string[] => [
  bold('Settings to think about'),
  ...proposals.flatMap(({ setting, set, proposed, because }) =>
    wrap(`${setting}: ${proposed} in place of ${set}, since ${because}`, width, {
      indent: '  ',
      hang: '    ',
    }),
  ),
];

const sweepLines = (
  nextSweep: NonNullable<Status['nextSweep']>,
  rightNow: RightNow | undefined,
  { width }: View,
): string[] => [
  bold(
    rightNow?.regions.some(({ sweepsAreOff }) => sweepsAreOff === true)
      ? 'The next sweep, once sweeps are on again'
      : 'The next sweep',
  ),
  ...nextSweep.regions.flatMap(({ region, found }) => {
    const lacks = lackWords(found);
    const count = Object.values(found).reduce((sum, each) => sum + each, 0);
    return wrap(
      `${region}: ${lacks === '' ? 'nothing to repair' : `${lacks}${sweepsNeeded(count)}`}`,
      width,
      {
        indent: '  ',
        hang: '    ',
      },
    );
  }),
  ...sweepNotes(nextSweep).flatMap((note) => wrap(note, width, { indent: '  ', style: dim })),
];

const nowSections = ({ regions }: RightNow, { width, settingsFile }: View): string[][] => [
  ...(regions.length === 0
    ? []
    : [
        [
          bold('Right now'),
          ...regions.flatMap((one) =>
            wrap(`${one.region}: ${nowWords(one, settingsFile)}`, width, { indent: '  ', hang: '    ' }),
          ),
        ],
      ]),
];

const unseenSection = (unseen: readonly string[], { width }: View): string[][] =>
  unseen.length === 0
    ? []
    : [[bold('Not seen'), ...unseen.flatMap((line) => wrap(line, width, { indent: '  ', hang: '    ' }))]];

function nowWords(now: RegionNow, settingsFile: string | undefined): string {
  const { isPaused, running, queues } = now;
  const off = offWords(now);
  const runs = Object.entries(running ?? {}).map(([machine, count]) => `${count} of ${machine}`);
  const waits = (queues ?? []).map(({ name, messages, isOfDeadLetters }) =>
    isOfDeadLetters
      ? `${counted(messages, 'dead letter')} in ${name}`
      : `${counted(messages, 'message')} in ${name}`,
  );
  const parts = [
    ...(off === undefined
      ? []
      : [`${off} (drain): "${keeperLine('drain --undo', settingsFile)}" switches them on`]),
    ...(isPaused === undefined ? [] : [isPaused ? 'deleting is PAUSED' : 'deleting is not paused']),
    ...(running === undefined
      ? []
      : [runs.length === 0 ? 'nothing runs' : `executions run: ${runs.join(', ')}`]),
    ...(queues === undefined
      ? []
      : [waits.length === 0 ? 'no message waits' : `waiting: ${waits.join(', ')}`]),
  ];
  return parts.length === 0 ? 'not seen' : parts.join('; ');
}
