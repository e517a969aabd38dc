import { goesAlong, type Image } from '../domain/image';
import { isNameOf } from '../domain/image-name';
import type { Snapshot } from '../domain/snapshot';

/** A snapshot and why it goes or stays. */
export type Given = { readonly snapshotId: string; readonly reason: string };

/** What the plans of the volumes that share sets give up. */
export type GivenOf = Given & { readonly volumeId: string };

/** An AMI that goes with all that it holds, what the plans give up of it, and what goes along because it has failed. */
export type GivenImage = {
  readonly image: Image;
  readonly members: readonly GivenOf[];
  readonly failed: readonly GivenOf[];
};

export type GivenImages = {
  /** By snapshot, the AMI with which it goes. */
  readonly going: ReadonlyMap<string, GivenImage>;
  /** By snapshot, why its AMI stays, and it with the AMI. */
  readonly staying: ReadonlyMap<string, string>;
};

type Question = {
  readonly deployment: string;
  readonly images: readonly Image[];
  /** All that was read, each with its AMI. */
  readonly shown: readonly Snapshot[];
  readonly given: readonly GivenOf[];
};

/**
 * Which AMIs of the deployment go: those all of whose snapshots are given up. Of the AMIs that hold a snapshot only the one counts with which EC2 took it: anybody may
 * register another one, under whatever name. One that has failed holds no data, and goes with the others.
 */
export function givenImages({ deployment, images, shown, given }: Question): GivenImages {
  const byId = new Map(given.map((one) => [one.snapshotId, one]));
  const imageIds = new Map(shown.map(({ snapshotId, image }) => [snapshotId, image?.imageId]));
  const along = new Map(
    shown.flatMap((one): [string, GivenOf][] =>
      goesAlong(one, deployment) && !byId.has(one.snapshotId)
        ? [[one.snapshotId, { snapshotId: one.snapshotId, volumeId: one.volumeId, reason: 'it has failed' }]]
        : [],
    ),
  );
  const going = new Map<string, GivenImage>();
  const staying = new Map<string, string>();
  for (const image of images) {
    if (!isNameOf(image.name, deployment)) continue;
    const { imageId, snapshotIds } = image;
    const own = (id: string): boolean => imageIds.get(id) === imageId;
    const members = snapshotIds.filter(own).flatMap((id) => byId.get(id) ?? []);
    const left = snapshotIds.find((id) => !own(id) || (!byId.has(id) && !along.has(id)));
    const failed = snapshotIds.flatMap((id) => along.get(id) ?? []);
    for (const { snapshotId } of members)
      if (left === undefined) going.set(snapshotId, { image, members, failed });
      else staying.set(snapshotId, `${imageId} stays whole: ${left} is not given up`);
  }
  return { going, staying };
}
