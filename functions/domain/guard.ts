import { readCopyDescription } from './copy-description';
import type { Image } from './image';
import type { Snapshot } from './snapshot';

/** One deletion that a plan wants, with what was read for the plan. */
export type Deletion = {
  readonly snapshotId: string;
  /** Everything that the read showed, also of the volumes that share sets with this one, and that has not been deleted since. */
  readonly shown: readonly Snapshot[];
  /** The AMIs that hold any of it, as EC2 has shown them. */
  readonly images: readonly Image[];
  readonly volumeId: string;
  readonly region: string;
  readonly primaryRegion: string;
  readonly deployment: string;
  /** When the list was asked for. */
  readonly readAt: Date;
  readonly now: Date;
};

/** A read is not acted on for longer than this: by then somebody may have deleted what it calls the newest. */
const READ_AGE_MAX_SECONDS = 240;

/**
 * Whether a deletion must not be carried out, with the reason; undefined where nothing speaks against it. Asked directly before
 * each DeleteSnapshot. It shares nothing with the planner but the form of a copy's description, because what it is there for is
 * a planner that is wrong. A refusal means just that, and is told.
 */
export function guardDeletion(deletion: Deletion): string | undefined {
  const { snapshotId, shown, volumeId, readAt, now } = deletion;
  const ageSeconds = (now.getTime() - readAt.getTime()) / 1000;
  if (!(ageSeconds >= 0 && ageSeconds <= READ_AGE_MAX_SECONDS))
    return `the list is ${ageSeconds} seconds old, not 0 to ${READ_AGE_MAX_SECONDS}`;
  const snapshot = shown.find((one) => one.snapshotId === snapshotId);
  if (snapshot === undefined) return 'it is not among what EC2 has shown';
  const { tags, state, storageTier } = snapshot;
  if (state !== 'completed' && state !== 'error') return `its state is ${state}`;
  const isKept = (key: string): boolean => /^snapshot-keeper:(?:hold|opt-out)$/i.test(key);
  if (Object.keys(tags).some(isKept)) return 'it is held';
  if (storageTier !== 'standard') return `it is in the tier ${storageTier}`;
  if (Object.keys(tags).some((key) => key.startsWith('aws:backup:'))) return 'AWS Backup manages it';
  if (tags['snapshot-keeper:told']?.startsWith('in doubt: copied from '))
    return 'somebody has copied it from ours';
  const dataMs = dataTimeMs(snapshot, deletion);
  if (dataMs === undefined) return `nothing proves that it is ours and of ${volumeId}`;
  // So long a set waits for a newer one, and the last AMI of an instance for ever; what has failed holds no data.
  const isYoung = now.getTime() - dataMs <= SET_STAYS_MS;
  const ownSet = setOf(snapshot, deletion);
  const isOfImage = imageOf(snapshot, deletion) !== undefined;
  const isMember = ownSet !== undefined && state === 'completed';
  const needsSet = isMember && (isYoung || isOfLastImage(snapshot, deletion));
  // A whole set does not make room for one that is not, however old it is.
  const needsWhole = needsSet || (isMember && isWhole(snapshot, deletion));
  const isLater = (other: Snapshot): boolean => {
    if (other.snapshotId === snapshotId || other.state !== 'completed') return false;
    const otherMs = dataTimeMs(other, deletion) ?? -Infinity;
    // A second copy of the same data is of the same set, whole or not.
    const otherSet = setOf(other, deletion);
    if (otherMs === dataMs && otherSet === ownSet) return true;
    if (otherMs < dataMs) return false;
    if (otherSet === undefined) return !needsSet;
    // From a set nothing can be launched.
    if (needsSet && isOfImage && imageOf(other, deletion) === undefined) return false;
    return (isMember && !needsWhole) || isWhole(other, deletion);
  };
  if (shown.some(isLater)) return undefined;
  if (needsSet && isOfImage) return `no newer AMI of ${volumeId} is whole`;
  return needsWhole ? `no newer set of ${volumeId} is whole` : `it is the newest good one of ${volumeId}`;
}

const SET_STAYS_MS = 35 * 86_400_000;

/** The description of a member: how it ends, which all members have alike, and how many there are. */
const SET = /^snapshot-keeper [^\s:]+: .*(, set [0-9a-f]{12}\/([2-9]|[1-9]\d{1,2}))$/;

