import { Aws, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DrillCopyEnvironment, Variables } from '../../functions/domain/environment';
import { drilledTag, TAG } from '../../functions/domain/tags';
import { keyOfAnyAccountIn } from '../constructs/copy-key';
import { NodeFunction } from '../constructs/node-function';
import { describing, onlyTag, onSnapshots } from '../constructs/permission';
import type { Settings } from '../settings';
import { allowKey } from './key-rights';

export type DrillCopyProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly drill: NonNullable<Settings['drill']>;
};

/** Makes volumes of the deployment's copies, reads what these and their sources hold, and deletes the volumes that drills have made, and no others. */
export class DrillCopy extends NodeFunction {
  constructor(scope: Construct, { settings, drill }: DrillCopyProps) {
    const { deployment, primary } = settings;
    super(scope, 'DrillCopy', {
      settings,
      description:
        'Makes a volume of a copy, compares the copy with its source, and deletes the volume again',
      timeoutSeconds: 300,
      // It reads and hashes up to 1 GiB.
      memoryMib: 1024,
      environment: {
        DEPLOYMENT: deployment,
        PRIMARY_REGION: primary.region,
        // The first of the Region in which the account may make volumes.
        ZONE: Fn.select(0, Fn.getAzs()),
        SAMPLE_BLOCKS: JSON.stringify(drill.sampleBlocks),
        INITIALIZATION_RATE_MIBPS: JSON.stringify(drill.initializationRateMibps ?? null),
      } satisfies Variables<typeof DrillCopyEnvironment>,
    });
    const { partition, region, account } = Stack.of(this);
    const volumesOf = (where: string): string[] => [`arn:${partition}:ec2:${where}:${account}:volume/*`];
    const ofDeployment = { StringEquals: { [`aws:ResourceTag/${TAG.managedBy}`]: deployment } };
    this.allow(describing('ec2:DescribeVolumes', 'ec2:DescribeVolumeStatus'));
    this.allow(onSnapshots(this, 'ec2:CreateVolume', region, ofDeployment));
    this.allow({
      actions: ['ec2:CreateVolume'],
      resources: volumesOf(region),
      because:
        'The id of a volume is given when it is made; the conditions have it tagged as one of a drill.',
      conditions: {
        StringEquals: { [`aws:RequestTag/${TAG.restoredBy}`]: deployment },
        Null: { [`aws:RequestTag/${TAG.drill}`]: 'false' },
      },
    });
    this.allow({
      actions: ['ec2:CreateTags'],
      resources: volumesOf(region),
      because:
        'The id of a volume is given when it is made; the condition leaves only the tags with which it is made.',
      conditions: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
    });
    this.allow({
      actions: ['ec2:DeleteVolume'],
      resources: volumesOf(region),
      because: 'Which volumes it has made is not known beforehand; the conditions leave only those.',
      conditions: {
        StringEquals: { [`aws:ResourceTag/${TAG.restoredBy}`]: deployment },
        Null: { [`aws:ResourceTag/${TAG.drill}`]: 'false' },
      },
    });
    this.allow({
      actions: ['ec2:CreateTags'],
      resources: volumesOf(primary.region),
      because:
        'Any volume may have a copy here; the condition leaves one tag, which says how its drill ended.',
      conditions: onlyTag(drilledTag(region)),
    });
    for (const where of [region, primary.region])
      this.allow({
        actions: ['ebs:ListSnapshotBlocks', 'ebs:GetSnapshotBlock'],
        resources: [`arn:${partition}:ec2:${where}:*:snapshot/*`],
        because:
          'The ids of snapshots are not known beforehand; the condition leaves those of the deployment.',
        conditions: ofDeployment,
      });
    // Any key may encrypt a snapshot, also one of another account, whose own policy has the last word.
    allowKey(this, keyOfAnyAccountIn(this, region), [region]);
    for (const where of [region, primary.region])
      this.allow({
        actions: ['kms:Decrypt'],
        resources: [keyOfAnyAccountIn(this, where).resource],
        because:
          'The key is that of the volume, which others choose; the condition leaves what EBS asks for the function.',
        conditions: {
          // AWS does not say under which of both names EBS uses a key for its direct APIs.
          StringEquals: {
            'kms:ViaService': ['ec2', 'ebs'].map((service) => `${service}.${where}.${Aws.URL_SUFFIX}`),
          },
        },
      });
  }
}
