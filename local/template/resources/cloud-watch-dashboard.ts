import * as z from 'zod';
import type { DashboardLine, Widget } from '../../aws/dashboard';
import { divisorOf, weightsOf } from '../../aws/metric-math';
import { json, text, withoutEffect } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const Options = z.strictObject({
  id: text.optional(),
  label: text.optional(),
  region: text.optional(),
  visible: z.boolean().default(true),
  period: z.number().default(300),
  stat: z.enum(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount']).default('Average'),
});

const Expression = z.strictObject({ label: text, expression: text, period: withoutEffect });

/** Namespace, name, and then name and value of each dimension. Without the short forms of those of the metric before. */
const Named = z.array(text.regex(/^[^.]/)).min(2);

const Metric = z.union([
  z.tuple([Expression]).transform(([expression]) => expression),
  z
    .tuple([text, text], z.unknown())
    .transform((parts) => [parts.slice(0, -1), parts.at(-1)])
    .pipe(z.tuple([Named, Options]))
    .transform(([[namespace = '', name = '', ...pairs], options]) => ({
      namespace,
      name,
      dimensions: Object.fromEntries(
        pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] ?? '']] : [])),
      ),
      ...options,
    })),
]);

const place = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };

const metricWidget = {
  title: text,
  region: text,
  metrics: z.array(Metric),
};

const Properties = z.union([
  z.strictObject({ ...metricWidget, view: z.literal('singleValue') }),
  z.strictObject({
    ...metricWidget,
    view: z.literal('timeSeries'),
    yAxis: z.strictObject({
      left: z.strictObject({ min: z.literal(0), label: text, showUnits: withoutEffect }),
    }),
    annotations: z
      .strictObject({
        horizontal: z.array(z.strictObject({ value: z.number(), label: text, yAxis: z.literal('left') })),
      })
      .optional(),
  }),
]);

const Body = z.strictObject({
  start: withoutEffect,
  periodOverride: withoutEffect,
  widgets: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({
        ...place,
        type: z.literal('text'),
        properties: z.strictObject({ markdown: text, background: withoutEffect }),
      }),
      z.strictObject({ ...place, type: z.literal('metric'), properties: Properties }),
      z.strictObject({
        ...place,
        type: z.literal('alarm'),
        properties: z.strictObject({ title: text, alarms: z.array(text) }),
      }),
      z.strictObject({
        ...place,
        type: z.literal('log'),
        properties: z.strictObject({ title: text, region: text, query: text, view: z.literal('table') }),
      }),
    ]),
  ),
});

const properties = z.strictObject({ DashboardName: text, DashboardBody: json(Body) });

export const cloudWatchDashboard: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::CloudWatch::Dashboard',
  nameProperty: 'DashboardName',
  attributes: {},
  properties,
  create({ name, region, properties: { DashboardBody } }, { cloudWatch }) {
    cloudWatch.putDashboard({ name, region, widgets: DashboardBody.widgets.map(widgetOf) });
  },
};

function widgetOf({ x, y, width, height, ...widget }: z.output<typeof Body>['widgets'][number]): Widget {
  const at = { x, y, width, height };
  switch (widget.type) {
    case 'text':
      return { ...at, type: 'text', markdown: widget.properties.markdown };
    case 'alarm': {
      const { title, alarms } = widget.properties;
      return { ...at, type: 'alarms', title, alarmNames: alarms.map((arn) => arn.split(':').at(-1) ?? arn) };
    }
    case 'log': {
      const { title, region, query } = widget.properties;
      const sources = Array.from(query.matchAll(/SOURCE '([^']+)' \| /g));
      const logGroupNames = sources.map(([, logGroup = '']) => logGroup);
      const asked = query.slice(sources.reduce((length, [source]) => length + source.length, 0));
      return { ...at, type: 'log', title, region, logGroupNames, query: asked };
    }
    case 'metric': {
      const { title, view } = widget.properties;
      const lines = linesOf(title, widget.properties);
      if (view === 'singleValue') return { ...at, type: 'numbers', title, lines };
      const { yAxis, annotations } = widget.properties;
      return {
        ...at,
        type: 'graph',
        title,
        unit: yAxis.left.label,
        lines,
        limits: annotations?.horizontal ?? [],
      };
    }
  }
}

/** An expression is over metrics of the same widget, which are not shown themselves. */
function linesOf(
  title: string,
  { region: ofWidget, metrics }: Pick<z.output<typeof Properties>, 'region' | 'metrics'>,
): DashboardLine[] {
  const named = metrics
    .filter((metric) => 'namespace' in metric)
    .map(({ id = 'metric', label, region = ofWidget, visible, period, stat, ...metric }) => ({
      visible,
      label: label ?? metric.name,
      metric: { ...metric, id, region, statistic: stat, periodSeconds: period },
    }));
  const expressions = metrics
    .filter((metric) => 'expression' in metric)
    .map(({ label, expression }) => {
      const used = named.map(({ metric }) => metric).filter(({ id }) => namesIn(expression).includes(id));
      const ids = used.map(({ id }) => id);
      if (weightsOf(expression, ids) === undefined && divisorOf(expression, ids) === undefined)
        throw new Error(`not simulated: the expression ${expression} in the widget "${title}"`);
      return { label, expression, metrics: used };
    });
  const plain = named
    .filter(({ visible }) => visible)
    .map(({ label, metric }) => ({ label, metrics: [metric] }));
  return [...expressions, ...plain];
}

const namesIn = (expression: string): readonly string[] => expression.match(/[a-z]\w*/g) ?? [];
