import * as z from 'zod';
import type { Tags } from './tags';

/** Which volumes are protected: those with the tag (and, where values are given, one of the values), or all. */
export const Selection = z.union([
  z.literal('all'),
  z.strictObject({
    tagKey: z.string().min(1).max(128),
    tagValues: z.array(z.string().max(256)).min(1).optional(),
  }),
]);

export type Selection = z.infer<typeof Selection>;

/** Whether a volume with these tags is protected. Keys and values are compared exactly, as EC2 does. */
export function isSelected(tags: Tags, selection: Selection): boolean {
  if (selection === 'all') return true;
  const value = Object.hasOwn(tags, selection.tagKey) ? tags[selection.tagKey] : undefined;
  return value !== undefined && (selection.tagValues === undefined || selection.tagValues.includes(value));
}
