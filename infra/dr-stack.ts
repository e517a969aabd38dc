import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { Alerts } from './constructs/alerts';
import { AslStateMachine } from './constructs/asl-state-machine';
import { newKeyAlias } from './constructs/copy-key';
import { EventQueue } from './constructs/event-queue';
import { EventRoute } from './constructs/event-route';
import { FailureQueue } from './constructs/failure-queue';
import { JudgeCopyFailure } from './constructs/judge-copy-failure';
import { NotifyFailure } from './constructs/notify-failure';
import { PruneVolume } from './constructs/prune-volume';
import { ReceiveEvent } from './constructs/receive-event';
import { RetryCopy } from './constructs/retry-copy';
import { TagCopy } from './constructs/tag-copy';
import { watchFunctions } from './constructs/watch-functions';
import type { Settings } from './settings';

export type DrStackProps = StackProps & {
  readonly settings: Settings;
  /** The one of `settings.dr` that this stack is for. */
  readonly destination: Settings['dr'][number];
};

/** One DR Region: confirms the copies that arrive, prunes them, and starts failed ones again. */
export class DrStack extends Stack {
  constructor(scope: Construct, id: string, { settings, destination, ...props }: DrStackProps) {
    const { deployment, primary } = settings;
    super(scope, id, {
      description: `Snapshot Keeper ${deployment}: keeps the copies of the snapshots of ${primary.region}`,
      ...props,
    });
    if (destination.key === 'new') this.#key(deployment, primary.region);
    const alerts = new Alerts(this, 'Alerts', settings.alerts);
    const failureQueue = new FailureQueue(this, 'FailureQueue', { alerts });
    failureQueue.feed(new NotifyFailure(this, { deployment, alerts }));
    const { copied, failed } = this.#machines(settings, destination, alerts, failureQueue);
    const eventQueue = new EventQueue(this, 'EventQueue', { alerts });
    eventQueue.feed(new ReceiveEvent(this, { succeeded: copied, failed }));
    new EventRoute(this, 'CopyEvents', {
      description: 'Copies in this Region that are completed or failed',
      detailType: 'EBS Snapshot Notification',
      event: 'copySnapshot',
      eventQueue,
    });
    watchFunctions(this, alerts);

    this.#output('AlertsTopicArn', 'Failures are told here: subscribe people', alerts.topic.topicArn);
    this.#output('SnapshotCopiedArn', 'Confirms a finished copy', copied.machine.stateMachineArn);
    this.#output('CopyFailedArn', 'Handles a failed copy', failed.machine.stateMachineArn);
    this.#output('FailureQueueUrl', 'Failures that are to be told', failureQueue.queue.queueUrl);
    this.#output(
      'FailureDeadLettersUrl',
      'Failures that could not be told',
      failureQueue.deadLetters.queueUrl,
    );
    this.#output('EventDeadLettersUrl', 'Events that were not handled', eventQueue.deadLetters.queueUrl);
  }

  /** Stays when the stack goes: without it the copies cannot be read. A first deploy that fails takes it along, so that it can be repeated. */
  #key(deployment: string, primaryRegion: string): void {
    new Key(this, 'CopyKey', {
      description: `Encrypts the copies that Snapshot Keeper ${deployment} makes of snapshots of ${primaryRegion}`,
      alias: newKeyAlias(deployment),
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  #machines(
    settings: Settings,
    destination: Settings['dr'][number],
    alerts: Alerts,
    failureQueue: FailureQueue,
  ) {
    const { deployment, primary, timeZone, deletionLimit } = settings;
    const copied = new AslStateMachine(this, 'SnapshotCopied', {
      deployment,
      alerts,
      tasks: {
        TagCopy: new TagCopy(this, { ...settings, retention: destination.retention }),
        PruneVolume: new PruneVolume(this, {
          deployment,
          primaryRegion: primary.region,
          timeZone,
          retention: destination.retention,
          overrideTag: 'snapshot-keeper:dr-retain',
          copyRetention: {},
          deletionLimit,
          failureQueue,
          alerts,
        }),
        FailureQueue: failureQueue,
      },
      impact: 'A finished copy is not confirmed, so its source is not pruned, or old copies are not pruned.',
    });
    const failed = new AslStateMachine(this, 'CopyFailed', {
      deployment,
      alerts,
      tasks: {
        JudgeCopyFailure: new JudgeCopyFailure(this, settings),
        RetryCopy: new RetryCopy(this, { settings, destination }),
        FailureQueue: failureQueue,
      },
      impact: 'A snapshot has no copy in this Region, and it could not be copied again.',
      action:
        `Open the executions of this machine that failed and repair the cause. Then start, in ${primary.region}, the execution of ` +
        `${deployment}-snapshot-created that bears the name of the source snapshot again (New execution, with the same input): ` +
        'a new execution of this machine would only find the same failed copy.',
    });
    return { copied, failed };
  }

  #output(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}
