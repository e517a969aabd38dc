import { age } from '../../../local/rehearsal/age';
import { verdictOf, type Cause } from '../../../local/rehearsal/protection';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { causeBlock, listOf } from '../../page/parts/causes';
import { element } from '../../page/parts/element';
import { count, many, minute, usd } from '../../page/parts/format';
import { totals } from '../../page/parts/totals';
import { verdict } from '../../page/parts/verdict';
import { rankVolumes } from './rank-volumes';
import { volumes } from './volumes';

/** Whether all is as promised, what was played, and the totals. */
export function summary(data: RehearsalWithFigures): HTMLElement {
  return element(
    'section',
    { class: 'summary' },
    ...protectionVerdicts(data),
    targetVerdict(data),
    element('p', { class: 'lead' }, lead(data)),
    ...takersOf(data).map((text) => element('p', { class: 'lead' }, text)),
    fleetTotals(data),
    volumes(data),
  );
}

function lead({ from, to, days, seed, volumes, regions }: RehearsalWithFigures): string {
  const [primary, ...dr] = regions.map(({ region }) => region);
  const inScope = volumes.filter((volume) => volume.inScope).length;
  return (
    `${many(days, 'day')} of ${many(volumes.length, 'volume')}, ${count(inScope)} of them in scope, were played on virtual time, ` +
    `from ${minute(from)} to ${minute(to)} UTC with seed ${seed}. ${primary} (primary) copies to ${dr.join(', ')}. ` +
    'The synthesized templates and the production functions ran; no AWS account was touched.'
  );
}

/** Of the built-in fleet. */
const takersOf = ({ takers = [] }: RehearsalWithFigures): string[] =>
  takers.length === 0 ? [] : [`Who took snapshots: ${takers.join('; ')}.`];

/** Whether the fleet is protected; if not, how many volumes are not and why. Then what else is not as promised. */
function protectionVerdicts({
  protection,
  problems,
  regions,
  targetHours,
  denials,
}: RehearsalWithFigures): HTMLElement[] {
  const { unprotectedCount, unprotected, otherwise } = protection;
  const denied = denials.map(
    ({ action, role, count: times }) => `denied ${many(times, 'time')}: ${action} to the role ${role}`,
  );
  const isProtected = unprotectedCount === 0;
  return [
    verdict(
      isProtected,
      verdictOf(protection, regions, targetHours),
      ...(problems.length === 0 ? [element('p', {}, 'All is as the settings promise.')] : []),
      ...causeList(unprotected),
    ),
    ...(otherwise.length + denied.length === 0
      ? []
      : [
          verdict(
            false,
            'Not as the settings promise',
            ...causeList(otherwise),
            ...denied.map((text) => element('p', {}, text)),
          ),
        ]),
  ];
}

const causeList = (causes: readonly Cause[]): HTMLElement[] =>
  causes.map(({ cause, volumes }) =>
    causeBlock(
      `${many(volumes.length, 'volume')}: ${cause}`,
      volumes.map(({ volumeId, name, detail }) => {
        const label = name === '' ? volumeId : name;
        return detail === undefined ? label : `${label} (${detail})`;
      }),
    ),
  );

function targetVerdict({ figures }: RehearsalWithFigures): HTMLElement {
  const { targetHours } = figures;
  const ranked = rankVolumes(figures.recoverability);
  const never = ranked.filter(({ worstAgeHours }) => worstAgeHours === null);
  const late = ranked.filter(({ hoursOverTarget }) => hoursOverTarget > 0);
  const details = [
    ...(late.length === 0
      ? []
      : [
          `Older for a time: ${listOf(late.map((volume) => `${volume.label} (up to ${age(volume.worstAgeHours ?? 0)})`))}.`,
        ]),
    ...(never.length === 0 ? [] : [`${many(never.length, 'volume')} never had a good point in some Region.`]),
    'The time before a volume’s first point does not count.',
  ];
  const goodCount = new Set(ranked).size - new Set([...late, ...never]).size;
  return verdict(
    goodCount === ranked.length,
    `${count(goodCount)} of ${many(ranked.length, 'volume')} always had a good point in every Region no older than ${age(targetHours)}`,
    ...details.map((text) => element('p', {}, text)),
  );
}

function fleetTotals({ regions, notifications, figures }: RehearsalWithFigures): HTMLElement {
  const [primary, ...dr] = regions;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return totals([
    ['snapshots adopted', count(primary?.adoptedCount ?? 0)],
    ['copies confirmed', count(sum(dr.map(({ copiedCount }) => copiedCount)))],
    ['pruned', count(sum(regions.map(({ pruned }) => pruned.length)))],
    ['held at the end', count(sum(regions.map(({ heldCount }) => heldCount)))],
    ['notifications', count(notifications.length)],
    ['estimated per month', usd(figures.costs[0]?.usdPerMonth ?? 0)],
  ]);
}
