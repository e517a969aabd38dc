import { carriedTags } from './copied-tags';
import { readOverride } from './override';
import type { Selection } from './selection';
import { TAG, type Tags } from './tags';

export type RestoredTagsQuestion = {
  /** One of the deployment's. */
  readonly snapshot: { readonly snapshotId: string; readonly tags: Tags };
  readonly deployment: string;
  readonly selection: Selection;
  /** Whether the tag by which the deployment selects volumes is left out, so that the new volume is not protected. */
  readonly isUnselected: boolean;
  /** Name of the one that makes the volume. */
  readonly execution: string;
};

/** Overrides that a volume may bear itself. */
const OVERRIDES = [TAG.retain, TAG.drRetain, TAG.target] as const;

/**
 * The tags of a volume that is made of a snapshot: the user's own, the overrides that the volume bore itself, and whose it is and of what. No hold, and
 * nothing else of ours. A snapshot of ours has five more of ours at least, so that they fit.
 */
export function restoredTags({
  snapshot: { snapshotId, tags },
  deployment,
  selection,
  isUnselected,
  execution,
}: RestoredTagsQuestion): Tags {
  const ofUser = carriedTags(tags, true).filter(
    ([key]) => !(isUnselected && selection !== 'all' && key === selection.tagKey),
  );
  const overrides = OVERRIDES.flatMap((key) => {
    const value = tags[key];
    return value === undefined || readOverride(value).instanceId !== undefined ? [] : [[key, value] as const];
  });
  return {
    ...Object.fromEntries([...ofUser, ...overrides]),
    [TAG.restoredBy]: deployment,
    [TAG.restoredFrom]: `${snapshotId} by ${execution}`,
  };
}
