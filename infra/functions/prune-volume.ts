import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PruneVolumeEnvironment, Variables } from '../../functions/domain/environment';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { ScheduleRetention } from '../../functions/domain/schedule-retention';
import { TAG } from '../../functions/domain/tags';
import type { Alerts } from '../constructs/alerts';
import type { FailureQueue } from '../constructs/failure-queue';
import { NodeFunction } from '../constructs/node-function';
import { describing, listingRecycleBinRules, onlyTag, onSnapshots } from '../constructs/permission';
import { watchPruning } from '../constructs/watch-pruning';
import { nameOf } from '../names';
import { makesImages } from '../schedules-setting';
import type { Settings } from '../settings';

export type PruneVolumeProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'timeZone' | 'deletionLimit' | 'schedules'>;
  readonly retention: RetentionPolicy;
  /** What schedules keep beside it in this Region. */
  readonly scheduleRetention: ScheduleRetention;
  /** The tag by which a volume overrides `retention` in this Region. */
  readonly overrideTag: Variables<typeof PruneVolumeEnvironment>['OVERRIDE_TAG'];
  /** The policies of the DR Regions that this Region copies to. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly failureQueue: FailureQueue;
  readonly alerts: Alerts;
};

/**
 * The only function that may delete a snapshot. IAM is the second key beside the plan and its guard: it refuses whatever this
 * deployment does not manage for this primary Region, and whatever a person holds, even where the code is wrong.
 *
 * `keeper pause` stops it by a reserved concurrency of 0, which is therefore no property here: CloudFormation leaves alone what
 * no template sets, so that a deploy does not lift a pause.
 */
export class PruneVolume extends NodeFunction {
  constructor(scope: Construct, props: PruneVolumeProps) {
    const { settings, failureQueue, alerts } = props;
    const { deployment, primary, timeZone, deletionLimit } = settings;
    const functionName = nameOf(settings, 'prune-volume');
    const { region, partition } = Stack.of(scope);
    const areImagesMade = region === primary.region && makesImages(settings);
    super(scope, 'PruneVolume', {
      settings,
      description: 'Deletes what the retention policy gives up of the snapshots of a volume',
      // Fixed, so that a person who wants to stop it need not look it up.
      functionName,
      timeoutSeconds: 280,
      environment: {
        DEPLOYMENT: deployment,
        PRIMARY_REGION: primary.region,
        RETENTION: JSON.stringify(props.retention),
        SCHEDULE_RETENTION: JSON.stringify(props.scheduleRetention),
        OVERRIDE_TAG: props.overrideTag,
        TIME_ZONE: timeZone,
        COPY_RETENTION: JSON.stringify(props.copyRetention),
        IMAGES: JSON.stringify(areImagesMade),
        DELETION_LIMIT: JSON.stringify(deletionLimit),
        FAILURE_QUEUE_URL: failureQueue.queue.queueUrl,
      } satisfies Variables<typeof PruneVolumeEnvironment>,
    });
    const isOfDeployment = { [`aws:ResourceTag/${TAG.managedBy}`]: deployment };
    const isOurs = { ...isOfDeployment, [`aws:ResourceTag/${TAG.region}`]: primary.region };
    const isHeldByNobody = {
      [`aws:ResourceTag/${TAG.hold}`]: 'true',
      [`aws:ResourceTag/${TAG.optOut}`]: 'true',
    };
    this.allow(describing('ec2:DescribeSnapshots', 'ec2:DescribeSnapshotTierStatus'));
    this.allow(listingRecycleBinRules());
    this.allow(
      onSnapshots(this, 'ec2:DeleteSnapshot', region, {
        StringEquals: isOurs,
        Null: isHeldByNobody,
      }),
    );
    this.allow(
      onSnapshots(this, 'ec2:CreateTags', region, { StringEquals: isOurs, ...onlyTag(TAG.givenUp) }),
    );
    // What is in doubt may have lost the tag with its Region.
    this.allow(
      onSnapshots(this, 'ec2:CreateTags', region, { StringEquals: isOfDeployment, ...onlyTag(TAG.told) }),
    );
    this.allow(
      onSnapshots(this, 'ec2:DeleteTags', region, { StringEquals: isOurs, ...onlyTag(TAG.givenUp) }),
    );
    if (areImagesMade) {
      this.allow(describing('ec2:DescribeImages'));
      this.allow({
        actions: ['ec2:DeregisterImage'],
        resources: [`arn:${partition}:ec2:${region}::image/*`],
        because:
          'The ids of AMIs are not known beforehand; the condition leaves those that schedules have made.',
        conditions: { StringEquals: isOurs, Null: isHeldByNobody },
      });
    }
    failureQueue.allowSend(this);
    watchPruning(this, { settings, functionName, alerts });
  }
}
