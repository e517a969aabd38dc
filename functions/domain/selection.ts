import * as z from 'zod';
import { hasOurPrefix, type Tags } from './tags';

/** Which volumes are protected: those with the tag (and, where values are given, one of the values), or all. */
export const Selection = z.union([
  z.literal('all'),
  z.strictObject({
    // On a volume, what is under our prefix and none of our words is a wish that nobody can read.
    tagKey: z
      .string()
      .min(1)
      .max(128)
      .refine((key) => !hasOurPrefix(key), 'expected a tag of your own, not one under snapshot-keeper:'),
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
