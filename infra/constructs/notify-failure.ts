import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { NotifyFailureEnvironment, Variables } from '../../functions/domain/environment';
import type { Alerts } from './alerts';
import { NodeFunction } from './node-function';

export type NotifyFailureProps = { readonly deployment: string; readonly alerts: Alerts };

/** Tells people of the failures in the failure queue, once for each cause. */
export class NotifyFailure extends NodeFunction {
  constructor(scope: Construct, { deployment, alerts }: NotifyFailureProps) {
    super(scope, 'NotifyFailure', {
      description: 'Tells the alerts topic what failed and why, once for each cause',
      // With the batching window, less than the time for which the queue hides a message that is being told.
      timeoutSeconds: 30,
      environment: { DEPLOYMENT: deployment, TOPIC_ARN: alerts.topic.topicArn } satisfies Variables<
        typeof NotifyFailureEnvironment
      >,
    });
    alerts.allowPublish(this);
    alerts.alarm(this, 'Untold', {
      metric: new Metric({
        namespace: 'SnapshotKeeper',
        metricName: 'FailuresUntold',
        dimensionsMap: { service: deployment },
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      periods: 3,
      impact: 'Failures could not be told for 15 minutes: they wait in the failure queue.',
      action: 'Read in the log of NotifyFailure what stands in the way. They are told once it is repaired.',
    });
  }
}
