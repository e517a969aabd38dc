import { partitionOf } from '../../kernel/partition';
import type { Authorization } from '../api';
import type { Subject } from './operation';
import type { Tags } from './resource-tags';

/** In IAM a snapshot's ARN has no account. `*` stands, literally, for one that does not exist yet. */
export const snapshotArn = (region: string, snapshotId: string): string =>
  `arn:${partitionOf(region).name}:ec2:${region}::snapshot/${snapshotId}`;

export const imageArn = (region: string, imageId: string): string =>
  `arn:${partitionOf(region).name}:ec2:${region}::image/${imageId}`;

export const volumeArn = ({ account, region }: Subject, volumeId: string): string =>
  `arn:${partitionOf(region.name).name}:ec2:${region.name}:${account.id}:volume/${volumeId}`;

export const instanceArn = ({ account, region }: Subject, instanceId: string): string =>
  `arn:${partitionOf(region.name).name}:ec2:${region.name}:${account.id}:instance/${instanceId}`;

const NO_CONDITIONS = {};

/** One question to IAM about an EC2 action. */
export const question = (
  { region }: Subject,
  action: string,
  resource: string,
  conditions: Partial<Omit<Authorization, 'action' | 'resource'>> = NO_CONDITIONS,
): Authorization => ({
  action: `ec2:${action}`,
  resource,
  context: { 'ec2:Region': region.name, ...conditions.context },
  resourceTags: conditions.resourceTags,
  requestTags: conditions.requestTags,
});

/** Tags on creation need ec2:CreateTags on the new resource; IAM is asked only where there are any. */
export const tagOnCreate = (
  subject: Subject,
  createAction: string,
  resource: string,
  tags: Tags,
): readonly Authorization[] =>
  tags.size === 0
    ? []
    : [
        question(subject, 'CreateTags', resource, {
          requestTags: tags,
          context: { 'ec2:CreateAction': createAction },
        }),
      ];
