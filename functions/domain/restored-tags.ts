import { carriedTags } from './copied-tags';
import { readOverride } from './override';
import { isSelected, type Selection, type TagSelection } from './selection';
import { TAG, TAG_LIMIT, type Tags } from './tags';

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
 * The tags of a volume that is made of a snapshot: the user's own, the overrides that the volume bore itself, and whose it is and of what; and a tag by
 * which the deployment selects it, also where the snapshot does not repeat that of the volume. No hold, and nothing else of ours. Where the limit of 50
 * leaves too little room, as it may on a copy that has lost ours, the last ones of the user are dropped.
 */
export function restoredTags({
  snapshot: { snapshotId, tags },
  deployment,
  selection,
  isUnselected,
  execution,
}: RestoredTagsQuestion): Tags {
  const carried = Object.fromEntries(carriedTags(tags, true));
  const selecting = selection === 'all' || isUnselected ? {} : selectingTag(carried, selection);
  const overrides = OVERRIDES.flatMap((key) => {
    const value = tags[key];
    return value === undefined || readOverride(value).instanceId !== undefined ? [] : [[key, value] as const];
  });
  const needed = {
    ...selecting,
    ...Object.fromEntries(overrides),
    [TAG.restoredBy]: deployment,
    [TAG.restoredFrom]: `${snapshotId} by ${execution}`,
  };
  const others = Object.entries(carried).filter(([key]) => selection === 'all' || key !== selection.tagKey);
  const room = TAG_LIMIT - Object.keys(needed).length;
  return { ...Object.fromEntries(others.slice(0, room)), ...needed };
}

/** The command of the AWS CLI that lists the volumes that an execution has made in a Region, as their tags say. */
export const listingMadeBy = (execution: string, region: string): string =>
  `aws ec2 describe-volumes --region ${region} --filters "Name=tag:${TAG.restoredFrom},Values=* by ${execution}" --query "Volumes[].VolumeId"`;

/** What an operator finds where any value selects. */
const ANY_VALUE = 'restored';

const selectingTag = (tags: Tags, selection: TagSelection): Tags => {
  const { tagKey, tagValues } = selection;
  const value = isSelected(tags, selection) ? tags[tagKey] : tagValues?.[0];
  return { [tagKey]: value ?? ANY_VALUE };
};
