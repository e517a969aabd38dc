import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE } from '../../functions/domain/metrics-namespace';
import { nameOf } from '../names';
import type { Settings } from '../settings';

/** How often the functions of one primary Region have counted `metricName` in a Region, in each period. */
export const counterOf = (
  settings: Pick<Settings, 'deployment' | 'primary'>,
  metricName: string,
  period: Duration,
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: nameOf(settings) },
    statistic: Stats.SUM,
    period,
  });

/** The highest that the functions of one primary Region have said `metricName` of `ofRegion` to be, or of a schedule of backups there, in each period. */
export const gaugeOf = (
  settings: Pick<Settings, 'deployment' | 'primary'>,
  metricName: string,
  ofRegion: string,
  period: Duration,
  { ofSchedule }: { readonly ofSchedule?: string } = {},
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: {
      service: nameOf(settings),
      region: ofRegion,
      ...(ofSchedule !== undefined && { schedule: ofSchedule }),
    },
    statistic: Stats.MAXIMUM,
    period,
  });
