import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RestoreVolumesEnvironment, Variables } from '../../functions/domain/environment';
import { TAG } from '../../functions/domain/tags';
import { anyKeyIn, keyOfAnyAccountIn } from '../constructs/copy-key';
import { NodeFunction } from '../constructs/node-function';
import { describing, onSnapshots } from '../constructs/permission';
import type { Settings } from '../settings';
import { allowKey } from './key-rights';

/** Makes volumes of the deployment's snapshots, and attaches these and no others. IAM lets it detach, change and delete nothing. */
export class RestoreVolumes extends NodeFunction {
  constructor(scope: Construct, settings: Pick<Settings, 'deployment' | 'primary' | 'selection'>) {
    const { deployment, selection } = settings;
    super(scope, 'RestoreVolumes', {
      settings,
      description: 'Makes the volumes of a restore, and attaches them where that is wished',
      timeoutSeconds: 300,
      environment: {
        DEPLOYMENT: deployment,
        SELECTION: JSON.stringify(selection),
      } satisfies Variables<typeof RestoreVolumesEnvironment>,
    });
    const { partition, region, account } = Stack.of(this);
    const volumes = [`arn:${partition}:ec2:${region}:${account}:volume/*`];
    this.allow(describing('ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:DescribeVolumes'));
    this.allow(
      onSnapshots(this, 'ec2:CreateVolume', region, {
        StringEquals: { [`aws:ResourceTag/${TAG.managedBy}`]: deployment },
      }),
    );
    this.allow({
      actions: ['ec2:CreateVolume'],
      resources: volumes,
      because: 'The id of a volume is given when it is made; the condition has it tagged as ours.',
      conditions: { StringEquals: { [`aws:RequestTag/${TAG.restoredBy}`]: deployment } },
    });
    this.allow({
      actions: ['ec2:CreateTags'],
      resources: volumes,
      because:
        'The id of a volume is given when it is made; the condition leaves only the tags with which it is made.',
      conditions: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
    });
    this.allow({
      actions: ['ec2:AttachVolume'],
      resources: volumes,
      because: 'Which volumes it has made is not known beforehand; the condition leaves only those.',
      conditions: { StringEquals: { [`aws:ResourceTag/${TAG.restoredBy}`]: deployment } },
    });
    this.allow({
      actions: ['ec2:AttachVolume'],
      resources: [`arn:${partition}:ec2:${region}:${account}:instance/*`],
      because: 'Any instance may need a volume back, whatever its tags are.',
    });
    // Any key may encrypt a snapshot, also one of another account, whose own policy has the last word.
    allowKey(this, anyKeyIn(this, region), [region]);
    allowKey(this, keyOfAnyAccountIn(this, region), [region]);
  }
}
