import { Duration, Validations } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
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

/** Keeps what could not be delivered for as long as SQS keeps anything, and tells a person of the first message and of more that come. */
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
    const period = Duration.minutes(5);
    const waiting = this.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period });
    alerts.alarm(this, 'Alarm', { metric: waiting, threshold: 1, impact, action });
    // That one tells once, and then stays in ALARM for as long as anything waits. This one rings whenever there are more than five
    // minutes ago, and is OK again five minutes later. What SQS itself moves here counts for no metric of messages sent. Without a
    // FILL, since a gap in the metric is no rise, and the first message after a long silence is told by the other alarm alone. One that comes
    // within the five minutes in which as many are taken out is not seen.
    alerts.alarm(this, 'More', {
      metric: new MathExpression({ expression: 'DIFF(waiting)', usingMetrics: { waiting }, period }),
      threshold: 1,
      impact: `More dead letters have come. ${impact}`,
      action,
    });
  }
}
