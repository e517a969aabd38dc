import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  MathExpression,
  type Metric,
  SingleValueWidget,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';

/** Of most lines: a point for each hour, which shows a week at a glance. */
export const PERIOD = Duration.hours(1);

const COLUMNS = 24;
const HEIGHT = 6;

/** A question of the operator, and what to do where the answer is bad. */
export const question = (title: string, text: string): TextWidget =>
  new TextWidget({
    markdown: `## ${title}\n${text}`,
    width: COLUMNS,
    height: 3,
    background: TextWidgetBackground.TRANSPARENT,
  });

/** Numbers as they are now, in a row of their own. */
export const numbers = (title: string, metrics: readonly IMetric[]): SingleValueWidget =>
  new SingleValueWidget({ title, metrics: [...metrics], width: COLUMNS, height: 4 });

export type Graph = {
  readonly title: string;
  /** What the numbers are, such as `hours`. */
  readonly unit: string;
  readonly lines: readonly IMetric[];
  /** What the lines should stay below. */
  readonly limit?: { readonly value: number; readonly label: string };
};

/** Graphs side by side over the whole width. */
export const graphs = (...row: readonly Graph[]): GraphWidget[] =>
  row.map(
    ({ title, unit, lines, limit }) =>
      new GraphWidget({
        title,
        left: [...lines],
        leftYAxis: { min: 0, label: unit, showUnits: false },
        ...(limit && { leftAnnotations: [limit satisfies HorizontalAnnotation] }),
        width: COLUMNS / row.length,
        height: HEIGHT,
      }),
  );

/** What a line is called, and what it is made of. */
export type Line<Of> = readonly [label: string, of: Of];

const UNITS = { hours: 3600, minutes: 60 };

/** Metrics in seconds as lines in `unit`. */
export const inUnit = (unit: keyof typeof UNITS, lines: readonly Line<Metric>[]): MathExpression[] =>
  lines.map(([label, seconds], line) => {
    const id = idOf(line);
    return new MathExpression({
      label,
      expression: `${id}/${UNITS[unit]}`,
      usingMetrics: { [id]: seconds },
      period: seconds.period,
    });
  });

/** Lines of which each is the sum of its metrics; what did not happen counts as 0. */
export const sums = (lines: readonly Line<readonly IMetric[]>[]): MathExpression[] =>
  lines.map(([label, metrics], line) => {
    const named = metrics.map((metric, index) => [idOf(line, index), metric] as const);
    return new MathExpression({
      label,
      expression: named.map(([id]) => `FILL(${id},0)`).join('+'),
      usingMetrics: Object.fromEntries(named),
      period: PERIOD,
    });
  });

/** Lines of how often things happened in each hour. */
export const counts = (lines: readonly Line<IMetric>[]): MathExpression[] =>
  sums(lines.map(([label, metric]) => [label, [metric]]));

/** All expressions of a graph share the ids of its metrics. */
const idOf = (line: number, index = 0): string => `line${line + 1}metric${index + 1}`;