/** An AMI is a set as well, also one of a single snapshot. */
function setOf(snapshot: Snapshot, deletion: Deletion): string | undefined {
  const image = imageOf(snapshot, deletion);
  return image === undefined ? SET.exec(snapshot.description)?.[1] : image.imageId;
}

/** The AMI with which EC2 took it, where its name, which nobody can change, is one that this deployment gives. */
const imageOf = (snapshot: Snapshot, { images, deployment }: Deletion): Image | undefined =>
  images.find(
    (image) =>
      image.name.startsWith(`snapshot-keeper ${deployment} i-`) &&
      image.snapshotIds.includes(snapshot.snapshotId) &&
      wasTakenWith(snapshot, image),
  );

const INSTANCE = /^snapshot-keeper \S+ (i-[0-9a-f]+) /;

/** Whether it is of an AMI that can be launched, and no newer one of the same instance can be. */
function isOfLastImage(snapshot: Snapshot, deletion: Deletion): boolean {
  const image = imageOf(snapshot, deletion);
  if (image === undefined || !isWhole(snapshot, deletion)) return false;
  const instanceOf = ({ name }: Image): string | undefined => INSTANCE.exec(name)?.[1];
  return !deletion.shown.some((other) => {
    const otherImage = imageOf(other, deletion);
    if (otherImage === undefined || instanceOf(otherImage) !== instanceOf(image)) return false;
    return Date.parse(other.startedAt) > Date.parse(snapshot.startedAt) && isWhole(other, deletion);
  });
}

/** How EC2 describes what it takes with an AMI; it has also named the volume at the end. */
const TAKEN_WITH = /^Created by CreateImage\(i-\w+\) for (ami-\w+)(?: from vol-\w+)?$/;

/** Whether EC2 took it with an AMI, by its description, which nobody can change. */
export const wasTakenWith = (
  { description }: Pick<Snapshot, 'description'>,
  { imageId }: Pick<Image, 'imageId'>,
): boolean => TAKEN_WITH.exec(description)?.[1] === imageId;

/** Whether every member of a snapshot's set is there and finished, each of a volume of its own and all taken within ten minutes; and its AMI can be launched. */
function isWhole(snapshot: Snapshot, deletion: Deletion): boolean {
  const { shown, deployment } = deletion;
  const set = setOf(snapshot, deletion);
  const [, , described] = SET.exec(snapshot.description) ?? [];
  const image = imageOf(snapshot, deletion);
  if (image !== undefined && image.state !== 'available' && image.state !== 'disabled') return false;
  const size = image?.snapshotIds.length ?? described;
  const members = shown.filter((one) => {
    const isOurs = one.tags['snapshot-keeper:managed-by'] === deployment;
    return isOurs && one.state === 'completed' && setOf(one, deletion) === set;
  });
  const takenMs = (one: Snapshot): number =>
    Date.parse(readCopyDescription(one.description)?.takenAt ?? one.startedAt);
  const firstMs = Math.min(...members.map(takenMs));
  const volumes = members
    .filter((one) => takenMs(one) - firstMs <= 600_000)
    .map(({ tags }) => tags['snapshot-keeper:volume']);
  return new Set(volumes).size >= Number(size);
}

/** When the data of a snapshot is from, if it is proven to be this deployment's and of the volume; else undefined. */
function dataTimeMs(
  { snapshotId, volumeId, startedAt, description, tags }: Snapshot,
  deletion: Deletion,
): number | undefined {
  const { deployment, region, primaryRegion } = deletion;
  if (tags['snapshot-keeper:managed-by'] !== deployment) return undefined;
  if (tags['snapshot-keeper:region'] !== primaryRegion) return undefined;
  if (tags['snapshot-keeper:volume'] !== deletion.volumeId) return undefined;
  if (region === primaryRegion) {
    const isOurs = tags['snapshot-keeper:snapshot'] === snapshotId && volumeId === deletion.volumeId;
    return isOurs ? Date.parse(startedAt) : undefined;
  }
  // Of a copy, EC2 shows a placeholder.
  if (!/^vol-f+$/.test(volumeId)) return undefined;
  const copy = readCopyDescription(description);
  const isOurs =
    copy?.deployment === deployment && copy.volumeId === deletion.volumeId && copy.region === primaryRegion;
  return isOurs ? Date.parse(copy.takenAt) : undefined;
}
