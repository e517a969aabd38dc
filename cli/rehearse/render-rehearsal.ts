import type { Settings } from '../../infra/settings';
import { FAULT_NAMES, FAULTS } from '../../local/faults/fault-catalogue';
import type { LifecycleCost } from '../../local/rehearsal/lifecycle-cost';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { fittedTable } from '../terminal/fitted-table';
import { bad, bold, dim } from '../terminal/style';
import { wrap } from '../terminal/wrap';
import { frozenLines } from './render-frozen';
import { notificationLines } from './render-notifications';
import { regionLines } from './render-regions';
import { restoredLines } from './render-restored';
import { verdictLine, verdictLines } from './render-verdict';
import { volumeLines } from './render-volumes';
import { andMore, minute, title, viewOf, type View } from './view';

export type RenderOptions = {
  /** Characters in a line. */
  readonly width: number;
  /** Whether long lists are shown whole. */
  readonly all: boolean;
};

/** The report as a person reads it in a terminal, the verdict first and last. */
export function renderRehearsal(
  report: RehearsalReport,
  settings: Settings,
  { width, all }: RenderOptions,
): string {
  const view = viewOf(report, width, all);
  const sections = [
    verdictLines(report, view),
    heading(report, settings, view),
    ...(report.faults === undefined ? [] : [faultList(report, view)]),
    incidentList(report, view),
    ...(report.refusals.length === 0 ? [] : [refusalList(report.refusals, view)]),
    frozenLines(report, view),
    restoredLines(report, view),
    ...report.regions.map((region) => regionLines(region, view)),
    notificationLines(report, view),
    executionTable(report, view),
    ...costOf(report, view),
    volumeLines(report, view),
    verdictLine(report, view),
  ];
  const told = sections.filter((lines) => lines.length > 0);
  return `${told.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function heading(
  { deployment, from, to, days, seed }: RehearsalReport,
  { primary, dr }: Settings,
  { width }: View,
): string[] {
  return [
    ...wrap(`Rehearsal of "${deployment}": ${counted(days, 'day')} on virtual time`, width, { style: bold }),
    dim(`${minute(from)} to ${minute(to)}, as all times in UTC; seed ${seed}`),
    ...wrap(
      `${primary.region} (primary) copies to ${dr.map(({ region }) => region).join(', ')}. ` +
        'The synthesized templates and the production functions ran; no AWS account was touched.',
      width,
    ),
  ];
}

/** What could go wrong, and how often it did. */
function faultList({ faults = {}, strikes = {} }: RehearsalReport, view: View): string[] {
  const names = FAULT_NAMES.filter((name) => faults[name] !== undefined);
  const lines = names.map(
    (name) =>
      `${counted(strikes[name] ?? 0, 'time')} ${name} (${faults[name]} per ${FAULTS[name].per}): ${FAULTS[name].what}`,
  );
  return [
    ...title('What was made to go wrong', view),
    ...lines.flatMap((line) => wrap(line, view.width, { hang: '    ' })),
    ...(lines.length === 0 ? ['Nothing.'] : []),
  ];
}

function incidentList({ incidents, assumptions, takers = [] }: RehearsalReport, view: View): string[] {
  if (assumptions === undefined)
    return [
      ...title('Who took snapshots', view),
      ...takers.flatMap((line) => wrap(line, view.width, { hang: '    ' })),
      '',
      ...title('What happened to the fleet, beside its daily snapshots', view),
      ...incidents.flatMap(({ at, who, what }) =>
        wrap(`${minute(at)}  ${who}: ${what}`, view.width, { hang: ' '.repeat(18) }),
      ),
    ];
  const { shown, hiddenCount } = capped(assumptions, view.all);
  return [
    ...title('Who took snapshots, and what else was assumed', view),
    ...shown.flatMap((line) => wrap(line, view.width, { hang: '    ' })),
    ...(hiddenCount === 0 ? [] : [dim(`and ${counted(hiddenCount, 'other assumption')}; --all shows them`)]),
  ];
}

/** Refusals of one kind together, with the first volumes. */
function refusalList(refusals: RehearsalReport['refusals'], view: View): string[] {
  const byKind = new Map<string, RehearsalReport['refusals'][number][]>();
  for (const refusal of refusals) {
    const kind = `${refusal.who}: ${refusal.call ?? 'a call'} was refused, ${refusal.code}`;
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [refusal]);
    else known.push(refusal);
  }
  const { shown, hiddenCount } = capped([...byKind], view.all);
  return [
    ...title('What EC2 refused them', view),
    ...shown.flatMap(([kind, group]) => {
      const volumes = [...new Set(group.flatMap(({ volumeId }) => volumeId ?? []))];
      const named = capped(volumes, view.all);
      const names = named.shown.map(view.label).join(', ');
      const hidden = { indent: '    ', style: dim };
      return [
        ...wrap(`${counted(group.length, 'time')} ${kind}`, view.width, { hang: '    ' }),
        ...wrap(`${minute(group[0]?.at ?? '')}  ${group[0]?.message ?? ''}`, view.width, hidden),
        ...(volumes.length === 0
          ? []
          : wrap(
              `${counted(volumes.length, 'volume')}: ${names}${andMore(named.hiddenCount)}`,
              view.width,
              hidden,
            )),
      ];
    }),
    ...(hiddenCount === 0 ? [] : [dim(`and ${counted(hiddenCount, 'other refusal')}; --all shows them`)]),
  ];
}

function executionTable({ executions, explainedDenials }: RehearsalReport, view: View): string[] {
  const isUnderWay = executions.some(({ running }) => running > 0);
  const rows = executions.map(({ machine, region, succeeded, failed, running }) => [
    machine,
    region,
    succeeded.toLocaleString('en-US'),
    failed === 0 ? '0' : bad(failed.toLocaleString('en-US')),
    ...(isUnderWay ? [running.toLocaleString('en-US')] : []),
  ]);
  const head = ['State machine', 'Region', 'Succeeded', 'Failed', ...(isUnderWay ? ['Under way'] : [])];
  return [
    ...title('Executions', view),
    ...(rows.length === 0 ? ['None.'] : [fittedTable(head, rows, view.width)]),
    ...explainedDenials.flatMap(({ action, callerName, count, why }) =>
      wrap(
        `As it should be, EC2 denied ${callerName} ${counted(count, 'call')} of ${action}: ${why}.`,
        view.width,
        { hang: '    ', style: dim },
      ),
    ),
  ];
}

/** Of somebody's own fleet, its calls are listed only where all is asked for. */
function costOf({ lifecycle, assumptions }: RehearsalReport, view: View): string[][] {
  if (lifecycle === undefined) return [];
  const { ec2CallCount, stateTransitions } = lifecycle;
  if (view.all || assumptions === undefined) return [costList(lifecycle, view)];
  const transitions = Object.values(stateTransitions).reduce((sum, each) => sum + each, 0);
  const costs = `${counted(ec2CallCount, 'EC2 call')} and ${counted(transitions, 'state transition')}`;
  return [wrap(`One snapshot's whole life in a steady state: ${costs}; --all lists them.`, view.width)];
}

function costList(
  { ec2Calls, ec2CallCount, stateTransitions, snapshotId }: LifecycleCost,
  view: View,
): string[] {
  return [
    ...title(`One snapshot's whole life in a steady state: ${counted(ec2CallCount, 'EC2 call')}`, view),
    dim(`counted over ${snapshotId}, taken alone after the end`),
    ...ec2Calls.flatMap((call, index) => wrap(`${index + 1}. ${call}`, view.width, { indent: '  ' })),
    ...Object.entries(stateTransitions).flatMap(([machine, count]) =>
      wrap(`${counted(count, 'state transition')} of ${machine}`, view.width, { indent: '  ' }),
    ),
  ];
}
