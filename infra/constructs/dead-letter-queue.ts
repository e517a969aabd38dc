import { Duration, Validations } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Alerts } from './alerts';

export type DeadLetterQueueProps = {
  readonly alerts: Alerts;
  readonly fifo: boolean;
  /** What a message in this queue means. */
  readonly impact: string;
  readonly action: string;
};

/** Keeps what could not be delivered for as long as SQS keeps anything, and tells a person of the first message. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, { alerts, fifo, impact, action }: DeadLetterQueueProps) {
    super(scope, id, {
      ...(fifo && { fifo }),
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is a dead-letter queue; its messages wait for a person.',
    });
    alerts.alarm(this, 'Alarm', {
      metric: this.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      impact,
      action,
    });
  }
}
