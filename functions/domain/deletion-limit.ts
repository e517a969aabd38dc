import * as z from 'zod';
import type { Verdict } from './plan-retention';

/**
 * How many of a volume's good snapshots in one Region one plan may remove: a plan is refused where it removes more than
 * `share` of them and also more than `count`. `none` releases everything.
 *
 * A policy that is changed by mistake shows itself as a plan that removes much at once; in the usual course, each new
 * snapshot makes room for itself. As no volume may lose more than the share, neither may the fleet, but for what `count`
 * allows each volume.
 */
export const DeletionLimit = z.union([
  z.literal('none'),
  z.strictObject({ share: z.number().min(0).lt(1), count: z.int().min(0).max(1000) }),
]);

export type DeletionLimit = Readonly<z.infer<typeof DeletionLimit>>;

/** Of the snapshots that the rules count, how many a plan removes. */
export type Removal = { readonly removedCount: number; readonly ofCount: number };

/** What the verdicts give up. Failed copies and duplicates hold nothing that would be missed, so they are on neither side. */
export function removalOf(verdicts: readonly Verdict[]): Removal {
  const counted = verdicts.filter((verdict) => verdict.counted);
  return {
    removedCount: counted.filter(({ action }) => action === 'remove').length,
    ofCount: counted.length,
  };
}

/** Why a plan for one volume in one Region must not be carried out, in words; undefined where it may. */
export function refusalOf({ removedCount, ofCount }: Removal, limit: DeletionLimit): string | undefined {
  if (limit === 'none' || removedCount <= limit.count || removedCount <= limit.share * ofCount)
    return undefined;
  return (
    `${removedCount} of ${ofCount} snapshots would be removed at once, and the setting deletionLimit ` +
    `allows a share of ${limit.share} or a count of ${limit.count}`
  );
}
