import { styleText } from 'node:util';
import Table from 'cli-table3';
import { isVolumeId } from '../../functions/domain/ids';
import { regionsOf, type Settings } from '../../infra/settings';
import { counted } from '../terminal/counted';
import { outputWidth } from '../terminal/output-width';
import { visible } from '../terminal/visible';
import { wrap } from '../terminal/wrap';
import { describeEffort } from './copying-effort';
import { afterCopies, describeRemoval } from './describe-removal';
import { repairCount } from './next-sweep';
import { age, renderCoverage } from './render-coverage';
import { renderNextSweep } from './render-next-sweep';
import type { Action, Amount, FleetPlan, PlannedRegion, PlannedSnapshot, PlannedVolume } from './planned';
import { scheduleWords } from './schedule-words';
import { sharedReason } from './shared-reason';

/** Without `--all`, so many volumes are shown one by one, and so many snapshots of each in a Region. */
const VOLUMES_MAX = 10;
const SNAPSHOTS_MAX = 8;

/** So many kinds of things to do are told of the other volumes. */
const KINDS_MAX = 10;

const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);
const title = (text: string): string => `${bold(text)}\n${dim('─'.repeat(text.length))}`;
const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
const grouped = (value: number): string => value.toLocaleString('en-US');

const STYLES = { remove: 'red', copy: 'cyan', blocked: 'yellow', keep: 'green' } as const;
const ACTIONS = Object.keys(STYLES) as Action[];
const paint = (action: Action): string => styleText(STYLES[action], action);

/**
 * The plan as a person reads it in a terminal: the sums, then the changes, a few volumes in full and the others by what is
 * to do, and what stays as it is in counts unless `all` is asked for.
 */
export function renderPlan(plan: FleetPlan, settings: Settings, all: boolean, width = outputWidth()): string {
  const line = (text: string): string[] => wrap(visible(text), width, { hang: '  ' });
  const ranked = [...plan.volumes].sort((a, b) => rankOf(a) - rankOf(b));
  const worthy = all ? ranked : ranked.filter((volume) => rankOf(volume) < QUIET);
  const shown = all ? worthy : worthy.slice(0, VOLUMES_MAX);
  const others = worthy.slice(shown.length);
  const quiet = all ? [] : ranked.filter((volume) => rankOf(volume) === QUIET);
  const regions = regionsOf(settings);
  const sections = [
    heading(plan, regions),
    [title('Coverage'), ...renderCoverage(plan, settings, all)].join('\n'),
    totals(plan, regions),
    [
      title(all ? 'Every volume' : 'Volumes with something to do or to know'),
      ...shown.map((volume) => volumeBlock(visible(volume), all)),
      ...(shown.length === 0 ? ['None.'] : []),
    ].join('\n'),
    ...(others.length === 0 ? [] : [otherVolumes(others)]),
    ...(quiet.length === 0 ? [] : [quietList(quiet)]),
    ...(plan.schedules === undefined
      ? []
      : [[title('Schedules'), ...scheduleWords(plan.schedules).flatMap(line)].join('\n')]),
    [title('What the next sweep does'), ...renderNextSweep(plan, all)].join('\n'),
    verdict(plan),
  ];
  return `${sections.join('\n\n')}\n`;
}

const QUIET = 3;

/** Volumes with changes come first, then those with blocked snapshots, then those with a note. */
function rankOf({ regions, notes }: PlannedVolume): number {
  const snapshots = regions.flatMap((region) => region.snapshots);
  if (snapshots.some(({ action, copyTo }) => action === 'remove' || copyTo.length > 0)) return 0;
  if (snapshots.some(({ action }) => action === 'blocked')) return 1;
  const isTold = notes.length > 0 || regions.some(({ retention }) => retention?.notice !== undefined);
  return isTold ? 2 : QUIET;
}

function heading({ deployment, at, adopt, unknown }: FleetPlan, [primary, ...dr]: readonly string[]): string {
  return [
    bold(`Plan of "${deployment}" at ${minute(at)} UTC`),
    `${primary ?? ''} (primary) copies to ${dr.join(', ')}. All times are UTC. Nothing was changed.`,
    adopt
      ? 'As if an event came about every completed snapshot now: those in scope are adopted.'
      : 'Snapshots that are not managed are left alone: only new ones are adopted (--adopt plans as if all were).',
    ...unknown.map((what) => styleText('yellow', `Not in the inventory: ${what}.`)),
  ].join('\n');
}

