import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alerts } from './alerts';
import { DeadLetterQueue } from './dead-letter-queue';
import type { NodeFunction } from './node-function';

/**
 * For how long NotifyFailure collects before it tells: less than the minute within which a single failure is told.
 */
const BATCHING_WINDOW_SECONDS = 45;

/**
 * How soon a failure that is held, or could not be told, comes again. Longer than the window and the function take together;
 * short enough for a held one to be told within five minutes (see gather-failures).
 */
const VISIBILITY_SECONDS = 90;

/** The most that SQS allows: 25 hours of an SNS that takes nothing. */
const MAX_RECEIVE_COUNT = 1000;

/** Failures that are to be told. They wait here for those of the same cause, and for an SNS that takes them. */
export class FailureQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { alerts }: { readonly alerts: Alerts }) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      alerts,
      fifo: false,
      impact: 'Failures could not be told for a day: people do not know of them.',
      action:
        'Read in the log of NotifyFailure what stood in the way and repair it, then redrive the dead-letter queue.',
    });
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
  }

  /** Hands over what has come within the window at once, since a message for a person is about all of it. */
  feed(consumer: NodeFunction): void {
    consumer.fn.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 1000,
        maxBatchingWindow: Duration.seconds(BATCHING_WINDOW_SECONDS),
        // The least that Lambda allows: what was told lately, each environment knows for itself.
        maxConcurrency: 2,
        reportBatchItemFailures: true,
      }),
    );
  }

  /** Lets a function tell of a failure. */
  allowSend(sender: NodeFunction): void {
    sender.allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }
}
