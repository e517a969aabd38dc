import type { CopyRequest } from './copy-request';
import type { Snapshot } from './snapshot';
import { copyTags, isTaggedAs, snapshotTags, type SnapshotTagsQuestion, type TagPlan } from './snapshot-tags';
import { copyTag } from './tags';

export type AdoptedSnapshot = TagPlan & {
  /** The snapshot with its tags as they will be. */
  readonly tagged: Snapshot;
  /**
   * What retention would keep of them there does not count: the newest point belongs in every Region, and the others are
   * pruned there.
   */
  readonly copies: readonly (CopyRequest & { readonly firstRequest: boolean })[];
};

/**
 * The DR Regions to which an event about a snapshot asks for a copy: all where it is the first one about it, later those
 * without a confirmed copy.
 */
export const copyRegions = (
  { tags }: Snapshot,
  isRepeat: boolean,
  drRegions: readonly string[],
): readonly string[] => drRegions.filter((region) => !isRepeat || tags[copyTag(region)] === undefined);

/** What the event about a completed snapshot in scope leads to: the tags that make it ours, and the copies to ask for. */
export function adoptSnapshot(question: SnapshotTagsQuestion): AdoptedSnapshot {
  const { snapshot, deployment, volumeId, drRegions } = question;
  const { tags, dropped } = snapshotTags(question);
  const tagged = { ...snapshot, tags: { ...snapshot.tags, ...tags } };
  const isRepeat = isTaggedAs(snapshot, deployment, volumeId);
  return {
    tags,
    dropped,
    tagged,
    copies: copyRegions(snapshot, isRepeat, drRegions).map((region) => ({
      region,
      snapshotId: snapshot.snapshotId,
      tags: copyTags(tagged),
      firstRequest: !isRepeat,
    })),
  };
}
