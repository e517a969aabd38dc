import type { Construct } from 'constructs';
import type { Alerts } from './alerts';
import type { NodeFunction } from './node-function';
import { WaitingQueue } from './waiting-queue';

const VISIBILITY_SECONDS = 180;

/** So often that a Step Functions that is out for a whole day loses no event. */
const MAX_RECEIVE_COUNT = (30 * 3600) / VISIBILITY_SECONDS;

/** As many executions as one batch starts in the time of ReceiveEvent, however slowly Step Functions answers. */
const BATCH_SIZE = 5;

/** Events of EC2 that wait to be handled, for as long as Step Functions takes none. */
export class EventQueue extends WaitingQueue {
  constructor(scope: Construct, id: string, { alerts }: { readonly alerts: Alerts }) {
    super(scope, id, {
      alerts,
      fifo: false,
      visibilitySeconds: VISIBILITY_SECONDS,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      deadLetters: {
        impact: 'Events of EC2 about snapshots were not handled: those snapshots are not yet protected.',
        action:
          'Read in the log of ReceiveEvent (filter level = "ERROR") what stood in the way and repair it, then redrive this queue in the SQS console: ' +
          'its messages are the events, whole.',
      },
      age: {
        hours: 1,
        impact:
          'An event of EC2 about a snapshot has not been handled for an hour: that snapshot is not yet protected.',
        action:
          'Read in the log of ReceiveEvent (filter level = "ERROR") what stands in the way. It is tried again every few minutes for 30 hours.',
      },
    });
  }

  /** Hands events over as they come. */
  feed(consumer: NodeFunction): void {
    this.handTo(consumer, { batchSize: BATCH_SIZE });
  }
}
