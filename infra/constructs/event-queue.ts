import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { shareOf, type StartRate } from '../../functions/domain/start-rate';
import { ReceiveEvent } from '../functions/receive-event';
import type { Settings } from '../settings';
import type { Alerts } from './alerts';
import type { AslStateMachine } from './asl-state-machine';
import { WaitingQueue } from './waiting-queue';

const VISIBILITY_SECONDS = 180;

/** So often that a Step Functions that is out for a whole day loses no event. */
const MAX_RECEIVE_COUNT = (30 * 3600) / VISIBILITY_SECONDS;

/** As many executions as one batch starts in the time of ReceiveEvent, however slowly Step Functions answers. */
const BATCH_SIZE = 5;

/** The fewest that Lambda takes: each starts executions at a pace of its own. */
const CONCURRENCY = 2;

/** Events of EC2 about snapshots. Those of one kind and result start one machine. */
export type Ec2Events = {
  readonly detailTypes: readonly (
    'EBS Snapshot Notification' | 'EBS Multi-Volume Snapshots Completion Status'
  )[];
  /** Such as `createSnapshot`. */
  readonly events: readonly string[];
  readonly result: 'succeeded' | 'failed';
  /** What the field `source` of the detail has to match; anything unless told. */
  readonly source?: readonly unknown[];
};

export type EventQueueProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly alerts: Alerts;
  /** At which executions are started. */
  readonly startRate: StartRate;
};

/** Events of EC2 that wait to be handled, for as long as Step Functions takes none. */
export class EventQueue extends WaitingQueue {
  readonly #receiver: ReceiveEvent;

  constructor(scope: Construct, id: string, { settings, alerts, startRate }: EventQueueProps) {
    super(scope, id, {
      alerts,
      fifo: false,
      visibilitySeconds: VISIBILITY_SECONDS,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      deadLetters: {
        impact: 'Events of EC2 about snapshots were not handled: those snapshots are not yet protected.',
        action:
          'Read in the log of ReceiveEvent (filter level = "ERROR") what stood in the way and repair it, then redrive this queue in the SQS console, with the event queue as ' +
          'custom destination: its messages are the events, whole, and what EventBridge itself has put there has no source queue to go back to.',
      },
      age: {
        hours: 1,
        impact:
          'An event of EC2 about a snapshot has not been handled for an hour: that snapshot is not yet protected.',
        action:
          'Read in the log of ReceiveEvent (filter level = "ERROR") what stands in the way. It is tried again every few minutes for 30 hours.',
      },
    });
    this.#receiver = new ReceiveEvent(this, {
      settings,
      queue: this.queue,
      rate: shareOf(startRate, CONCURRENCY),
    });
    this.handTo(this.#receiver, { batchSize: BATCH_SIZE, maxConcurrency: CONCURRENCY });
  }

  /** Has an execution of `machine` started for each message of a schedule that `what` is due. */
  startDue(what: 'sweep' | 'backup' | 'drill', { machine }: AslStateMachine): void {
    this.#receiver.start([what], 'due', machine.stateMachineArn);
  }

  /**
   * Has an execution of `machine` started for each snapshot that such an event is about. An event that EventBridge cannot deliver for
   * a day, which is as long as it tries, goes to the dead-letter queue. EC2 sends events on best effort, so some never come.
   */
  start({ machine, name }: AslStateMachine, { detailTypes, events, result, source }: Ec2Events): void {
    this.#receiver.start(events, result, machine.stateMachineArn);
    new Rule(machine, 'Events', {
      // As the machine, so that a person and `keeper drain` find it.
      ruleName: name,
      description: `${events.join(' and ')} of EC2, ${result}`,
      eventPattern: {
        source: ['aws.ec2'],
        detailType: [...detailTypes],
        detail: { event: [...events], result: [result], ...(source && { source: [...source] }) },
      },
      targets: [
        new SqsQueue(this.queue, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
