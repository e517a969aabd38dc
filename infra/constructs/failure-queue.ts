import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Alerts } from './alerts';
import type { NodeFunction } from './node-function';
import { WaitingQueue } from './waiting-queue';

/** For how long NotifyFailure collects before it tells: less than the minute within which a single failure is told. */
const BATCHING_WINDOW_SECONDS = 45;

/**
 * Longer than the window and the function take together; short enough for a failure that is held to be told within five minutes
 * (see gather-failures).
 */
const VISIBILITY_SECONDS = 90;

/** 25 hours of an SNS that takes nothing. */
const MAX_RECEIVE_COUNT = 1000;

/** Failures that are to be told. They wait here for those of the same cause, and for an SNS that takes them. */
export class FailureQueue extends WaitingQueue {
  constructor(scope: Construct, id: string, { alerts }: { readonly alerts: Alerts }) {
    super(scope, id, {
      alerts,
      fifo: false,
      visibilitySeconds: VISIBILITY_SECONDS,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      deadLetters: {
        impact: 'Failures could not be told for a day: people do not know of them.',
        action:
          'Read in the log of NotifyFailure what stood in the way and repair it, then redrive the dead-letter queue.',
      },
    });
  }

  /** Hands over what has come within the window at once, since a message for a person is about all of it. */
  feed(consumer: NodeFunction): void {
    this.handTo(consumer, {
      batchSize: 1000,
      maxBatchingWindow: Duration.seconds(BATCHING_WINDOW_SECONDS),
      // The least that Lambda allows: what was told lately, each environment knows for itself.
      maxConcurrency: 2,
    });
  }

  /** Lets a function tell of a failure. */
  allowSend(sender: NodeFunction): void {
    sender.allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }
}
