import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alerts } from './alerts';
import type { Callable } from './callable';
import { DeadLetterQueue } from './dead-letter-queue';
import type { NodeFunction } from './node-function';

type Words = {
  /** What it means for whoever relies on the snapshots. */
  readonly impact: string;
  /** What the reader of the alarm should do. */
  readonly action: string;
};

export type WaitingQueueProps = {
  readonly alerts: Alerts;
  readonly fifo: boolean;
  /** How soon a message comes again that could not be handled. Longer than the consumer runs. */
  readonly visibilitySeconds: number;
  /** How often a message is handed out before it is a dead letter; SQS allows 1,000. */
  readonly maxReceiveCount: number;
  /** Of a message that was given up. */
  readonly deadLetters: Words;
  /** Rings when a message has waited for so long. */
  readonly age?: Words & { readonly hours: number };
};

/** Messages that wait for a function, for as long as SQS keeps anything; those that are given up wait for a person. */
export class WaitingQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  /** `${CopyQueueUrl}` in an ASL file, for the construct id `CopyQueue`. */
  readonly send: Callable;

  constructor(scope: Construct, id: string, props: WaitingQueueProps) {
    super(scope, id);
    const { alerts, fifo, visibilitySeconds, maxReceiveCount, deadLetters, age } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { alerts, fifo, ...deadLetters });
    this.queue = new Queue(this, 'Queue', {
      ...(fifo && { fifo }),
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    this.send = {
      placeholder: `${id}Url`,
      value: this.queue.queueUrl,
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
    };
    if (age === undefined) return;
    alerts.alarm(this, 'Age', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      threshold: Duration.hours(age.hours).toSeconds(),
      impact: age.impact,
      action: age.action,
    });
  }

  /** Hands messages to `consumer`, which answers for each of a batch; those that it could not handle come again. */
  protected handTo(
    consumer: NodeFunction,
    batches: Omit<SqsEventSourceProps, 'reportBatchItemFailures'>,
  ): void {
    consumer.fn.addEventSource(new SqsEventSource(this.queue, { ...batches, reportBatchItemFailures: true }));
  }
}
