import type { Tag } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { AwsError, type Caller } from '../api';

export type Tags = ReadonlyMap<string, string>;

export const NO_TAGS: Tags = new Map();

/** AWS's own services, which may set `aws:` tags on the snapshots that they create. */
const TAGGING_SERVICES = ['aws:dlm', 'aws:backup'];

/** The limits of https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html; `aws:` tags do not count. */
const MAX_USER_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

const tag = z.strictObject({ Key: z.string(), Value: z.string().optional() });

/** The parameter `Tags` of CreateTags and DeleteTags. */
export const tagsParameter = z.array(tag);

/** The parameter `TagSpecifications` of the calls that create resources. */
export const tagSpecifications = z
  .array(z.strictObject({ ResourceType: z.string(), Tags: tagsParameter }))
  .optional();

/** The tags that a call gives to the `resourceType` that it creates, in the order given. */
export const tagsOnCreate = (
  resourceType: 'image' | 'snapshot' | 'volume',
  specifications: z.infer<typeof tagSpecifications> = [],
): Tags => {
  const other = specifications.find((specification) => specification.ResourceType !== resourceType);
  if (other) {
    throw new AwsError(
      'InvalidParameterValue',
      `'${other.ResourceType}' is not a valid taggable resource type for this operation.`,
    );
  }
  const [only, ...others] = specifications;
  return asTags(others.length === 0 ? (only?.Tags ?? []) : specifications.flatMap(({ Tags }) => Tags));
};

/** A list of tags as a map. A key may stand in it once. */
export const asTags = (list: readonly Tag[]): Tags => {
  const tags = new Map(list.map(({ Key = '', Value = '' }) => [Key, Value]));
  if (tags.size < list.length)
    throw new AwsError('InvalidParameterValue', 'Duplicate tag keys were specified.');
  return tags;
};

/** Throws where the caller may not set tags like `added`, or where a resource would have too many as `result`. */
export const checkTags = (added: Tags, result: Tags, allowReserved: boolean): void => {
  for (const [key, value] of added) {
    if (!allowReserved) checkNotReserved(key);
    if (key.length === 0) throw new AwsError('InvalidParameterValue', 'Tag key cannot be empty.');
    if (isLonger(key, MAX_KEY_LENGTH)) {
      throw new AwsError(
        'InvalidParameterValue',
        `Tag key exceeds the maximum length of ${MAX_KEY_LENGTH} characters`,
      );
    }
    if (isLonger(value, MAX_VALUE_LENGTH)) {
      throw new AwsError(
        'InvalidParameterValue',
        `Tag value exceeds the maximum length of ${MAX_VALUE_LENGTH} characters`,
      );
    }
  }
  if (
    result.size > MAX_USER_TAGS &&
    [...result.keys()].filter((key) => !isReserved(key)).length > MAX_USER_TAGS
  ) {
    throw new AwsError('TagLimitExceeded', `The maximum number of Tags for a resource has been reached.`);
  }
};

/** Characters count, of which a string never has more than UTF-16 units. */
const isLonger = (text: string, limit: number): boolean =>
  text.length > limit && Array.from(text).length > limit;

export const checkNotReserved = (key: string): void => {
  if (isReserved(key)) {
    throw new AwsError(
      'InvalidTagKey.Malformed',
      `Tag keys starting with 'aws:' are reserved for internal use`,
    );
  }
};

export const isReserved = (key: string): boolean => key.toLowerCase().startsWith('aws:');

/** Whether the caller is an AWS service that marks what it creates. */
export const maySetReservedTags = (caller: Caller): boolean =>
  'outsider' in caller && TAGGING_SERVICES.includes(caller.outsider);

/** What `tagList` has answered. A snapshot is described again and again, and its tags are replaced as a whole. */
const tagLists = new WeakMap<Tags, { readonly Tags?: Tag[] }>();

/** `Tags` as the API answers them: no such field where there are none. Nobody may change the list, which is shared. */
export const tagList = (tags: Tags): { readonly Tags?: Tag[] } => {
  let list = tagLists.get(tags);
  if (list === undefined) {
    list = tags.size === 0 ? {} : { Tags: Array.from(tags, ([Key, Value]) => ({ Key, Value })) };
    tagLists.set(tags, list);
  }
  return list;
};