export function volumeBlock({ volumeId, name, reason, notes, regions }: PlannedVolume, all: boolean): string {
  return [
    `${bold(volumeId)}${name === '' ? '' : ` ${name}`}  ${dim(reason)}`,
    ...notes.map((note) => `  ${note}`),
    ...regions.flatMap((region) => regionLines(region, all)),
  ].join('\n');
}

function regionLines({ region, retention, newest, snapshots }: PlannedRegion, all: boolean): string[] {
  const listed = all ? snapshots : snapshots.filter(({ action }) => action !== 'keep');
  const shown = all ? listed : listed.slice(0, SNAPSHOTS_MAX);
  const hidden = listed.length - shown.length;
  const policy =
    retention === undefined
      ? ''
      : `, ${[`${retention.policy} (${retention.from})`, ...(retention.ofSchedules ?? [])].join(' and ')}`;
  const counts = ACTIONS.flatMap((action) => {
    const count = snapshots.filter((snapshot) => snapshot.action === action).length;
    return count === 0 ? [] : [`${grouped(count)} ${action}`];
  });
  return [
    `  ${region}${policy}: ${counts.join(', ')}${newest === undefined ? '' : `; the newest is ${age(newest.ageHours)} old`}`,
    ...(retention?.notice === undefined ? [] : [`    ${retention.notice}`]),
    ...(retention?.refusal === undefined ? [] : [styleText('yellow', `    Limited: ${retention.refusal}.`)]),
    ...(retention === undefined ? [] : afterCopies(retention.removal).map((more) => `    To go: ${more}.`)),
    ...(retention?.refusalAfterCopies === undefined
      ? []
      : [styleText('yellow', `    Limited then: ${retention.refusalAfterCopies}.`)]),
    ...shown.map(snapshotLine),
    ...(hidden > 0 ? [dim(`    and ${grouped(hidden)} more; --all or --json lists them`)] : []),
  ];
}

function snapshotLine({ snapshotId, takenAt, sizeGib, action, reasons, copyTo }: PlannedSnapshot): string {
  const copy = copyTo.length === 0 ? '' : `; to copy to ${copyTo.join(', ')}`;
  return `    ${dim(minute(takenAt))}  ${snapshotId}  ${grouped(sizeGib)} GiB  ${paint(action)}: ${reasons.join('; ')}${copy}`;
}

/** Volumes that are not shown one by one, counted by what is to do or to know; the most frequent comes first. */
function otherVolumes(volumes: readonly PlannedVolume[]): string {
  const kinds = new Map<string, { volumes: number; snapshots: number }>();
  for (const volume of volumes) {
    const snapshotsByKind = new Map<string, number>();
    const add = (kind: string, count: number): unknown =>
      snapshotsByKind.set(kind, (snapshotsByKind.get(kind) ?? 0) + count);
    for (const note of volume.notes) add(sharedReason([visible(note)]), 0);
    for (const { region, retention, snapshots } of volume.regions) {
      if (retention?.notice !== undefined) add(`${region}: ${visible(retention.notice)}`, 0);
      for (const snapshot of snapshots) for (const kind of kindsOf(region, snapshot)) add(kind, 1);
    }
    for (const [kind, count] of snapshotsByKind) {
      const known = kinds.get(kind) ?? { volumes: 0, snapshots: 0 };
      kinds.set(kind, { volumes: known.volumes + 1, snapshots: known.snapshots + count });
    }
  }
  const ranked = [...kinds].sort(([, a], [, b]) => b.snapshots - a.snapshots || b.volumes - a.volumes);
  const hidden = ranked.length - KINDS_MAX;
  return [
    title(`${counted(volumes.length, 'more volume')}; --all or --json lists them`),
    ...ranked
      .slice(0, KINDS_MAX)
      .map(([kind, { volumes: count, snapshots }]) =>
        snapshots === 0
          ? `${counted(count, 'volume')}: ${kind}`
          : `${counted(snapshots, 'snapshot')} of ${counted(count, 'volume')}: ${kind}`,
      ),
    ...(hidden > 0 ? [dim(`and ${counted(hidden, 'more kind')}`)] : []),
  ].join('\n');
}

/** What is to do with a snapshot, in words that others share: without ids and counts. */
function kindsOf(region: string, { action, reasons, copyTo }: PlannedSnapshot): string[] {
  const copies = copyTo.map((destination) => `${region}, ${paint('copy')}: to ${destination}`);
  if (action === 'keep' || action === 'copy') return copies;
  const why = sharedReason(visible(reasons));
  return [`${region}, ${paint(action)}: ${why}`, ...copies];
}

