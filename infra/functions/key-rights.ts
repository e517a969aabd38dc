import { Aws } from 'aws-cdk-lib';
import type { KeyScope } from '../constructs/copy-key';
import type { NodeFunction } from '../constructs/node-function';

/** What EC2 does with the keys in the caller's name (EBS user guide, "Copy an Amazon EBS snapshot" and "Requirements for Amazon EBS encryption"). */
const KEY_USES = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Only EC2 of these Regions may use the key, for the function; the grant that it makes lets the work go on after the call. */
export function allowKey(
  user: NodeFunction,
  { resource, alias }: KeyScope,
  regions: readonly string[],
): void {
  const conditions = {
    StringEquals: { 'kms:ViaService': regions.map((region) => `ec2.${region}.${Aws.URL_SUFFIX}`) },
    ...(alias !== undefined && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } }),
  };
  const key = {
    resources: [resource],
    because: 'The id of the key is not known beforehand; the Region, EC2 and the alias narrow the statement.',
  };
  user.allow({ ...key, actions: KEY_USES, conditions });
  // Apart from the others, which do not have the condition's key and would be refused.
  user.allow({
    ...key,
    actions: ['kms:CreateGrant'],
    conditions: { ...conditions, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
}
