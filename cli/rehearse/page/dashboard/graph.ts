import * as Plot from '@observablehq/plot';
import type { DrawnDashboard, DrawnGraph, DrawnLine } from '../../../../local/rehearsal/drawn-dashboard';
import { element } from '../../../page/parts/element';
import { figure } from '../../../page/parts/figure';
import { minute, plain } from '../../../page/parts/format';
import { lineLegend } from '../../../page/parts/regions';
import { TIME_AXIS_HEIGHT, timeAxis } from '../time-axis';
import { lineStyle } from './line-style';

const HEIGHT = 210;

type Point = { readonly at: Date; readonly value: number | null };

type Span = Pick<DrawnDashboard, 'fromMs' | 'toMs'>;

/** Lines over the days. Where nothing was measured, a line has a gap. */
export function graph({ title, unit, lines, limits }: DrawnGraph, span: Span): HTMLElement {
  const hasData = lines.some(({ values }) => values.some((value) => value !== null));
  return figure({
    id: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    title,
    caption: unit,
    legend: lineLegend(
      lines.map(({ label }, index) => ({ name: label, index })),
      lineStyle,
    ),
    draw: (width) =>
      hasData
        ? chart(width, { title, unit, lines, limits }, span)
        : element('p', { class: 'note' }, 'Nothing was measured in these days.'),
    numbers: () => ({
      columns: [{ name: 'From (UTC)' }, ...lines.map(({ label }) => ({ name: label, isNumber: true }))],
      rows: (lines[0]?.values ?? [])
        .map((_, index) => [
          minute(timeOf(lines[0]!, index).toISOString()),
          ...lines.map(({ values }) => textOf(values[index] ?? null)),
        ])
        .filter(([, ...values]) => values.some((value) => value !== '')),
    }),
  });
}

/** When a period of a line begins. The lines of one graph have the same periods. */
const timeOf = ({ fromMs, periodMs }: DrawnLine, period: number): Date =>
  new Date(fromMs + period * periodMs);

const textOf = (value: number | null): string => (value === null ? '' : plain(value));

function chart(
  width: number,
  { title, unit, lines, limits }: Pick<DrawnGraph, 'title' | 'unit' | 'lines' | 'limits'>,
  { fromMs, toMs }: Span,
): Element {
  const highest = Math.max(
    1,
    ...limits.map(({ value }) => value),
    ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)),
  );
  return Plot.plot({
    width,
    height: HEIGHT,
    marginLeft: 48,
    marginRight: 12,
    marginTop: 18,
    marginBottom: TIME_AXIS_HEIGHT,
    ariaLabel: `${title}, ${unit}`,
    x: timeAxis([new Date(fromMs), new Date(toMs)], width - 60),
    y: { label: null, grid: true, domain: [0, highest], nice: true, ticks: Math.min(5, Math.ceil(highest)) },
    marks: [
      Plot.ruleY([0]),
      ...limits.flatMap(({ value, label }) => [
        Plot.ruleY([value], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
        Plot.text([value], {
          y: (at: number) => at,
          frameAnchor: 'right',
          dx: -4,
          dy: -8,
          textAnchor: 'end',
          text: () => `${label} ${plain(value)}`,
          fontWeight: 'bold',
          stroke: 'var(--surface)',
          strokeWidth: 4,
          fill: 'var(--ink)',
        }),
      ]),
      // The first line lies on top, since it is the one that is asked for first.
      ...lines.flatMap((line, index) => marksOf(line, index, unit)).reverse(),
    ],
  });
}

function marksOf(line: DrawnLine, index: number, unit: string): Plot.Markish[] {
  const { color, dashes } = lineStyle(index);
  const at = line.values.map((value, period): Point => ({ at: timeOf(line, period), value }));
  const alone = at.filter(
    ({ value }, place) =>
      value !== null && (at[place - 1]?.value ?? null) === null && (at[place + 1]?.value ?? null) === null,
  );
  return [
    Plot.dot(alone, { x: 'at', y: 'value', fill: color, r: 2 }),
    Plot.line(at, {
      x: 'at',
      y: 'value',
      stroke: color,
      strokeDasharray: dashes,
      strokeLinecap: 'butt',
      strokeWidth: 1.75,
      title: ({ at: from, value }: Point) =>
        `${line.label}\n${minute(from.toISOString())}\n${value === null ? '' : plain(value)} ${unit}`,
      tip: true,
    }),
  ];
}
