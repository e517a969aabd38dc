import { isImageId } from './ids';
import { isNameOf } from './image-name';
import type { ImageOf, Snapshot } from './snapshot';
import { holdOf, TAG } from './tags';
import { HOUR_MS } from './time-units';

/** An AMI of the account, as far as decisions need it: EC2's own fields. */
export type Image = {
  readonly imageId: string;
  /** Given when it was made; nobody can change it. */
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  /** `available`, `disabled`, `pending`, `failed`, `invalid`, or what EC2 may add. */
  readonly state: string;
  /** What it holds; none while EC2 does not say so of each of its devices. */
  readonly snapshotIds: readonly string[];
  /** How many it is to hold, while EC2 names its devices and not yet all of their snapshots. */
  readonly deviceCount?: number;
  /** Whether somebody has protected it from deregistration. */
  readonly isProtected: boolean;
  /** Why a person holds it, an empty text where no reason is given; absent where nobody does. */
  readonly hold?: string;
  /** The two tags by which IAM lets it be deregistered; absent where it does not bear them. */
  readonly managedBy?: string;
  readonly region?: string;
};

/** How many snapshots it holds, or will hold; undefined while EC2 does not say. */
export const sizeOf = ({
  snapshotIds,
  deviceCount,
}: Pick<Image, 'snapshotIds' | 'deviceCount'>): number | undefined =>
  snapshotIds.length > 0 ? snapshotIds.length : deviceCount;

/** Whether it can be launched, by its owner once it is enabled again: only then it is a recovery point. */
const isUsable = ({ state }: Pick<Image, 'state'>): boolean => state === 'available' || state === 'disabled';

/** An AMI that never can be launched goes as what is of a set that lacks a member does. */
export const hasFailed = ({ state = '' }: Pick<ImageOf, 'state'>): boolean => FAILED.has(state);

const FAILED: ReadonlySet<string> = new Set(['failed', 'invalid', 'error']);

/** Whether a snapshot that has failed, and so holds no data, goes with its AMI though no plan gives it up: nobody holds it, and nobody else has it. */
export const goesAlong = ({ state, tags }: Pick<Snapshot, 'state' | 'tags'>, deployment: string): boolean =>
  state === 'error' &&
  holdOf(tags) === undefined &&
  [deployment, ''].includes(tags[TAG.managedBy] ?? '') &&
  Object.keys(tags).every((key) => !key.startsWith('aws:backup:'));

/** How EC2 describes the snapshots of an AMI that was made of an instance. */
export const describedAsOf = (imageId: string, instanceId: string): string =>
  `Created by CreateImage(${instanceId}) for ${imageId}`;

/** EC2 has also named the volume at its end, and may still do so in some partitions. */
const DESCRIPTION = /^(Created by CreateImage\(i-[0-9a-f]+\) for (ami-[0-9a-f]+))(?: from vol-[0-9a-f]+)?$/;

/** As filters of EC2's: how it describes the snapshots of such an AMI, with the volume and without. */
export const descriptionsOfImage = (described: string): string[] => [described, `${described} from vol-*`];

/** A description as `describedAsOf` has it, without the volume; any other text is left as it is. */
export const withoutVolume = (description: string): string =>
  DESCRIPTION.exec(description)?.[1] ?? description;

/** The AMI with which EC2 took a snapshot, or with which somebody says so. */
function imageIdOf({ description }: Pick<Snapshot, 'description'>): string | undefined {
  const imageId = DESCRIPTION.exec(description)?.[2];
  return imageId !== undefined && isImageId(imageId) ? imageId : undefined;
}

/** Whether EC2 took it with an AMI, whoever's, or somebody says so. */
export const wasTakenWithImage = (snapshot: Pick<Snapshot, 'description'>): boolean =>
  imageIdOf(snapshot) !== undefined;

/** The AMIs of which EC2 has to be asked, each once. */
export const imageIdsIn = (snapshots: readonly Pick<Snapshot, 'description'>[]): string[] => [
  ...new Set(snapshots.flatMap((one) => imageIdOf(one) ?? [])),
];

/** EC2's answers may be minutes old. What EC2 does not show after so long is not there. */
const UNSEEN_MS = HOUR_MS;

type Known = {
  readonly deployment: string;
  /** Of the AMIs of these snapshots, at least those that EC2 shows and that are the deployment's. */
  readonly images: readonly Image[];
  readonly now: Date;
};

/**
 * The snapshots, each with the AMI of the deployment that holds it, and how many of what it holds go along, as far as these are among them. One of which EC2 shows no AMI is marked so for an hour; after that somebody
 * has deregistered it, and what it held are single snapshots.
 */
export function withImages(snapshots: readonly Snapshot[], { deployment, images, now }: Known): Snapshot[] {
  const byId = new Map(images.map((image) => [image.imageId, image]));
  const along = new Set(snapshots.flatMap((one) => (goesAlong(one, deployment) ? one.snapshotId : [])));
  return snapshots.map((snapshot) => {
    const imageId = imageIdOf(snapshot);
    if (imageId === undefined) return snapshot;
    const shown = byId.get(imageId);
    const image =
      shown === undefined ? unseen(snapshot, imageId, now) : holding(snapshot, shown, { deployment, along });
    return image === undefined ? snapshot : { ...snapshot, image };
  });
}

const unseen = ({ startedAt }: Snapshot, imageId: string, now: Date): ImageOf | undefined =>
  now.getTime() - Date.parse(startedAt) < UNSEEN_MS ? { imageId } : undefined;

function holding(
  { snapshotId }: Snapshot,
  image: Image,
  { deployment, along }: { readonly deployment: string; readonly along: ReadonlySet<string> },
): ImageOf | undefined {
  const { imageId, name, state, snapshotIds, isProtected, hold } = image;
  const size = sizeOf(image);
  // Anybody may describe a snapshot so.
  const isHeld = snapshotIds.length === 0 || snapshotIds.includes(snapshotId);
  if (!isNameOf(name, deployment) || !isHeld) return undefined;
  const alongCount = snapshotIds.filter((id) => along.has(id)).length;
  return {
    imageId,
    name,
    ...(size !== undefined && { size }),
    ...(alongCount > 0 && { alongCount }),
    ...(!isUsable(image) && { state }),
    ...(isProtected && { isProtected }),
    ...(hold !== undefined && { hold }),
  };
}
