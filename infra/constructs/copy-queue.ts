import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { HIDDEN_SECONDS } from '../../functions/domain/copy-receives';
import type { Settings } from '../settings';
import type { Alerts } from './alerts';
import { counterOf, gaugeOf } from './counter';
import type { NodeFunction } from './node-function';
import { WaitingQueue } from './waiting-queue';

/** A wait for a copy slot counts as a receive, so one copy may wait two days in front. */
const MAX_RECEIVE_COUNT = 1000;

/** Of the copy in front of a DR Region, before a person hears of it. */
const WAIT_HOURS = 24;

export type CopyQueueProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'dr'>;
  readonly alerts: Alerts;
};

/**
 * Copies that wait for a slot in their destination Region. The message group is that Region, or, for volumes of a shorter target, a second one of the
 * Region, which asks for slots more often: one copy of each group is asked for at a time and in the order of the snapshots, so the copies of a
 * volume stay incremental, and a full Region delays no other.
 */
export class CopyQueue extends WaitingQueue {
  constructor(scope: Construct, id: string, { settings, alerts }: CopyQueueProps) {
    super(scope, id, {
      alerts,
      fifo: true,
      visibilitySeconds: HIDDEN_SECONDS,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      deadLetters: {
        impact: 'Copies could not be asked for: snapshots are without a copy in a DR Region.',
        action:
          'Read in the log of CopySnapshot what the copies waited for (a free copy slot, a service that did not answer) and ' +
          'repair the cause, then redrive the dead-letter queue. ' +
          'The executions that asked for the copies wait meanwhile.',
      },
    });
    // By Region, and by what CopySnapshot measures: SQS's own metric of age leaves out a message that was received three times, as the
    // one in front soon is, and would not tell of one that waits alone.
    for (const { region } of settings.dr)
      alerts.alarm(this, `Wait ${region}`, {
        metric: gaugeOf(settings, 'CopyWait', region, Duration.minutes(5)),
        threshold: Duration.hours(WAIT_HOURS).toSeconds(),
        impact: `A snapshot has waited for a day to be copied to ${region}: that DR Region falls behind.`,
        action:
          `See what else fills the copy slots of ${region}, or ask AWS for a higher quota of concurrent copies. ` +
          'The log of CopySnapshot says what the copy waits for (filter message = "copy waits").',
      });
    alerts.alarm(this, 'StackMissing', {
      metric: counterOf(settings, 'CopiesWithoutStack', Duration.minutes(5)),
      threshold: 1,
      periods: 3,
      impact:
        'Copies have waited for 15 minutes for the stack of a DR Region, which is not deployed: snapshots have no copy there yet.',
      action:
        'See in the log of CopySnapshot (filter message = "copy waits") which stack it is, and deploy it: "npx cdk deploy --all". The copies go on by themselves, ' +
        'for up to two days each; after that, redrive their dead-letter queue.',
    });
    // What cannot be read is taken out, so that it does not hold up the copies behind it.
    alerts.alarm(this, 'Unreadable', {
      metric: counterOf(settings, 'UnreadableMessages', Duration.minutes(5)),
      threshold: 1,
      impact:
        'A message in the copy queue could not be read and was dropped. If it asked for a copy, its execution fails.',
      action:
        'Read in the log of CopySnapshot what it held (filter message = "message cannot be read"). If it was not of another release of ' +
        'these stacks, somebody who should not sends messages to the queue.',
    });
  }

  /** Takes one message at a time: a batch returned for want of a slot would count a receive for every member. */
  feed(consumer: NodeFunction): void {
    this.handTo(consumer, { batchSize: 1 });
  }
}
