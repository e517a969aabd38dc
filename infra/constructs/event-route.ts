import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { EventQueue } from './event-queue';

export type EventRouteProps = {
  readonly description: string;
  readonly detailType: 'EBS Snapshot Notification' | 'EBS Multi-Volume Snapshots Completion Status';
  /** Such as `createSnapshot`. Both results of it are taken. */
  readonly event: string;
  readonly eventQueue: EventQueue;
};

/**
 * Sends one kind of EC2 event to the event queue. An event that cannot be delivered for a day, which is as long as
 * EventBridge tries, goes to its dead-letter queue. EC2 sends events on best effort, so some never come.
 */
export class EventRoute extends Construct {
  constructor(scope: Construct, id: string, { description, detailType, event, eventQueue }: EventRouteProps) {
    super(scope, id);
    const eventPattern: EventPattern = {
      source: ['aws.ec2'],
      detailType: [detailType],
      detail: { event: [event], result: ['succeeded', 'failed'] },
    };
    new Rule(this, 'Rule', {
      description,
      eventPattern,
      targets: [
        new SqsQueue(eventQueue.queue, {
          deadLetterQueue: eventQueue.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
