import type { Filter } from '@aws-sdk/client-ec2';
import type { TagSelection } from '../domain/selection';
import { inCalls } from './filter-values';

/** The filters by which EC2 finds what bears a tag, one for each call: nothing passes two of them. */
export function filtersOf({ tagKey, tagValues }: TagSelection): Filter[] {
  if (tagValues === undefined) return [{ Name: 'tag-key', Values: [literally(tagKey)] }];
  const values = [...new Set(tagValues)].map(literally);
  return inCalls(values).map((Values) => ({ Name: `tag:${tagKey}`, Values }));
}

/** What EC2's filters would take for a pattern, taken at its word. */
const literally = (text: string): string => text.replace(/[\\*?]/g, '\\$&');
