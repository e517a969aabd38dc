import * as Plot from '@observablehq/plot';
import type { PlanCost } from '../../../local/rehearsal/figures';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { figure } from '../../page/parts/figure';
import { plain, usd } from '../../page/parts/format';
import { regionStyle } from '../../page/parts/regions';
import { table } from '../../page/parts/table';

/** Narrower parts of a bar have no amount in them. */
const LABEL_WIDTH = 52;

/** What is drawn as one part of a bar. */
type Part = { readonly plan: string; readonly part: string; readonly usd: number; readonly color: string };

/** What is of no Region has none of their colours. */
const COLORS = { 'copy transfer': 'var(--muted)', 'requests and transitions': 'var(--ink)' };

/** The estimated bill of the settings' retention beside the alternatives. */
export function costs(data: RehearsalWithFigures): HTMLElement[] {
  const { figures, days, regions } = data;
  const plans = figures.costs;
  const names = regions.map(({ region }) => region);
  const parts = plans.flatMap((plan) => partsOf(plan, names));
  return [
    figure({
      id: 'costs',
      title: 'Estimated cost per month',
      caption:
        `In US dollars, going by what is held after ${days} days and what was sent and run in them, at list prices of ${priceDates(plans)}. What happens once, the first copies of each volume, stands apart below.` +
        (plans.length > 1
          ? ' The alternatives were played with the same fleet, days and seed; volumes with a retention tag keep their own rules.'
          : ' To see other retentions beside this one, add --compare "7d 4w 12m / 7d" to the command.'),
      legend: partLegend(parts),
      draw: (width) => barChart(width, plans, parts),
      numbers: () => ({
        columns: [
          { name: 'Retention' },
          { name: 'Item' },
          { name: 'Where' },
          { name: 'Quantity', isNumber: true },
          { name: 'Unit' },
          { name: 'Unit price (USD)', isNumber: true },
          { name: 'USD a month', isNumber: true },
        ],
        rows: plans.flatMap(({ name, lines }) =>
          lines.map(({ item, where, quantity, price, usd: cost }) => [
            name,
            item,
            where,
            plain(quantity),
            price.per,
            priceText(price.usd),
            plain(cost),
          ]),
        ),
      }),
    }),
    planTable(plans),
    ...unfilled(plans, days),
  ];
}

/** From the oldest to the newest month. */
const priceDates = (plans: readonly PlanCost[]): string => {
  const months = plans.flatMap(({ lines }) => lines.map(({ price }) => price.asOf)).sort();
  return [...new Set([months[0], months.at(-1)])].join(' to ');
};

const priceText = (price: number): string => price.toFixed(7).replace(/0+$/, '');

/** What differs between the plans, at a glance. */
const planTable = (plans: readonly PlanCost[]): HTMLElement =>
  table('Retentions side by side', {
    columns: [
      { name: 'Retention' },
      { name: 'Primary keeps' },
      { name: 'DR keeps' },
      { name: 'Snapshots held', isNumber: true },
      { name: 'GiB held', isNumber: true },
      { name: 'USD a month', isNumber: true },
      { name: 'First copies, once (USD)', isNumber: true },
    ],
    rows: plans.map((plan) => [
      plan.name,
      plan.primary,
      plan.dr,
      plain(plan.snapshotCount),
      plain(plan.storedGib),
      plain(plan.usdPerMonth),
      plain(plan.firstCopiesUsd),
    ]),
  });

const unfilled = (plans: readonly PlanCost[], days: number): HTMLElement[] =>
  plans
    .filter(({ unfilledRules }) => unfilledRules.length > 0)
    .map(({ name, unfilledRules }) =>
      element(
        'p',
        { class: 'note' },
        `${name}: ${unfilledRules.join(', ')} reaches further back than the ${days} days played, so it will hold and cost more than shown. Play more with --days.`,
      ),
    );

function barChart(width: number, plans: readonly PlanCost[], parts: readonly Part[]): Element {
  const narrow = width < 700;
  const marginLeft = narrow ? 130 : 170;
  const most = Math.max(0.01, ...plans.map(({ usdPerMonth }) => usdPerMonth));
  const pixelsPerUsd = (width - marginLeft - 90) / most;
  return Plot.plot({
    width,
    height: 60 + 46 * plans.length,
    marginLeft,
    marginRight: 90,
    marginTop: 8,
    marginBottom: 36,
    ariaLabel: 'Estimated cost per month by retention and item, in US dollars',
    x: { label: 'USD a month', domain: [0, most], grid: true, ticks: Math.floor(width / 120) },
    y: { type: 'band', domain: plans.map(({ name }) => name), label: null, tickSize: 0, padding: 0.25 },
    color: { type: 'identity' },
    marks: [
      Plot.barX(
        parts,
        Plot.stackX({
          x: 'usd',
          y: 'plan',
          fill: 'color',
          order: null,
          insetRight: 1,
          title: ({ plan, part, usd: cost }: Part) => `${plan}\n${part}: ${usd(cost)}`,
          tip: true,
        }),
      ),
      Plot.text(
        parts,
        Plot.stackX({
          x: 'usd',
          y: 'plan',
          order: null,
          text: ({ usd: cost }: Part) => (cost * pixelsPerUsd >= LABEL_WIDTH ? usd(cost) : ''),
          fill: 'var(--on-series)',
          pointerEvents: 'none',
        }),
      ),
      Plot.text(plans, {
        x: 'usdPerMonth',
        y: 'name',
        text: ({ usdPerMonth }: PlanCost) => usd(usdPerMonth),
        textAnchor: 'start',
        dx: 8,
        fontWeight: 'bold',
        fontSize: 13,
        fill: 'var(--ink)',
      }),
      Plot.ruleX([0]),
    ],
  });
}

/** `regions`: the primary one first. */
function partsOf({ name: plan, lines }: PlanCost, regions: readonly string[]): Part[] {
  const parts = new Map<string, Part>();
  for (const { item, where, usd: cost } of lines) {
    const named =
      item === 'snapshot storage'
        ? { part: `storage in ${where}`, color: regionStyle(regions.indexOf(where)).color }
        : ofNoRegion(item === 'copy transfer' ? item : 'requests and transitions');
    const known = parts.get(named.part);
    parts.set(named.part, { plan, ...named, usd: (known?.usd ?? 0) + cost });
  }
  return [...parts.values()];
}

const ofNoRegion = (part: keyof typeof COLORS): Pick<Part, 'part' | 'color'> => ({
  part,
  color: COLORS[part],
});

const partLegend = (parts: readonly Part[]): HTMLElement => {
  const colors = new Map(parts.map(({ part, color }) => [part, color]));
  return element(
    'ul',
    { class: 'legend' },
    ...[...colors].map(([part, color]) =>
      element('li', {}, element('span', { class: 'swatch', style: `background: ${color}` }), part),
    ),
  );
};

/** For the prices' table: all that were used. */
export const usedPrices = (plans: readonly PlanCost[]) => {
  const prices = plans.flatMap(({ lines }) => lines.map(({ price, where }) => ({ ...price, where })));
  const key = ({ item, where }: (typeof prices)[number]): string => `${item} ${where}`;
  return [...new Map(prices.map((price) => [key(price), price])).values()].map((price) => ({
    ...price,
    text: `${priceText(price.usd)} USD per ${price.per}`,
    note: price.region === 'any other' ? 'assumed: the table has no price for this Region' : '',
  }));
};
