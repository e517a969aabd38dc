import { readCopyDescription, tagsByWitness } from './copy-description';
import { recognise, type Home } from './recognise';
import type { ManagedSnapshot, Snapshot } from './snapshot';
import { TAG, type Tags } from './tags';

/** A copy that was made for this deployment, and whose tags say so no more. */
export type Disowned = { readonly copy: ManagedSnapshot; readonly reason: string };

/**
 * The copies that would be ours if they had the tags that they were made with: somebody has taken those away, or changed them. No decision
 * counts them, and nothing deletes them, until the tags are back. What somebody has copied from a copy of ours is not among them.
 */
export function disowned(copies: readonly Snapshot[], home: Home): Disowned[] {
  const owned = new Set(recognise(copies, home).managed.map(({ snapshotId }) => snapshotId));
  const asMade = copies.map((copy) => ({ ...copy, tags: tagsAsMade(copy) }));
  const tagsOf = new Map(copies.map(({ snapshotId, tags }) => [snapshotId, tags]));
  return recognise(asMade, home)
    .managed.filter(({ snapshotId, tags }) => !owned.has(snapshotId) && !isToldInDoubt(tags))
    .map((copy) => {
      const now = tagsOf.get(copy.snapshotId) ?? {};
      const keys = Object.keys(copy.tags).filter((key) => now[key] !== copy.tags[key]);
      return { copy: { ...copy, tags: now }, reason: `without the ${keys.join(', ')} that it was made with` };
    });
}

/** Whoever prunes the volume that its tags name has found it there. */
const isToldInDoubt = (tags: Tags): boolean => tags[TAG.told]?.startsWith('in doubt') === true;

function tagsAsMade({ snapshotId, description, tags }: Snapshot): Tags {
  const witness = readCopyDescription(description);
  if (witness === undefined) return tags;
  const made = { ...tags, ...tagsByWitness(witness) };
  return TAG.snapshot in made ? { ...made, [TAG.snapshot]: snapshotId } : made;
}
