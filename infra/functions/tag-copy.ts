import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { TagCopyEnvironment, Variables } from '../../functions/domain/environment';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { copyTag, TAG } from '../../functions/domain/tags';
import type { Settings } from '../settings';
import { NodeFunction } from '../constructs/node-function';
import { describing, onSnapshots } from '../constructs/permission';

export type TagCopyProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'timeZone'>;
  /** Of the copies in this Region. */
  readonly retention: RetentionPolicy;
};

/** Confirms a copy on its source: the only right that a DR Region has on snapshots of the primary, and it is one tag. */
export class TagCopy extends NodeFunction {
  constructor(scope: Construct, { settings, retention }: TagCopyProps) {
    const { deployment, primary, timeZone } = settings;
    super(scope, 'TagCopy', {
      settings,
      description: 'Writes the id of a finished copy on its source snapshot in the primary Region',
      timeoutSeconds: 100,
      environment: {
        DEPLOYMENT: deployment,
        PRIMARY_REGION: primary.region,
        RETENTION: JSON.stringify(retention),
        TIME_ZONE: timeZone,
      } satisfies Variables<typeof TagCopyEnvironment>,
    });
    this.allow(describing('ec2:DescribeSnapshots'));
    this.allow(
      onSnapshots(this, 'ec2:CreateTags', primary.region, {
        StringEquals: {
          [`aws:ResourceTag/${TAG.managedBy}`]: deployment,
          [`aws:ResourceTag/${TAG.region}`]: primary.region,
        },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [copyTag(Stack.of(this).region)] },
        // Without a key in the request, a condition for all of them holds.
        Null: { 'aws:TagKeys': 'false' },
      }),
    );
  }
}
