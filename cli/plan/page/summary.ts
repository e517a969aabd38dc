import { causeBlock } from '../../page/parts/causes';
import { element } from '../../page/parts/element';
import { count, many, minute, usd } from '../../page/parts/format';
import { totals } from '../../page/parts/totals';
import { verdict } from '../../page/parts/verdict';
import type { ProtectionToday } from '../today/today';

/** So many causes are told; the table of the volumes has all. */
const CAUSES_MAX = 10;

/** Whether the selected volumes are protected, of what account, and the sums. */
export const summary = (data: ProtectionToday): HTMLElement =>
  element(
    'section',
    { class: 'summary' },
    protectionVerdict(data),
    ...limitVerdict(data),
    element('p', { class: 'lead' }, lead(data)),
    ...(data.unknown.length === 0
      ? []
      : [element('p', { class: 'note' }, `Not in the inventory, so not known: ${data.unknown.join('; ')}.`)]),
    sums(data),
  );

function protectionVerdict(data: ProtectionToday): HTMLElement {
  const { coverage, unknownTargets, unprotected, regions, target, notDeployed, nothingSelected } = data;
  const [primary = '', ...dr] = regions;
  const youngCount = coverage['not yet'];
  const selectedCount = coverage.protected + coverage.unprotected + youngCount;
  const point = `a finished snapshot in ${primary} and a finished copy in ${dr.join(' and ')}, none older than ${target}`;
  const young =
    youngCount === 0
      ? []
      : [
          element(
            'p',
            {},
            `Not yet: ${many(youngCount, 'volume')} younger than ${target}, whose first snapshot or copy is still to come.`,
          ),
        ];
  const unknown = unknownTargets === undefined ? [] : [element('p', {}, unknownTargets)];
  if (nothingSelected !== undefined)
    return verdict(
      false,
      'Nothing is protected: the settings select no volume.',
      element('p', {}, nothingSelected),
    );
  if (coverage.unprotected === 0 && notDeployed !== undefined)
    return verdict(
      false,
      `Nothing protects what is taken from now on. By now, of ${many(selectedCount, 'selected volume')}, this is so for ${count(coverage.protected)}: ${point}.`,
      element('p', {}, notDeployed),
      ...unknown,
      ...young,
    );
  if (coverage.unprotected === 0 && unknown.length > 0)
    return verdict(
      false,
      `NOT KNOWN TO BE PROTECTED: ${many(selectedCount, 'selected volume')}. Each should have ${point}.`,
      ...unknown,
      ...young,
    );
  if (coverage.unprotected === 0)
    return verdict(
      coverage.protected > 0,
      selectedCount === 1 && youngCount === 0
        ? `Protected: the selected volume has ${point}.`
        : `Protected: ${youngCount === 0 ? 'all' : `${count(coverage.protected)} of`} ${many(selectedCount, 'selected volume')} have ${point}.`,
      ...young,
    );
  const hidden = unprotected.length - CAUSES_MAX;
  return verdict(
    false,
    `NOT PROTECTED: ${count(coverage.unprotected)} of ${many(selectedCount, 'selected volume')}. Each should have ${point}.`,
    ...unprotected
      .slice(0, CAUSES_MAX)
      .map(({ cause, volumes }) => causeBlock(`${many(volumes.length, 'volume')}: ${cause}`, volumes)),
    ...(hidden > 0 ? [element('p', {}, `and ${many(hidden, 'more cause')}`)] : []),
    ...unknown,
    ...young,
  );
}

const limitVerdict = ({ refusedCount }: ProtectionToday): HTMLElement[] =>
  refusedCount === 0
    ? []
    : [
        verdict(
          false,
          `Held back for ${many(refusedCount, 'volume')}: a change of policy would remove too much at once`,
          element(
            'p',
            {},
            'What was made under another policy stays until the setting deletionLimit is "none".',
          ),
        ),
      ];

function lead({ at, regions, selection, adopt }: ProtectionToday): string {
  const [primary = '', ...dr] = regions;
  return (
    `The account as it was at ${minute(at)} UTC. ${primary} (primary) copies to ${dr.join(', ')}; the settings select ${selection}. ` +
    (adopt
      ? 'Shown as if every completed snapshot that the settings adopt were adopted now. '
      : 'Snapshots that are not managed are left alone: only new ones are adopted. ') +
    'Nothing was changed.'
  );
}

function sums({ coverage, removed, copies, costs }: ProtectionToday): HTMLElement {
  const usdPerMonth = costs.reduce((sum, cost) => sum + cost.usd, 0);
  const copyCount = copies.reduce((sum, copy) => sum + copy.copyCount, 0);
  return totals([
    ['volumes protected', count(coverage.protected)],
    ['selected, not protected', count(coverage.unprotected)],
    ['volumes not selected', count(coverage['not selected'])],
    ['snapshots would go now', count(removed.length)],
    ['copies to make', count(copyCount)],
    ['estimated per month', usd(usdPerMonth)],
  ]);
}
