import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { NotifyFailure } from '../functions/notify-failure';
import type { Settings } from '../settings';
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

export type FailureQueueProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly alerts: Alerts;
};

/** Failures that are to be told by NotifyFailure. They wait here for those of the same cause, and for an SNS that takes them. */
export class FailureQueue extends WaitingQueue {
  constructor(scope: Construct, id: string, { settings, alerts }: FailureQueueProps) {
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
    // What has come within the window is handed over at once, since a message for a person is about all of it.
    this.handTo(new NotifyFailure(this, { settings, alerts }), {
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
