import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alerts } from './alerts';
import { DeadLetterQueue } from './dead-letter-queue';
import type { NodeFunction } from './node-function';

/** How soon an event comes again that could not be handled. Longer than ReceiveEvent runs. */
const VISIBILITY_SECONDS = 180;

/** So often that a Step Functions that is out for a whole day loses no event. */
const MAX_RECEIVE_COUNT = (30 * 3600) / VISIBILITY_SECONDS;

/** As many executions as one batch starts in the time of ReceiveEvent, however slowly Step Functions answers. */
const BATCH_SIZE = 5;

/** Events of EC2 that wait to be handled, for as long as Step Functions takes none. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { alerts }: { readonly alerts: Alerts }) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      alerts,
      fifo: false,
      impact: 'Events of EC2 about snapshots were not handled: those snapshots are not yet protected.',
      action:
        'Read in the log of ReceiveEvent (filter level = "ERROR") what stood in the way and repair it, then redrive this queue in the SQS console: ' +
        'its messages are the events, whole.',
    });
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    alerts.alarm(this, 'Age', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      threshold: Duration.hours(1).toSeconds(),
      impact:
        'An event of EC2 about a snapshot has not been handled for an hour: that snapshot is not yet protected.',
      action:
        'Read in the log of ReceiveEvent (filter level = "ERROR") what stands in the way. It is tried again every few minutes for 30 hours.',
    });
  }

  /** Hands events over as they come; those that cannot be handled come again by themselves. */
  feed(consumer: NodeFunction): void {
    consumer.fn.addEventSource(
      new SqsEventSource(this.queue, { batchSize: BATCH_SIZE, reportBatchItemFailures: true }),
    );
  }
}
