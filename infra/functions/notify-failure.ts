import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { NotifyFailureEnvironment, Variables } from '../../functions/domain/environment';
import type { Alerts } from '../constructs/alerts';
import { counterOf } from '../constructs/counter';
import { NodeFunction } from '../constructs/node-function';
import type { Settings } from '../settings';

export type NotifyFailureProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly alerts: Alerts;
};

/** Tells people of the failures in the failure queue, once for each cause. */
export class NotifyFailure extends NodeFunction {
  constructor(scope: Construct, { settings, alerts }: NotifyFailureProps) {
    super(scope, 'NotifyFailure', {
      settings,
      description: 'Tells the alerts topic what failed and why, once for each cause',
      // With the batching window, less than the time for which the queue hides a message that is being told.
      timeoutSeconds: 30,
      environment: { DEPLOYMENT: settings.deployment, TOPIC_ARN: alerts.topic.topicArn } satisfies Variables<
        typeof NotifyFailureEnvironment
      >,
    });
    alerts.allowPublish(this);
    alerts.alarm(this, 'Untold', {
      metric: counterOf(settings, 'FailuresUntold', Duration.minutes(5)),
      threshold: 1,
      periods: 3,
      impact: 'Failures could not be told for 15 minutes: they wait in the failure queue.',
      action: 'Read in the log of NotifyFailure what stands in the way. They are told once it is repaired.',
    });
  }
}
