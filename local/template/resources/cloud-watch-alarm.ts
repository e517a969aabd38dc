import * as z from 'zod';
import { text, withoutEffect } from '../property-schemas';
import { arn, type Resource, type ResourceType } from '../resource-type';

const Dimensions = z
  .array(z.strictObject({ Name: text, Value: text }))
  .default([])
  .transform((dimensions) => Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])));

const Statistic = z.enum(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount']);

const MetricStat = z.strictObject({
  Metric: z.strictObject({ Namespace: text, MetricName: text, Dimensions }),
  Period: z.number(),
  Stat: Statistic,
});

const properties = z.strictObject({
  AlarmName: text.optional(),
  AlarmDescription: text.optional(),
  Namespace: text.optional(),
  MetricName: text.optional(),
  Dimensions,
  Statistic: Statistic.optional(),
  Period: z.number().optional(),
  Metrics: z
    .array(
      z.strictObject({
        Id: text,
        Expression: text.optional(),
        MetricStat: MetricStat.optional(),
        ReturnData: z.boolean().default(true),
        Label: withoutEffect,
      }),
    )
    .optional(),
  Threshold: z.number(),
  ComparisonOperator: text,
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  TreatMissingData: z.enum(['missing', 'notBreaching', 'breaching', 'ignore']).optional(),
  AlarmActions: z.array(text).optional(),
  OKActions: z.array(text).optional(),
});

export const cloudWatchAlarm: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::CloudWatch::Alarm',
  nameProperty: 'AlarmName',
  attributes: { Arn: arn('cloudwatch', ({ name }) => `alarm:${name}`) },
  properties,
  create(alarm, { iam, cloudWatch, nowMs, carryOut }) {
    const given = alarm.properties;
    const actions = [...(given.AlarmActions ?? []), ...(given.OKActions ?? [])];
    for (const action of new Set(actions))
      iam.addSource('cloudwatch.amazonaws.com', action, alarm.attribute('Arn'));
    const outcome = cloudWatch.putAlarm(nowMs, alarm.region, {
      name: alarm.name,
      ...(given.AlarmDescription !== undefined && { description: given.AlarmDescription }),
      ...metricsOf(alarm),
      threshold: given.Threshold,
      comparisonOperator: given.ComparisonOperator,
      evaluationPeriods: given.EvaluationPeriods,
      ...(given.DatapointsToAlarm !== undefined && { datapointsToAlarm: given.DatapointsToAlarm }),
      ...(given.TreatMissingData && { treatMissingData: given.TreatMissingData }),
      ...(given.AlarmActions && { alarmActions: given.AlarmActions }),
      ...(given.OKActions && { okActions: given.OKActions }),
    });
    carryOut('cloudwatch', outcome);
  },
};

/** An alarm names one metric, or several and the expression over them that it watches. */
function metricsOf({ properties: given, logicalId }: Resource<z.output<typeof properties>>) {
  const { Metrics, Namespace, MetricName, Dimensions: dimensions, Statistic: statistic, Period } = given;
  if (Metrics === undefined) {
    if (!Namespace || !MetricName || !statistic || !Period)
      throw new Error(`not simulated: the alarm ${logicalId}, which has no metric with a statistic`);
    const metric = { namespace: Namespace, name: MetricName, dimensions, statistic, periodSeconds: Period };
    return { metrics: [{ id: 'metric', ...metric }] };
  }
  const metrics = Metrics.flatMap(({ Id, MetricStat: stat }) =>
    stat === undefined
      ? []
      : [
          {
            id: Id,
            namespace: stat.Metric.Namespace,
            name: stat.Metric.MetricName,
            dimensions: stat.Metric.Dimensions,
            statistic: stat.Stat,
            periodSeconds: stat.Period,
          },
        ],
  );
  const expression = Metrics.find(({ ReturnData }) => ReturnData)?.Expression;
  return { metrics, ...(expression !== undefined && { expression }) };
}
