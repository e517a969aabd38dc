import type { Authorization } from '../../api';
import type { Subject } from './operation';
import type { Tags } from './resource-tags';

type Context = Authorization['context'];

/** In IAM a snapshot's ARN has no account. `*` stands, literally, for one that does not exist yet. */
export const snapshotArn = (region: string, snapshotId: string): string =>
  `arn:aws:ec2:${region}::snapshot/${snapshotId}`;

export const imageArn = (region: string, imageId: string): string =>
  `arn:aws:ec2:${region}::image/${imageId}`;

export const volumeArn = ({ account, region }: Subject, volumeId: string): string =>
  `arn:aws:ec2:${region.name}:${account.id}:volume/${volumeId}`;

export const instanceArn = ({ account, region }: Subject, instanceId: string): string =>
  `arn:aws:ec2:${region.name}:${account.id}:instance/${instanceId}`;

/** One question to IAM about an EC2 action. */
export const question = (
  { region }: Subject,
  action: string,
  resource: string,
  ...contexts: readonly Context[]
): Authorization => {
  const context: Record<string, string | readonly string[]> = { 'ec2:Region': region.name };
  for (const more of contexts) Object.assign(context, more);
  return { action: `ec2:${action}`, resource, context };
};

/** What IAM knows of an existing resource's tags; nothing where there is no such resource. */
export const resourceTags = (resource: { readonly tags: Tags } | undefined): Context => {
  const context: Record<string, string> = {};
  for (const [key, value] of resource?.tags ?? []) {
    context[`aws:ResourceTag/${key}`] = value;
    context[`ec2:ResourceTag/${key}`] = value;
  }
  return context;
};

/** What IAM knows of the tags in a request. */
export const requestTags = (tags: Tags): Context => {
  if (tags.size === 0) return {};
  const context: Record<string, string | string[]> = { 'aws:TagKeys': [...tags.keys()] };
  for (const [key, value] of tags) context[`aws:RequestTag/${key}`] = value;
  return context;
};

/** Tags on creation need ec2:CreateTags on the new resource; IAM is asked only where there are any. */
export const tagOnCreate = (
  subject: Subject,
  createAction: string,
  resource: string,
  tags: Tags,
): readonly Authorization[] =>
  tags.size === 0
    ? []
    : [question(subject, 'CreateTags', resource, requestTags(tags), { 'ec2:CreateAction': createAction })];
