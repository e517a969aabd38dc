import { element } from '../../page/parts/element';
import { plain, usd } from '../../page/parts/format';
import { table } from '../../page/parts/table';
import { span } from '../copying-effort';
import type { CopyingCost } from '../planned';
import type { ProtectionToday } from '../today/today';

/** What the snapshots of each Region cost in a month, and what the copies that are asked for cost once. */
export function costs({ costs: all, copies, firstCopies, regions }: ProtectionToday): HTMLElement[] {
  const total = all.reduce((sum, cost) => sum + cost.usd, 0);
  const assumed = all.filter(({ hasOwnPrice, usd: cost }) => !hasOwnPrice && cost > 0);
  const assumedUsd = assumed.reduce((sum, cost) => sum + cost.usd, 0);
  const oursUsd = all.reduce((sum, { oursGib, price }) => sum + oursGib * price.usd, 0);
  const ofAssumed =
    assumed.length === 0
      ? ''
      : ` ${usd(assumedUsd)} of it, for ${assumed.map(({ region }) => region).join(', ')}, is by ${assumed[0]?.price.source ?? ''}: the price table has none of ${assumed.length === 1 ? 'that Region' : 'those Regions'}.`;
  return [
    element(
      'p',
      { class: 'note' },
      `About ${usd(total)} a month for what is stored now, of which ${usd(oursUsd)} for snapshots and copies of ours.${ofAssumed} An estimate by the assumptions below.`,
    ),
    table('What is stored, by Region', {
      columns: [
        { name: 'Region' },
        { name: 'GiB of ours', isNumber: true },
        { name: 'GiB of others beside', isNumber: true },
        { name: 'USD a month', isNumber: true },
        { name: 'USD per GiB-month', isNumber: true },
        { name: 'Price as of' },
        { name: 'Price from' },
      ],
      rows: all.map(({ region, oursGib, othersGib, usd: cost, price }) => [
        region,
        plain(oursGib),
        plain(othersGib),
        plain(cost),
        String(price.usd),
        price.asOf,
        price.source,
      ]),
    }),
    ...(copies.length === 0 ? [] : [copying('Copies to make, once', copies)]),
    ...(firstCopies.length === 0
      ? []
      : [
          copying(
            'Full copies with the first snapshot of each volume that has none of ours, once',
            firstCopies,
          ),
        ]),
    ...(copies.length + firstCopies.length === 0
      ? []
      : [
          element(
            'p',
            { class: 'note' },
            `Sent from ${regions[0] ?? ''}. It is the most that it can be, and what they store afterwards is not in the sum above.`,
          ),
        ]),
  ];
}

const copying = (caption: string, costs: readonly CopyingCost[]): HTMLElement =>
  table(caption, {
    columns: [
      { name: 'To' },
      { name: 'Copies', isNumber: true },
      { name: 'GiB sent', isNumber: true },
      { name: 'USD once', isNumber: true },
      { name: 'With all 20 slots' },
    ],
    rows: costs.map(({ region, copyCount, sentGib, usd: cost, days }) => [
      region,
      plain(copyCount),
      plain(sentGib),
      plain(cost),
      span(days),
    ]),
  });
