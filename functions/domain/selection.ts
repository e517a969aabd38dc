import * as z from 'zod';
import { hasOurPrefix, type Tags } from './tags';

const KEY = 'expected the key of a tag, 1 to 128 characters';
const VALUE = 'expected the value of a tag, up to 256 characters in double quotes';

/** What bears the tag and, where values are given, one of the values. */
export const TagSelection = z.strictObject({
  // On a volume, what is under our prefix and none of our words is a wish that nobody can read.
  tagKey: z
    .string(KEY)
    .min(1, KEY)
    .max(128, KEY)
    .refine((key) => !hasOurPrefix(key), 'expected a tag of your own, not one under "snapshot-keeper:"'),
  tagValues: z.array(z.string(VALUE).max(256, VALUE)).min(1).optional(),
});

export type TagSelection = z.infer<typeof TagSelection>;

/** Which volumes are protected: those with the tag, or all. */
export const Selection = z.union([z.literal('all'), TagSelection]);

export type Selection = z.infer<typeof Selection>;

/** Whether a volume with these tags is protected, or an instance is meant. Keys and values are compared exactly, as EC2 does. */
export function isSelected(tags: Tags, selection: Selection): boolean {
  if (selection === 'all') return true;
  const value = Object.hasOwn(tags, selection.tagKey) ? tags[selection.tagKey] : undefined;
  return value !== undefined && (selection.tagValues === undefined || selection.tagValues.includes(value));
}
