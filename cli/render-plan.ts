import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Settings } from '../infra/settings';
import type {
  Action,
  Amount,
  FleetPlan,
  PlannedRegion,
  PlannedSnapshot,
  PlannedVolume,
} from './plan/planned';

/** Without `--all`, so many volumes are shown one by one, and so many snapshots of each in a Region. */
const VOLUMES_MAX = 40;
const SNAPSHOTS_MAX = 8;

const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);
const title = (text: string): string => `${bold(text)}\n${dim('─'.repeat(text.length))}`;
const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const STYLES = { remove: 'red', copy: 'cyan', blocked: 'yellow', keep: 'green' } as const;
const ACTIONS = Object.keys(STYLES) as Action[];
const paint = (action: Action): string => styleText(STYLES[action], action);

/** The plan as a person reads it in a terminal: changes first, what stays as it is in counts unless `all` is asked for. */
export function renderPlan(plan: FleetPlan, { primary, dr }: Settings, all: boolean): string {
  const ranked = [...plan.volumes].sort((a, b) => rankOf(a) - rankOf(b));
  const worthy = all ? ranked : ranked.filter((volume) => rankOf(volume) < QUIET);
  const shown = all ? worthy : worthy.slice(0, VOLUMES_MAX);
  const quiet = all ? [] : ranked.filter((volume) => rankOf(volume) === QUIET);
  const hidden = worthy.length - shown.length;
  const regions = [primary.region, ...dr.map(({ region }) => region)];
  const sections = [
    heading(plan, regions),
    [
      title(all ? 'Every volume' : 'Volumes with something to do or to know'),
      ...shown.map((volume) => volumeBlock(volume, all)),
      ...(shown.length === 0 ? ['None.'] : []),
      ...(hidden > 0 ? [dim(`and ${counted(hidden, 'more volume')}; --all or --json lists them`)] : []),
    ].join('\n'),
    ...(quiet.length === 0 ? [] : [quietList(quiet)]),
    totals(plan, regions),
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
    `${primary ?? ''} (primary) copies to ${dr.join(', ')}. Nothing was changed.`,
    adopt
      ? 'As if an event came about every completed snapshot now: those in scope are adopted.'
      : 'Snapshots that are not managed are left alone: only new ones are adopted (--adopt plans as if all were).',
    ...unknown.map((what) => styleText('yellow', `Not in the inventory: ${what}.`)),
  ].join('\n');
}

function volumeBlock({ volumeId, name, reason, notes, regions }: PlannedVolume, all: boolean): string {
  return [
    `${bold(volumeId)}${name === '' ? '' : ` ${name}`}  ${dim(reason)}`,
    ...notes.map((note) => `  ${note}`),
    ...regions.flatMap((region) => regionLines(region, all)),
  ].join('\n');
}

function regionLines({ region, retention, snapshots }: PlannedRegion, all: boolean): string[] {
  const listed = all ? snapshots : snapshots.filter(({ action }) => action !== 'keep');
  const shown = all ? listed : listed.slice(0, SNAPSHOTS_MAX);
  const hidden = listed.length - shown.length;
  const policy = retention === undefined ? '' : `, ${retention.policy} (${retention.from})`;
  const counts = ACTIONS.flatMap((action) => {
    const count = snapshots.filter((snapshot) => snapshot.action === action).length;
    return count === 0 ? [] : [`${count} ${action}`];
  });
  return [
    `  ${region}${policy}: ${counts.join(', ')}`,
    ...(retention?.notice === undefined ? [] : [`    ${retention.notice}`]),
    ...(retention?.refusal === undefined ? [] : [styleText('yellow', `    Refused: ${retention.refusal}.`)]),
    ...shown.map(snapshotLine),
    ...(hidden > 0 ? [dim(`    and ${hidden} more; --all or --json lists them`)] : []),
  ];
}

function snapshotLine({ snapshotId, takenAt, sizeGib, action, reasons, copyTo }: PlannedSnapshot): string {
  const copy = copyTo.length === 0 ? '' : `; to copy to ${copyTo.join(', ')}`;
  return `    ${dim(minute(takenAt))}  ${snapshotId}  ${sizeGib} GiB  ${paint(action)}: ${reasons.join('; ')}${copy}`;
}

/** Volumes without changes, counted by the reason why there is none. */
function quietList(volumes: readonly PlannedVolume[]): string {
  const counts = new Map<string, { volumes: number; snapshots: number }>();
  for (const { covered, reason, regions } of volumes) {
    const snapshots = regions.flatMap((region) => region.snapshots);
    const isBare = covered && !snapshots.some(({ managed }) => managed);
    const key = isBare ? `${reason}, but no snapshot of it is managed yet` : reason;
    const known = counts.get(key) ?? { volumes: 0, snapshots: 0 };
    counts.set(key, { volumes: known.volumes + 1, snapshots: known.snapshots + snapshots.length });
  }
  return [
    title('Volumes with nothing to do; --all or --json lists them'),
    ...[...counts].map(
      ([reason, { volumes: count, snapshots }]) =>
        `${counted(count, 'volume')} with ${counted(snapshots, 'snapshot')}: ${reason}`,
    ),
  ].join('\n');
}

function totals(
  { totals: { snapshots, copies, removal, refusedCount } }: FleetPlan,
  regions: readonly string[],
): string {
  const amount = ({ count, sizeGib }: Amount): string => (count === 0 ? '0' : `${count} (${sizeGib} GiB)`);
  const table = new Table({
    head: ['Region', ...ACTIONS].map(bold),
    style: { head: [], border: [], compact: true },
  });
  for (const region of regions) {
    const actions = snapshots[region];
    table.push([region, ...ACTIONS.map((action) => (actions === undefined ? '0' : amount(actions[action])))]);
  }
  const share = removal.ofCount === 0 ? 0 : (removal.removedCount / removal.ofCount) * 100;
  return [
    title('Totals'),
    table.toString(),
    ...Object.entries(copies).map(([region, copied]) => `To copy to ${region}: ${amount(copied)}`),
    `Retention gives up ${removal.removedCount} of ${removal.ofCount} good snapshots of ours (${share.toFixed(1)} %).`,
    ...(refusedCount === 0
      ? []
      : [`${refusedCount} times it is too much at once: the setting deletionLimit has it refused.`]),
    dim('GiB are sizes of volumes. EBS bills what has changed, so what a deletion frees is less.'),
  ].join('\n');
}
