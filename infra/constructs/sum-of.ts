import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';

/** Of one expression in an alarm (CloudWatch quotas). */
const METRIC_LIMIT = 10;

/** How often any of `metrics` happened in five minutes, as `FILL(a,0)+FILL(b,0)`. Keys begin with a lower-case letter. */
export function sumOf(metrics: Readonly<Record<string, IMetric>>): MathExpression {
  const names = Object.keys(metrics);
  if (names.length > METRIC_LIMIT)
    throw new Error(`An alarm can watch ${METRIC_LIMIT} metrics, not ${names.length}: ${names.join(', ')}`);
  return new MathExpression({
    expression: names.map((name) => `FILL(${name},0)`).join('+'),
    usingMetrics: { ...metrics },
    period: Duration.minutes(5),
  });
}
