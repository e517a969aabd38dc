import type { Construct } from 'constructs';
import type { NotifyFailureEnvironment, Variables } from '../../functions/domain/environment';
import type { Alerts } from './alerts';
import { NodeFunction } from './node-function';

export type NotifyFailureProps = { readonly deployment: string; readonly alerts: Alerts };

/** Tells people what a machine could not do. */
export class NotifyFailure extends NodeFunction {
  constructor(scope: Construct, { deployment, alerts }: NotifyFailureProps) {
    super(scope, 'NotifyFailure', {
      description: 'Tells the alerts topic which step failed, for which snapshots, and why',
      timeoutSeconds: 50,
      environment: { DEPLOYMENT: deployment, TOPIC_ARN: alerts.topic.topicArn } satisfies Variables<
        typeof NotifyFailureEnvironment
      >,
    });
    alerts.allowPublish(this);
  }
}
