import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Settings } from '../../infra/settings';
import type { LifecycleCost } from '../../local/rehearsal/lifecycle-cost';
import type { RegionReport } from '../../local/rehearsal/region-report';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import type { VolumeVerdict } from '../../local/rehearsal/volume-verdict';
import { counted } from '../terminal/counted';

/** Of equal deletions and leftovers, this many are shown one by one; the JSON has all. */
const EXAMPLES_MAX = 8;

/** So many notifications are shown whole; the JSON has all. */
const NOTIFICATIONS_MAX = 20;

const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);
const good = (text: string): string => styleText('green', text);
const bad = (text: string): string => styleText('red', text);

/** The report as a person reads it in a terminal. Colours are left out where the output is no terminal. */
export function renderRehearsal(report: RehearsalReport, settings: Settings): string {
  const sections = [
    heading(report, settings),
    ...(report.strikes === undefined ? [] : [strikeList(report.strikes)]),
    incidentList(report),
    ...(report.refusals.length === 0 ? [] : [refusalList(report.refusals)]),
    ...report.regions.map(region),
    notificationList(report),
    executionTable(report),
    volumeTable(report),
    ...(report.lifecycle === undefined ? [] : [cost(report.lifecycle)]),
    closing(report),
  ];
  return `${sections.join('\n\n')}\n`;
}

const title = (text: string): string => `${bold(text)}\n${dim('─'.repeat(text.length))}`;

const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

function heading({ deployment, from, to, days, seed }: RehearsalReport, { primary, dr }: Settings): string {
  return [
    bold(`Rehearsal of "${deployment}": ${counted(days, 'day')} on virtual time`),
    dim(`${minute(from)} to ${minute(to)} UTC, seed ${seed}`),
    `${primary.region} (primary) copies to ${dr.map((destination) => destination.region).join(', ')}. ` +
      'The synthesized templates and the production functions ran; no AWS account was touched.',
  ].join('\n');
}

function strikeList(strikes: NonNullable<RehearsalReport['strikes']>): string {
  const lines = Object.entries(strikes).map(([name, count]) => `${counted(count, 'time')} ${name}`);
  return `${title('Faults that struck')}\n${lines.join('\n') || 'None.'}`;
}

function incidentList({ incidents, assumptions }: RehearsalReport): string {
  if (assumptions !== undefined)
    return [title('Who took snapshots, as it was assumed'), ...assumptions].join('\n');
  return [
    title('What happened to the fleet, beside its daily snapshots'),
    ...incidents.map(({ at, who, what }) => `${dim(minute(at))}  ${who}: ${what}`),
  ].join('\n');
}

/** Refusals of one kind together, with the first volumes. */
function refusalList(refusals: RehearsalReport['refusals']): string {
  const byKind = new Map<string, RehearsalReport['refusals'][number][]>();
  for (const refusal of refusals) {
    const kind = `${refusal.who}: ${refusal.call ?? 'a call'} was refused, ${refusal.code}`;
    byKind.set(kind, [...(byKind.get(kind) ?? []), refusal]);
  }
  const lines = [...byKind].flatMap(([kind, group]) => {
    const volumes = [...new Set(group.flatMap(({ volumeId }) => volumeId ?? []))];
    const shown = volumes.slice(0, EXAMPLES_MAX);
    const more = volumes.length - shown.length;
    return [
      `${counted(group.length, 'time')} ${kind}`,
      dim(`    ${minute(group[0]?.at ?? '')}  ${group[0]?.message ?? ''}`),
      ...(shown.length === 0
        ? []
        : [
            dim(
              `    ${counted(volumes.length, 'volume')}: ${shown.join(', ')}${more > 0 ? ` and ${more} more; --json lists them` : ''}`,
            ),
          ]),
    ];
  });
  return [title('What EC2 refused them'), ...lines].join('\n');
}

function region(report: RegionReport): string {
  const isPrimary = report.role === 'primary';
  const facts = isPrimary
    ? [
        `${counted(report.completedCount, 'snapshot')} completed, ${report.failedCount} failed, ${bold(String(report.adoptedCount))} adopted`,
        ...Object.entries(report.notManaged).map(([reason, count]) => `${count} left alone: ${reason}`),
        ...(report.earlierCount > 0
          ? [`${report.earlierCount} from before left alone: only new snapshots are adopted`]
          : []),
        `${counted(report.copyWaitCount, 'time')} a copy waited for a free slot`,
      ]
    : [
        `${counted(report.completedCount, 'copy', 'copies')} completed, ${report.failedCount} failed, ${bold(String(report.copiedCount))} confirmed`,
        `${report.fullCopyCount} of them full, the others incremental`,
      ];
  return [
    title(`${report.region} (${isPrimary ? 'primary' : 'DR'})`),
    ...facts,
    `${report.pruned.length} pruned, ${counted(report.heldCount, 'managed snapshot')} at the end`,
    ...grouped('pruned', report.pruned),
    ...grouped(
      'blocked',
      report.blocked.map(({ since, ...blocked }) => ({ at: since, ...blocked })),
    ),
  ].join('\n');
}

