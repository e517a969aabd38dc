import { Stack } from 'aws-cdk-lib';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DeletionLimit } from '../../functions/domain/deletion-limit';
import type { PruneVolumeEnvironment, Variables } from '../../functions/domain/environment';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { TAG } from '../../functions/domain/tags';
import { pruneVolumeName } from '../prune-volume-name';
import type { Alerts } from './alerts';
import type { FailureQueue } from './failure-queue';
import { NodeFunction } from './node-function';
import { describing, listingRecycleBinRules, onSnapshots } from './permission';
import { watchPruning } from './watch-pruning';

export type PruneVolumeProps = {
  readonly deployment: string;
  readonly primaryRegion: string;
  readonly timeZone: string;
  readonly retention: RetentionPolicy;
  /** The tag by which a volume overrides `retention` in this Region. */
  readonly overrideTag: Variables<typeof PruneVolumeEnvironment>['OVERRIDE_TAG'];
  /** The policies of the DR Regions that this Region copies to. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly deletionLimit: DeletionLimit;
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
    const { deployment, primaryRegion, failureQueue } = props;
    super(scope, 'PruneVolume', {
      description: 'Deletes what the retention policy gives up of the snapshots of a volume',
      functionName: pruneVolumeName(deployment, primaryRegion),
      timeoutSeconds: 280,
      environment: {
        DEPLOYMENT: deployment,
        PRIMARY_REGION: primaryRegion,
        RETENTION: JSON.stringify(props.retention),
        OVERRIDE_TAG: props.overrideTag,
        TIME_ZONE: props.timeZone,
        COPY_RETENTION: JSON.stringify(props.copyRetention),
        DELETION_LIMIT: JSON.stringify(props.deletionLimit),
        FAILURE_QUEUE_URL: failureQueue.queue.queueUrl,
      } satisfies Variables<typeof PruneVolumeEnvironment>,
    });
    const { region } = Stack.of(this);
    const isOurs = { [`aws:ResourceTag/${TAG.managedBy}`]: deployment };
    this.allow(describing('ec2:DescribeSnapshots', 'ec2:DescribeSnapshotTierStatus'));
    this.allow(listingRecycleBinRules());
    this.allow(
      onSnapshots(this, 'ec2:DeleteSnapshot', region, {
        StringEquals: { ...isOurs, [`aws:ResourceTag/${TAG.region}`]: primaryRegion },
        Null: { [`aws:ResourceTag/${TAG.hold}`]: 'true' },
      }),
    );
    this.allow(onSnapshots(this, 'ec2:CreateTags', region, onlyTags(isOurs, TAG.told, TAG.givenUp)));
    this.allow(onSnapshots(this, 'ec2:DeleteTags', region, onlyTags(isOurs, TAG.givenUp)));
    failureQueue.allowSend(this);
    watchPruning(this, props);
  }
}

const onlyTags = (isOurs: Readonly<Record<string, string>>, ...keys: string[]): Conditions => ({
  StringEquals: isOurs,
  'ForAllValues:StringEquals': { 'aws:TagKeys': keys },
  // Without a key in the request, a condition for all of them holds.
  Null: { 'aws:TagKeys': 'false' },
});
