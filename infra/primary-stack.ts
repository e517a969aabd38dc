import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alerts } from './constructs/alerts';
import { AslStateMachine } from './constructs/asl-state-machine';
import { CopyQueue } from './constructs/copy-queue';
import { CopySnapshot } from './constructs/copy-snapshot';
import { EventQueue } from './constructs/event-queue';
import { EventRoute } from './constructs/event-route';
import { FailureQueue } from './constructs/failure-queue';
import { NotifyFailure } from './constructs/notify-failure';
import { PruneVolume } from './constructs/prune-volume';
import { ReceiveEvent } from './constructs/receive-event';
import { SelectVolumes } from './constructs/select-volumes';
import { TagSnapshot } from './constructs/tag-snapshot';
import { watchFunctions } from './constructs/watch-functions';
import { copyRetentionOf, type Settings } from './settings';

export type PrimaryStackProps = StackProps & { readonly settings: Settings };

/** The Region of the volumes: tags new snapshots, has them copied, and prunes. */
export class PrimaryStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: PrimaryStackProps) {
    super(scope, id, {
      description: `Snapshot Keeper ${settings.deployment}: tags, copies and prunes the snapshots of this Region`,
      ...props,
    });
    const alerts = new Alerts(this, 'Alerts', settings.alerts);
    const copyQueue = new CopyQueue(this, 'CopyQueue', { deployment: settings.deployment, alerts });
    const failureQueue = new FailureQueue(this, 'FailureQueue', { alerts });
    failureQueue.feed(new NotifyFailure(this, { deployment: settings.deployment, alerts }));
    const { created, failed } = this.#machines(settings, alerts, { copyQueue, failureQueue });
    copyQueue.feed(new CopySnapshot(this, { settings, waiting: created }));

    const eventQueue = new EventQueue(this, 'EventQueue', { alerts });
    eventQueue.feed(new ReceiveEvent(this, { succeeded: created, failed }));
    new EventRoute(this, 'SnapshotEvents', {
      description: 'Snapshots of single volumes that are completed or failed',
      detailType: 'EBS Snapshot Notification',
      event: 'createSnapshot',
      eventQueue,
    });
    new EventRoute(this, 'SnapshotSetEvents', {
      description: 'Snapshots of several volumes at once that are completed or failed',
      detailType: 'EBS Multi-Volume Snapshots Completion Status',
      event: 'createSnapshots',
      eventQueue,
    });
    watchFunctions(this, alerts);

    this.#output('AlertsTopicArn', 'Failures are told here: subscribe people', alerts.topic.topicArn);
    this.#output('SnapshotCreatedArn', 'Protects a new snapshot', created.machine.stateMachineArn);
    this.#output('SnapshotFailedArn', 'Tells of a failed snapshot', failed.machine.stateMachineArn);
    this.#output('CopyQueueUrl', 'Copies that wait for a slot', copyQueue.queue.queueUrl);
    this.#output('CopyDeadLettersUrl', 'Copies that were given up', copyQueue.deadLetters.queueUrl);
    this.#output('FailureQueueUrl', 'Failures that are to be told', failureQueue.queue.queueUrl);
    this.#output(
      'FailureDeadLettersUrl',
      'Failures that could not be told',
      failureQueue.deadLetters.queueUrl,
    );
    this.#output('EventDeadLettersUrl', 'Events that were not handled', eventQueue.deadLetters.queueUrl);
  }

  #machines(
    settings: Settings,
    alerts: Alerts,
    { copyQueue, failureQueue }: { readonly copyQueue: CopyQueue; readonly failureQueue: FailureQueue },
  ) {
    const { deployment, primary, dr, timeZone, deletionLimit } = settings;
    const created = new AslStateMachine(this, 'SnapshotCreated', {
      deployment,
      alerts,
      tasks: {
        TagSnapshot: new TagSnapshot(this, settings),
        CopyQueue: copyQueue,
        PruneVolume: new PruneVolume(this, {
          deployment,
          primaryRegion: primary.region,
          timeZone,
          retention: primary.retention,
          overrideTag: 'snapshot-keeper:retain',
          copyRetention: copyRetentionOf(dr),
          deletionLimit,
          failureQueue,
          alerts,
        }),
        FailureQueue: failureQueue,
      },
      impact:
        'A new snapshot is not fully protected: it is not tagged, not copied, or its volume is not pruned.',
    });
    const failed = new AslStateMachine(this, 'SnapshotFailed', {
      deployment,
      alerts,
      tasks: { SelectVolumes: new SelectVolumes(this, settings), FailureQueue: failureQueue },
      impact:
        'Snapshots have failed, and it could not be told, or not be told whether their volumes are protected.',
    });
    return { created, failed };
  }

  #output(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}
