import type { CopyRequest } from './copy-request';
import { describePolicy } from './plan-retention';
import type { RetentionPolicy } from './retention-policy';
import type { Snapshot } from './snapshot';
import { copyTags, snapshotTags, type SnapshotTagsQuestion, type TagPlan } from './snapshot-tags';
import { copyTag, TAG } from './tags';

/** What makes a completed snapshot in scope ours: the tags to write, and the snapshot as it is with them. */
export function adoptSnapshot(question: SnapshotTagsQuestion): TagPlan & { readonly tagged: Snapshot } {
  const { tags, dropped } = snapshotTags(question);
  const { snapshot } = question;
  return { tags, dropped, tagged: { ...snapshot, tags: { ...snapshot.tags, ...tags } } };
}

/**
 * The DR Regions to which an event about a snapshot asks for a copy: all where it is the first one about it, later those
 * without a confirmed copy. What retention would keep of the copies there does not count: the newest point belongs in every
 * Region, and the others are pruned there.
 */
export const copyRegions = (
  { tags }: Snapshot,
  isRepeat: boolean,
  drRegions: readonly string[],
): readonly string[] => drRegions.filter((region) => !isRepeat || tags[copyTag(region)] === undefined);

/**
 * The copies to ask for of a snapshot of ours, with its tags as they are now. `copyPolicies`: by DR Region, the policy that
 * counts for the volume there, under which the copy is adopted.
 */
export const copyRequests = (
  tagged: Snapshot,
  isRepeat: boolean,
  copyPolicies: Readonly<Record<string, RetentionPolicy>>,
): (CopyRequest & { readonly firstRequest: boolean })[] =>
  copyRegions(tagged, isRepeat, Object.keys(copyPolicies)).map((region) => ({
    region,
    snapshotId: tagged.snapshotId,
    tags: copyTags({
      ...tagged,
      tags: { ...tagged.tags, [TAG.policy]: describePolicy(copyPolicies[region]!) },
    }),
    firstRequest: !isRepeat,
  }));
