import { Aws, Stack, Validations } from 'aws-cdk-lib';
import type { Conditions, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** One statement of a function's own role. A resource with a wildcard has to say why it cannot be narrower. */
export type Permission = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  readonly because?: string;
};

/** Reads of EC2, in whatever Region they are made. */
export const describing = (...actions: `ec2:Describe${string}`[]): Permission => ({
  actions,
  resources: ['*'],
  because: 'IAM knows no resource for the Describe calls of EC2.',
});

/** The Recycle Bin's retention rules for snapshots, in whatever Region. */
export const listingRecycleBinRules = (): Permission => ({
  actions: ['rbin:ListRules'],
  resources: ['*'],
  conditions: { StringEquals: { 'rbin:Request/ResourceType': 'EBS_SNAPSHOT' } },
  because: 'IAM knows no resource for ListRules; the condition leaves only rules for snapshots.',
});

/**
 * A call on snapshots of one Region. AWS leaves the account of a snapshot's ARN empty in most places and fills it in
 * some, so the account is a wildcard that matches both; EC2 itself keeps other accounts' snapshots out of reach.
 */
export const onSnapshots = (
  scope: Construct,
  action: `ec2:${string}`,
  region: string,
  conditions?: Conditions,
): Permission => ({
  actions: [action],
  resources: [`arn:${Stack.of(scope).partition}:ec2:${region}:*:snapshot/*`],
  because:
    'The ids of snapshots are not known beforehand; the Region and the conditions narrow the statement.',
  ...(conditions && { conditions }),
});

/** Of a call that changes tags: no key but these. */
export const onlyTag = (...keys: string[]): Conditions => ({
  'ForAllValues:StringEquals': { 'aws:TagKeys': keys },
  // Without a key in the request, a condition for all of them holds.
  Null: { 'aws:TagKeys': 'false' },
});

/** Tells the rules of `cdk synth` why a statement of the role cannot be narrower. */
export function acceptWildcards(role: Role, resources: readonly string[], reason: string): void {
  for (const resource of resources) {
    const shown = resource
      .replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>')
      .replaceAll(Aws.PARTITION, '<AWS::Partition>');
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown}]`, reason });
  }
}
