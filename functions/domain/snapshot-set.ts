import { isCompleted, takenAtMs, type ImageOf, type ManagedSnapshot, type Snapshot } from './snapshot';
import { DAY_MS, MINUTE_MS } from './time-units';

/** What one call of CreateSnapshots or CreateImage has taken of an instance: of several volumes at one moment. */
export type SnapshotSet = {
  /** Of the one call, twelve hexadecimal digits: two calls for one run take two sets. */
  readonly id: string;
  /** How many snapshots it has: two at least, one of an AMI; Infinity while EC2 does not say what an AMI holds. */
  readonly size: number;
};

/** In a description and a tag, such as `0123456789ab/3`. At most 16 characters. */
export const setInWords = ({ id, size }: { readonly id: string; readonly size: number | '*' }): string =>
  `${id}/${size}`;

/** No call takes a set of one, but for an AMI, which is told by its name. */
const WORDS = /^([0-9a-f]{12})\/([2-9]|[1-9]\d{1,2})$/;

/** A set in words, or undefined for any other text. */
export function readSet(text: string | undefined): SnapshotSet | undefined {
  const [, id, size] = WORDS.exec(text ?? '') ?? [];
  return id === undefined ? undefined : { id, size: Number(size) };
}

/**
 * How the description of a member ends, of a snapshot as of a copy: unlike a tag, nobody can change it. As a filter of EC2's, of a set of whatever
 * size.
 */
export const endingOfSet = (set: { readonly id: string; readonly size: number | '*' }): string =>
  `, set ${setInWords(set)}`;

const ENDING = /^snapshot-keeper [^\s:]+: .*, set (\S+)$/;

/** The set that a snapshot or copy of ours is a member of; undefined of a single one. What an AMI holds is one while the AMI is there. */
export const setOf = ({
  description,
  image,
}: Pick<Snapshot, 'description' | 'image'>): SnapshotSet | undefined =>
  image === undefined ? readSet(ENDING.exec(description)?.[1]) : setOfImage(image);

/** The set that an AMI is, also one of a single snapshot: that alone can be launched. Its id has eight digits or seventeen, of which the last are the least alike. */
export const setOfImage = ({ imageId, size = Infinity }: Pick<ImageOf, 'imageId' | 'size'>): SnapshotSet => ({
  id: imageId.slice('ami-'.length).padStart(12, '0').slice(-12),
  size,
});

/** The value of the tag `set`, as far as it is known. The copy of what an AMI holds alone is a single snapshot, and so bears none. */
export function setTagOf(snapshot: Pick<Snapshot, 'description' | 'image'>): string | undefined {
  const set = setOf(snapshot);
  return set === undefined || set.size === 1 || set.size === Infinity ? undefined : setInWords(set);
}

/** One call takes all members at one moment. What describes itself as one of them and was taken later is somebody else's. */
const ONE_MOMENT_MS = 10 * MINUTE_MS;

/** Ids of those sets of which `managed`, all that is ours of their volumes in one Region, lacks a finished member, and of the AMIs that cannot be launched. */
export function brokenSets(managed: readonly ManagedSnapshot[], now: Date): ReadonlySet<string> {
  const sets = new Map<string, ManagedSnapshot[]>();
  for (const snapshot of managed) {
    const set = setOf(snapshot);
    if (set !== undefined) sets.set(set.id, [...(sets.get(set.id) ?? []), snapshot]);
  }
  return new Set([...sets].flatMap(([id, members]) => (isWhole(members, now) ? [] : [id])));
}

function isWhole(shown: readonly ManagedSnapshot[], now: Date): boolean {
  const firstMs = Math.min(...shown.map(takenAtMs));
  const members = shown.filter((one) => takenAtMs(one) - firstMs <= ONE_MOMENT_MS);
  if (members.some(({ image }) => image?.state !== undefined)) return false;
  const finished = members.filter((one) => isCompleted(one) && takenAtMs(one) <= now.getTime());
  const size = Math.max(...members.map((one) => setOf(one)?.size ?? 0));
  return new Set(finished.map(({ volumeId }) => volumeId)).size >= size;
}

/** Whether a snapshot is of a set that lacks a member: then it is no recovery point. */
export const isOfBroken = (snapshot: Snapshot, broken: ReadonlySet<string>): boolean =>
  broken.size > 0 && broken.has(setOf(snapshot)?.id ?? '');

/** What a volume may be restored from, as far as sets go: `managed` without the members of sets that lack one. */
export function ofWholeSets(managed: readonly ManagedSnapshot[], now: Date): readonly ManagedSnapshot[] {
  const broken = brokenSets(managed, now);
  return broken.size === 0 ? managed : managed.filter((snapshot) => !isOfBroken(snapshot, broken));
}

/** So long the newest whole set of a volume stays where only single snapshots follow: a schedule of sets may be monthly. */
const WITHOUT_NEWER_SET_DAYS = 35;

/** Whether a member is older than sets wait for newer ones, and something newer is there. */
export const isOutlived = (
  member: ManagedSnapshot,
  finished: readonly ManagedSnapshot[],
  now: Date,
): boolean =>
  now.getTime() - takenAtMs(member) > WITHOUT_NEWER_SET_DAYS * DAY_MS &&
  finished.some((other) => takenAtMs(other) > takenAtMs(member));

type Following = {
  /** The recovery points of the volume. */
  readonly good: readonly ManagedSnapshot[];
  /** Ids of the AMIs than which no newer one of their instance can be launched. */
  readonly newestImages: ReadonlySet<string>;
  readonly now: Date;
};

/**
 * Whether a member of a set may go by the rules: a newer set of its volume is whole, and of what an AMI holds a newer AMI; or there has been none for 35 days, by when
 * nobody makes such of it any more, and a single snapshot is newer. The last AMI of an instance waits for longer: nothing but an AMI takes its place.
 */
export const isFollowed = (member: ManagedSnapshot, { good, newestImages, now }: Following): boolean => {
  const isWaiting =
    newestImages.has(member.image?.imageId ?? '') ||
    now.getTime() - takenAtMs(member) <= WITHOUT_NEWER_SET_DAYS * DAY_MS;
  return good.some(
    (other) => takenAtMs(other) > takenAtMs(member) && (!isWaiting || takesPlaceOf(member, other)),
  );
};

/** Of a set nothing can be launched, and what an AMI holds is a set. */
const takesPlaceOf = (member: ManagedSnapshot, other: ManagedSnapshot): boolean =>
  member.image === undefined ? setOf(other) !== undefined : other.image !== undefined;
