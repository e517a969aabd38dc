import { Aws } from 'aws-cdk-lib';
import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../settings';
import { anyKeyIn, copyKeyScope, keyOfAnyAccountIn, type KeyScope } from '../constructs/copy-key';
import type { NodeFunction } from '../constructs/node-function';
import { describing, onSnapshots } from '../constructs/permission';

export type CopyRights = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly destinations: readonly Pick<Settings['dr'][number], 'region' | 'key'>[];
};

/** What EC2 does with the keys in the caller's name (EBS user guide, "Copy an Amazon EBS snapshot"). */
const KEY_USES = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Lets `copier` copy snapshots of the primary Region into the destinations, and tag the copies as it makes them. */
export function allowCopies(copier: NodeFunction, rights: CopyRights): void {
  const { settings, destinations } = rights;
  const primaryRegion = settings.primary.region;
  copier.allow(describing('ec2:DescribeSnapshots'));
  // EC2 asks for the source as well as for the copy, and knows no condition on the tags of a source.
  copier.allow(onSnapshots(copier, 'ec2:CopySnapshot', primaryRegion));
  for (const { region } of destinations) {
    copier.allow(
      onSnapshots(copier, 'ec2:CopySnapshot', region, {
        StringEquals: {
          [`aws:RequestTag/${TAG.managedBy}`]: settings.deployment,
          [`aws:RequestTag/${TAG.region}`]: primaryRegion,
        },
      }),
    );
    copier.allow(
      onSnapshots(copier, 'ec2:CreateTags', region, { StringEquals: { 'ec2:CreateAction': 'CopySnapshot' } }),
    );
  }

  const regions = [primaryRegion, ...destinations.map(({ region }) => region)];
  // Any key may encrypt a protected volume, also one of another account, whose own policy has the last word.
  allowKey(copier, anyKeyIn(copier, primaryRegion), regions);
  allowKey(copier, keyOfAnyAccountIn(copier, primaryRegion), [primaryRegion]);
  for (const destination of destinations)
    allowKey(copier, copyKeyScope(copier, settings, destination), regions);
}

/** Only EC2 may use the key, for the function; the grant that it makes lets the copy go on after the call. */
function allowKey(copier: NodeFunction, { resource, alias }: KeyScope, regions: readonly string[]): void {
  const conditions = {
    StringEquals: { 'kms:ViaService': regions.map((region) => `ec2.${region}.${Aws.URL_SUFFIX}`) },
    ...(alias !== undefined && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } }),
  };
  const key = {
    resources: [resource],
    because: 'The id of the key is not known beforehand; the Region, EC2 and the alias narrow the statement.',
  };
  copier.allow({ ...key, actions: KEY_USES, conditions });
  // Apart from the others, which do not have the condition's key and would be refused.
  copier.allow({
    ...key,
    actions: ['kms:CreateGrant'],
    conditions: { ...conditions, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
}
