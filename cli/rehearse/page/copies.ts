import * as Plot from '@observablehq/plot';
import { HOUR_MS } from '../../../local/kernel/time-units';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { figure } from '../../page/parts/figure';
import { minute, plain } from '../../page/parts/format';
import type { TableSpec } from '../../page/parts/table';
import { regionStyle } from '../../page/parts/regions';
import { TIME_AXIS_HEIGHT, timeAxis } from './time-axis';

/** AWS's default for concurrent snapshot copies to one destination Region. */
const COPY_LIMIT = 20;

/** The copy queue and the running copies of each DR Region over time. */
export function copies(data: RehearsalWithFigures): HTMLElement {
  const { figures, regions } = data;
  const every = `The most in each ${figures.intervalHours === 1 ? 'hour' : `${figures.intervalHours} hours`}.`;
  const dr = regions.slice(1).map(({ region }) => region);
  return element(
    'div',
    {},
    ...dr.map((region, index) =>
      figure({
        id: `running-${region}`,
        title: `Running copies to ${region}`,
        caption: `${every} AWS runs ${COPY_LIMIT} at a time unless it is asked for more.`,
        draw: (width) =>
          barChart(width, data, {
            unit: 'copies',
            color: regionStyle(index + 1).color,
            limit: COPY_LIMIT,
            values: figures.copies.map(({ running }) => running[region] ?? 0),
          }),
        numbers: () => numbers(data, 'Running copies', ({ running }) => running[region] ?? 0),
      }),
    ),
    figure({
      id: 'copy-queue',
      title: 'Copies in the queue',
      caption: `${every} Those that wait for a slot and the one that is being asked for, ${dr.length > 1 ? 'for all DR Regions together' : `to ${dr.join()}`}. Waiting is not failing.`,
      draw: (width) =>
        barChart(width, data, {
          unit: 'copies',
          color: 'var(--series-1)',
          values: figures.copies.map(({ queueLength }) => queueLength),
        }),
      numbers: () => numbers(data, 'Copies in the queue', ({ queueLength }) => queueLength),
    }),
  );
}

type Sample = RehearsalWithFigures['figures']['copies'][number];

function barChart(
  width: number,
  { figures, from, days }: RehearsalWithFigures,
  { unit, color, limit, values }: { unit: string; color: string; limit?: number; values: readonly number[] },
): Element {
  const intervalMs = figures.intervalHours * HOUR_MS;
  const bars = figures.copies.map(({ at }, index) => ({
    from: new Date(Date.parse(at) - intervalMs),
    to: new Date(at),
    value: values[index] ?? 0,
  }));
  return Plot.plot({
    width,
    height: 164,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 24,
    marginBottom: TIME_AXIS_HEIGHT,
    ariaLabel: `${unit} over time`,
    x: timeAxis([new Date(from), new Date(Date.parse(from) + days * 24 * HOUR_MS)], width - 56),
    y: { label: unit, grid: true, ticks: 4, domain: [0, Math.max(limit ?? 0, 1, ...values) * 1.15] },
    marks: [
      Plot.rectY(
        bars.filter(({ value }) => value > 0),
        {
          x1: 'from',
          x2: 'to',
          y: 'value',
          fill: color,
          title: ({ from: start, value }: (typeof bars)[number]) =>
            `${minute(start.toISOString())} UTC: ${value}`,
          tip: true,
        },
      ),
      ...(limit === undefined
        ? []
        : [
            Plot.ruleY([limit], { stroke: 'var(--ink)', strokeDasharray: '4 3' }),
            Plot.text([limit], {
              y: (value: number) => value,
              frameAnchor: 'right',
              textAnchor: 'end',
              dx: -4,
              dy: -7,
              text: () => `AWS's limit ${limit}`,
              fontWeight: 'bold',
              stroke: 'var(--surface)',
              strokeWidth: 4,
              fill: 'var(--ink)',
            }),
          ]),
      Plot.ruleY([0]),
    ],
  });
}

const numbers = (
  { figures }: RehearsalWithFigures,
  name: string,
  value: (sample: Sample) => number,
): TableSpec => ({
  columns: [{ name: 'Until (UTC)' }, { name, isNumber: true }],
  rows: figures.copies.map((sample) => [minute(sample.at), plain(value(sample))]),
});