type Entry = {
  readonly at: string;
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly reason: string;
};

/** Entries of one reason together: all of them where they are few, else the newest with the count of the others. */
function grouped(word: string, entries: readonly Entry[]): string[] {
  const byReason = new Map<string, Entry[]>();
  for (const entry of entries) byReason.set(entry.reason, [...(byReason.get(entry.reason) ?? []), entry]);
  return [...byReason].flatMap(([reason, group]) => {
    const shown = group.length <= EXAMPLES_MAX ? group : group.slice(-2);
    const hidden = group.length - shown.length;
    return [
      `  ${word} ${group.length}: ${reason}`,
      ...shown.map(({ at, snapshotId, volumeId }) => dim(`    ${minute(at)}  ${snapshotId} of ${volumeId}`)),
      ...(hidden === 0 ? [] : [dim(`    and ${hidden} more; --json lists them`)]),
    ];
  });
}

function notificationList({ notifications }: RehearsalReport): string {
  const head = title(`Notifications: ${notifications.length}, each as its reader gets it`);
  if (notifications.length === 0) return `${head}\nNobody was woken.`;
  const hidden = notifications.length - NOTIFICATIONS_MAX;
  return [
    head,
    ...notifications
      .slice(0, NOTIFICATIONS_MAX)
      .map(({ at, region: from, subject, message }) =>
        [
          `${dim(`${minute(at)} ${from}`)}  ${bold(subject)}`,
          ...message.split('\n').map((line) => `    ${line}`),
        ].join('\n'),
      ),
    ...(hidden > 0 ? [dim(`and ${hidden} more; --json lists them`)] : []),
  ].join('\n\n');
}

function executionTable({ executions }: RehearsalReport): string {
  const table = plainTable(['State machine', 'Region', 'Succeeded', 'Failed']);
  for (const { machine, region: where, succeeded, failed } of executions)
    table.push([machine, where, succeeded, failed === 0 ? '0' : bad(String(failed))]);
  return `${title('Executions')}\n${table.toString()}`;
}

function volumeTable({ volumes, regions }: RehearsalReport): string {
  const table = plainTable([
    'Volume',
    'Name',
    ...regions.flatMap(({ region: name }) => [name, 'newest']),
    'Verdict',
  ]);
  for (const volume of volumes)
    table.push([
      volume.volumeId,
      volume.name,
      ...volume.regions.flatMap(({ points, policy, blockedCount }) => [
        `${points.length}  ${dim(blockedCount === 0 ? policy : `${policy}, ${blockedCount} blocked`)}`,
        points[0] === undefined ? '-' : minute(points[0].takenAt),
      ]),
      verdict(volume),
    ]);
  return `${title('Every volume at the end: recovery points and the newest in each Region')}\n${table.toString()}`;
}

function verdict({ inScope, problems, regions }: VolumeVerdict): string {
  if (problems.length > 0) return bad(problems.join('; '));
  if (!inScope) return dim('out of scope, untouched');
  const isRecoverable = regions.every(({ points }) => points.length > 0);
  return isRecoverable ? good('recoverable in every Region') : dim('in scope, no snapshot of ours yet');
}

function cost({ ec2Calls, ec2CallCount, stateTransitions, snapshotId }: LifecycleCost): string {
  return [
    title(`One snapshot's whole life in a steady state: ${counted(ec2CallCount, 'EC2 call')}`),
    dim(`counted over ${snapshotId}, taken alone at the end`),
    ...ec2Calls.map((call, index) => `  ${index + 1}. ${call}`),
    ...Object.entries(stateTransitions).map(
      ([machine, count]) => `  ${counted(count, 'state transition')} of ${machine}`,
    ),
  ].join('\n');
}

function closing({ problems, volumes }: RehearsalReport): string {
  if (problems.length > 0)
    return [bad(bold('The rehearsal failed:')), ...problems.map((text) => `  ${text}`)].join('\n');
  const inScope = volumes.filter((volume) => volume.inScope).length;
  return good(
    bold(
      `All is as the settings promise: ${counted(inScope, 'volume')} in scope within retention, their newest points copied; ` +
        `${volumes.length - inScope} out of scope untouched.`,
    ),
  );
}

const plainTable = (head: string[]): Table.Table =>
  new Table({ head: head.map(bold), style: { head: [], border: [], compact: true } });
