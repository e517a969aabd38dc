import { guardDeletion, wasTakenWith, type Deletion } from './guard';
import type { Image } from './image';
import type { Snapshot } from './snapshot';

/** Deregistering an AMI with its snapshots, which a plan wants, with what was read for the plan. */
export type Deregistration = Omit<Deletion, 'snapshotId' | 'volumeId'> & {
  readonly image: Image;
  /** Those of its snapshots that the plan gives up. */
  readonly given: readonly { readonly snapshotId: string; readonly volumeId: string }[];
};

/** It has failed, and neither a person nor another deployment wants it to stay. */
const holdsNothing = ({ state, tags }: Snapshot, deployment: string): boolean =>
  state === 'error' &&
  Object.entries(tags).every(
    ([key, value]) =>
      !/^snapshot-keeper:(?:hold|opt-out)$/i.test(key) &&
      !key.startsWith('aws:backup:') &&
      (key !== 'snapshot-keeper:managed-by' || value === deployment || value === ''),
  );

/** Ready, or at its end: what EC2 works on stays. */
const MAY_GO: ReadonlySet<string> = new Set(['available', 'disabled', 'failed', 'invalid', 'error']);

const NAME = /^snapshot-keeper (\S+) i-[0-9a-f]+ \S+ by [a-z0-9 -]*$/;

/**
 * Whether an AMI must not be deregistered with its snapshots, with the reason; undefined where nothing speaks against it. Asked directly before each
 * DeregisterImage, which no tag stands in the way of once it deletes: nobody can change the name of an AMI, each of its snapshots has to pass as if it were deleted by
 * itself, and one that has failed holds no data.
 */
export function guardDeregistration({ image, given, ...read }: Deregistration): string | undefined {
  const { imageId, name, state, snapshotIds, isProtected, hold } = image;
  if (NAME.exec(name)?.[1] !== read.deployment)
    return `${imageId} is called "${name}", which is none of ours`;
  if (!read.images.includes(image)) return `${imageId} is not among what EC2 has shown`;
  if (!MAY_GO.has(state)) return `${imageId} is ${state}`;
  if (isProtected) return `${imageId} is protected`;
  if (hold !== undefined) return `${imageId} is held`;
  if (snapshotIds.length === 0) return `nobody knows what ${imageId} holds`;
  for (const snapshotId of snapshotIds) {
    const one = given.find((other) => other.snapshotId === snapshotId);
    const shown = read.shown.find((other) => other.snapshotId === snapshotId);
    if (shown === undefined || !wasTakenWith(shown, image))
      return `${imageId} holds ${snapshotId}, which was not taken with it`;
    if (one === undefined && !holdsNothing(shown, read.deployment))
      return `${imageId} holds ${snapshotId}, which is not given up`;
    const refusal = one && guardDeletion({ ...read, ...one });
    if (refusal !== undefined) return `${imageId} holds ${snapshotId}: ${refusal}`;
  }
  return undefined;
}