/** Volumes without changes, counted by the reason why. */
function quietList(volumes: readonly PlannedVolume[]): string {
  const counts = new Map<string, { volumes: number; snapshots: number }>();
  for (const { volumeId, covered, reason, regions } of volumes) {
    const snapshots = regions.flatMap((region) => region.snapshots);
    const isBare = covered && !snapshots.some(({ managed }) => managed);
    const key = isBare ? `${reason}, but no snapshot of it is managed yet` : reason;
    const known = counts.get(key) ?? { volumes: 0, snapshots: 0 };
    const more = isVolumeId(volumeId) ? 1 : 0;
    counts.set(key, { volumes: known.volumes + more, snapshots: known.snapshots + snapshots.length });
  }
  return [
    title('Volumes of which nothing is removed or copied; --all or --json lists them'),
    ...[...counts].map(([reason, { volumes: count, snapshots }]) => {
      const ofVolumes = count === 0 ? '' : `${counted(count, 'volume')} with `;
      return `${ofVolumes}${counted(snapshots, 'snapshot')}: ${reason}`;
    }),
  ].join('\n');
}

function totals(plan: FleetPlan, regions: readonly string[]): string {
  const { snapshots, copies, removal } = plan.totals;
  const amount = ({ count, sizeGib }: Amount): string =>
    count === 0 ? '0' : `${grouped(count)} (${grouped(sizeGib)} GiB)`;
  const table = new Table({
    head: ['Region', ...ACTIONS].map(bold),
    style: { head: [], border: [], compact: true },
  });
  for (const region of regions) {
    const actions = snapshots[region];
    table.push([region, ...ACTIONS.map((action) => (actions === undefined ? '0' : amount(actions[action])))]);
  }
  const refused = refusedOf(plan);
  return [
    table.toString(),
    ...Object.entries(copies).map(([region, copied]) => `To copy to ${region}: ${amount(copied)}`),
    dim('GiB are sizes of volumes. EBS bills what has changed, so what a deletion frees is less.'),
    ...plan.adoption.map((cost) => `That sends ${describeEffort(cost)}.`),
    ...plan.firstCopies.map(
      (cost) =>
        `With the first snapshot of each volume that has none of ours: ${counted(cost.copyCount, 'full copy', 'full copies')}, ${describeEffort(cost)}.`,
    ),
    ...(plan.adoption.length + plan.firstCopies.length === 0 ? [] : [dim(ASSUMED_OF_COPIES)]),
    `This ${describeRemoval(removal)}.`,
    ...(refused === 0
      ? []
      : [
          styleText(
            'yellow',
            `For ${counted(refused, 'volume')} a change of policy would remove more at once than the setting deletionLimit allows: what was made under another policy stays until the setting is "none".`,
          ),
        ]),
  ].join('\n');
}

/** Said once, below what goes by it. */
const ASSUMED_OF_COPIES =
  'Assumed: half of a volume is written, of which 2 % change in a day; a copy sends 50 to 150 MiB a second; prices of local/rehearsal/prices.json.';

/** Of how many volumes something stays in some Region since a change of policy would remove too much at once. */
const refusedOf = ({ volumes }: FleetPlan): number =>
  volumes.filter(({ regions }) => regions.some(({ retention }) => retention?.refusal !== undefined)).length;

function verdict(plan: FleetPlan): string {
  const { snapshots, copies, coverage, unknownTargetCount } = plan.totals;
  const removeCount = Object.values(snapshots).reduce((sum, { remove }) => sum + remove.count, 0);
  const copyCount = Object.values(copies).reduce((sum, { count }) => sum + count, 0);
  const refused = refusedOf(plan);
  const repairs = repairCount(plan.nextSweep);
  const parts = [
    ...(removeCount === 0 ? [] : [`${counted(removeCount, 'snapshot')} to remove`]),
    ...(copyCount === 0 ? [] : [`${grouped(copyCount)} to copy`]),
    ...(refused === 0 ? [] : [`${counted(refused, 'volume')} blocked by deletionLimit`]),
    ...(repairs === 0 ? [] : [`${grouped(repairs)} for the next sweep to repair`]),
    ...(coverage.unprotected === 0
      ? []
      : [`${counted(coverage.unprotected, 'volume')} selected, but not protected`]),
    ...(unknownTargetCount === 0
      ? []
      : [`${counted(unknownTargetCount, 'volume')} selected, but without a known target`]),
    ...(plan.nothingSelected === undefined ? [] : ['nothing protected, since the settings select no volume']),
    ...(plan.notDeployed === undefined ? [] : ['nothing deployed that protects anything']),
  ];
  return bold(parts.length === 0 ? 'Nothing to do.' : `In short: ${parts.join(', ')}.`);
}
