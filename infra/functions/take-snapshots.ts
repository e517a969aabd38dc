import { Stack } from 'aws-cdk-lib';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { TakeSnapshotsEnvironment, Variables } from '../../functions/domain/environment';
import { TAG } from '../../functions/domain/tags';
import { VSS_DOCUMENT } from '../../functions/domain/vss-document';
import { freezeDocumentName } from '../constructs/freeze-document';
import { NodeFunction } from '../constructs/node-function';
import { describing, onlyTag, onSnapshots } from '../constructs/permission';
import { readingSchedules } from '../constructs/schedules';
import { nameOf } from '../names';
import { freezesBy, makesImages } from '../schedules-setting';
import type { Settings } from '../settings';
import { schedulesByName } from './schedules-by-name';

/** Takes the snapshots of a schedule. IAM lets it take none of a volume that the deployment does not select. */
export class TakeSnapshots extends NodeFunction {
  constructor(
    scope: Construct,
    settings: Pick<Settings, 'deployment' | 'primary' | 'selection' | 'schedules' | 'timeZone'>,
  ) {
    const { deployment, selection, schedules } = settings;
    super(scope, 'TakeSnapshots', {
      settings,
      description: 'Takes a snapshot of each volume that a schedule covers, or of what a person names',
      // A repeated attempt waits ten minutes before it works.
      timeoutSeconds: 900,
      environment: {
        DEPLOYMENT: deployment,
        SELECTION: JSON.stringify(selection),
        SCHEDULES: JSON.stringify(schedulesByName(settings)),
        SCHEDULE_GROUP: nameOf(settings),
        FREEZE_DOCUMENT: freezeDocumentName(settings),
      } satisfies Variables<typeof TakeSnapshotsEnvironment>,
    });
    this.allow(describing('ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:DescribeVolumes'));
    if (schedules.length > 0) this.allow(readingSchedules(this, settings));
    const { partition, region, account } = Stack.of(this);
    // Sets also where no schedule takes any: a person may name an instance.
    const actions = ['ec2:CreateSnapshot', 'ec2:CreateSnapshots'];
    this.allow({
      actions,
      resources: [`arn:${partition}:ec2:${region}:${account}:volume/*`],
      because: 'Which volumes bear the tag is not known beforehand; the condition leaves only those.',
      ...(selection !== 'all' && {
        conditions: bearing(`aws:ResourceTag/${selection.tagKey}`, selection.tagValues),
      }),
    });
    this.allow({ ...onSnapshots(this, 'ec2:CreateSnapshot', region), actions });
    const instances = [`arn:${partition}:ec2:${region}:${account}:instance/*`];
    this.allow({
      actions: ['ec2:CreateSnapshots'],
      resources: instances,
      because: 'The tags of the volumes say which are taken, and those of their instances nothing.',
    });
    const { document, vss } = freezesBy(schedules);
    if (document) this.#allowFreezing(settings, instances);
    if (vss) this.#allowVss(instances);
    if (document || vss) this.allow(onSnapshots(this, 'ec2:CreateTags', region, onlyTag(TAG.consistency)));
    if (makesImages(settings)) this.#allowImages(settings, instances);
  }

  /** An AMI takes the volumes of its instance, of which IAM is not asked: the function alone leaves out what is not covered. */
  #allowImages({ deployment, primary }: Pick<Settings, 'deployment' | 'primary'>, instances: string[]): void {
    const { partition, region } = Stack.of(this);
    const images = [`arn:${partition}:ec2:${region}::image/*`];
    const isOurs = {
      [`aws:RequestTag/${TAG.managedBy}`]: deployment,
      [`aws:RequestTag/${TAG.region}`]: primary.region,
    };
    this.allow(describing('ec2:DescribeImages'));
    this.allow({
      actions: ['ec2:CreateImage'],
      resources: instances,
      because: 'The tags of the volumes say which are taken, and those of their instances nothing.',
    });
    this.allow({
      actions: ['ec2:CreateImage'],
      resources: images,
      because: 'The id of an AMI is given when it is made; the condition has it tagged as ours.',
      conditions: { StringEquals: isOurs },
    });
    this.allow(onSnapshots(this, 'ec2:CreateImage', region));
    this.allow({
      actions: ['ec2:CreateTags'],
      resources: images,
      because:
        'The id of an AMI is given when it is made; the conditions leave only these two tags, and only while it is made.',
      conditions: {
        StringEquals: { ...isOurs, 'ec2:CreateAction': 'CreateImage' },
        ...onlyTag(TAG.managedBy, TAG.region),
      },
    });
  }

  #allowFreezing(settings: Pick<Settings, 'deployment' | 'primary'>, instances: readonly string[]): void {
    const stack = Stack.of(this);
    const document = stack.formatArn({
      service: 'ssm',
      resource: 'document',
      resourceName: freezeDocumentName(settings),
    });
    this.allow({
      actions: ['ssm:SendCommand'],
      resources: [document, ...instances],
      because: 'Whatever instance has a covered volume may be frozen, by this one document.',
    });
    this.allow({
      actions: ['ssm:GetCommandInvocation'],
      resources: ['*'],
      because: 'IAM knows no resource for it.',
    });
  }

  #allowVss(instances: readonly string[]): void {
    const { partition, region } = Stack.of(this);
    this.allow({
      actions: ['ssm:SendCommand'],
      resources: [`arn:${partition}:ssm:${region}:*:document/${VSS_DOCUMENT}`, ...instances],
      because:
        'The ARN of a document of AWS has no account, or that of AWS, and nobody else may give it such a name; whatever instance has a covered volume may run it.',
    });
    this.allow({
      actions: ['ssm:ListCommandInvocations'],
      resources: ['*'],
      because: 'IAM knows no resource for it.',
    });
  }
}

/** Compared exactly, as the function does: IAM would take `*` in a value for anything, and `${…}` for a variable. */
const bearing = (tag: string, values: readonly string[] | undefined): Conditions =>
  values === undefined
    ? { Null: { [tag]: 'false' } }
    : { StringEquals: { [tag]: values.map((value) => value.replaceAll('$', '${$}')) } };
