import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { TagSnapshotEnvironment, Variables } from '../../functions/domain/environment';
import { TAG, TAG_PREFIX } from '../../functions/domain/tags';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { scheduleRetentionOf } from '../schedule-retention';
import { makesImages } from '../schedules-setting';
import { adoptionOf, type Settings } from '../settings';
import { NodeFunction } from '../constructs/node-function';
import { describing, onSnapshots } from '../constructs/permission';

export type TagSnapshotProps = {
  readonly settings: Settings;
  /** By DR Region, the default policy of its copies. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
};

/** Makes a snapshot ours. IAM keeps it from taking one over that another deployment manages. */
export class TagSnapshot extends NodeFunction {
  constructor(scope: Construct, { settings, copyRetention }: TagSnapshotProps) {
    const { deployment, selection, copyVolumeTags, instanceOverrides, timeZone, primary, target, sweep } =
      settings;
    super(scope, 'TagSnapshot', {
      settings,
      description: 'Tags a new snapshot of a protected volume and lists the copies that it needs',
      timeoutSeconds: 100,
      environment: {
        DEPLOYMENT: deployment,
        SELECTION: JSON.stringify(selection),
        ADOPT: JSON.stringify(adoptionOf(settings)),
        IMAGES: JSON.stringify(makesImages(settings)),
        COPY_VOLUME_TAGS: JSON.stringify(copyVolumeTags),
        INSTANCE_OVERRIDES: JSON.stringify(instanceOverrides),
        TIME_ZONE: timeZone,
        TARGET_HOURS: JSON.stringify(target.hours),
        SWEEP_HOURS: JSON.stringify(sweep.everyHours),
        RETENTION: JSON.stringify(primary.retention),
        SCHEDULE_RETENTION: JSON.stringify(scheduleRetentionOf(settings)),
        COPY_RETENTION: JSON.stringify(copyRetention),
      } satisfies Variables<typeof TagSnapshotEnvironment>,
    });
    this.allow(describing('ec2:DescribeSnapshots', 'ec2:DescribeVolumes'));
    if (instanceOverrides) this.allow(describing('ec2:DescribeInstances'));
    if (makesImages(settings)) this.allow(describing('ec2:DescribeImages'));
    const { region } = Stack.of(this);
    const requested = { [`aws:RequestTag/${TAG.managedBy}`]: deployment };
    const present = { [`aws:ResourceTag/${TAG.managedBy}`]: deployment };
    // The first call makes a snapshot ours; a repeated one writes only what is missing on a snapshot that is ours.
    for (const conditions of [
      { StringEquals: requested, StringEqualsIfExists: present },
      { StringEquals: present, StringEqualsIfExists: requested },
    ])
      this.allow(onSnapshots(this, 'ec2:CreateTags', region, conditions));
    // Tags that a tool has carried here from another snapshot go before. Nobody takes a person's hold away, in whatever case.
    this.allow(
      onSnapshots(this, 'ec2:DeleteTags', region, {
        'ForAllValues:StringLike': { 'aws:TagKeys': [`${TAG_PREFIX}*`] },
        'ForAllValues:StringNotEqualsIgnoreCase': { 'aws:TagKeys': [TAG.hold, TAG.optOut] },
        Null: { 'aws:TagKeys': 'false' },
      }),
    );
  }
}
