/**
 * The tags that Snapshot Keeper writes and reads: its only database. Each key has one meaning, on the resource that
 * the comment names. User tags are whatever does not begin with `aws:` or with our prefix.
 */
export const TAG_PREFIX = 'snapshot-keeper:';

export const TAG = {
  /** Snapshot and copy: the deployment's name. IAM lets a deployment delete only what carries its own name here. */
  managedBy: 'snapshot-keeper:managed-by',
  /** Snapshot: its own id. Tags that somebody has carried elsewhere name another snapshot there, and are plain to see. */
  snapshot: 'snapshot-keeper:snapshot',
  /** Snapshot and copy: id of the origin volume. Copies show a meaningless VolumeId, so grouping goes by this. */
  volume: 'snapshot-keeper:volume',
  /** Snapshot and copy: Region of the origin volume. */
  region: 'snapshot-keeper:region',
  /** Snapshot and copy: start time of the source snapshot, ISO 8601 in UTC. Order goes by this. */
  takenAt: 'snapshot-keeper:taken-at',
  /** Snapshot and copy: the retention policy of its Region under which it was adopted, in words. */
  policy: 'snapshot-keeper:policy',
  /** Snapshot and copy: what a restore needs to know and a snapshot does not record. */
  volumeType: 'snapshot-keeper:volume-type',
  iops: 'snapshot-keeper:iops',
  throughput: 'snapshot-keeper:throughput',
  zone: 'snapshot-keeper:zone',
  device: 'snapshot-keeper:device',
  instance: 'snapshot-keeper:instance',
  /** Snapshot and copy: the set that it is a member of and how many it has, such as `0123456789ab/3`; decisions read it of the description. */
  set: 'snapshot-keeper:set',
  /** Snapshot and copy, of what a schedule took of an instance that it freezes: how its file systems stood, for people who restore it. */
  consistency: 'snapshot-keeper:consistency',
  /** Copy: id of the snapshot that it was made from, set in the CopySnapshot call itself. */
  sourceSnapshot: 'snapshot-keeper:source-snapshot',
  /** Copy that is made again after a failed one: which attempt it is, in case that those before it are not there any more. */
  attempt: 'snapshot-keeper:attempt',
  /** Snapshot and copy: of what people have been told about it, so that they are told once. */
  told: 'snapshot-keeper:told',
  /**
   * Snapshot and copy, where the Recycle Bin may bring it back: when it was given up and by which execution, and, of one that is here
   * again, when that was told.
   */
  givenUp: 'snapshot-keeper:given-up',
  /** Any snapshot, set by a person: never pruned. The value is the reason. */
  hold: 'snapshot-keeper:hold',
  /** Any snapshot, set by a person: it is not adopted. On one of ours it is a hold. Volume, set by a person: it is not taken for the sake of its instance. */
  optOut: 'snapshot-keeper:opt-out',
  /** Volume or instance, repeated on snapshots and copies: retention override in the primary Region. */
  retain: 'snapshot-keeper:retain',
  /** Volume or instance, repeated on snapshots and copies: retention override in the DR Regions. */
  drRetain: 'snapshot-keeper:dr-retain',
  /** Volume or instance, repeated on snapshots and copies: how old its newest point may be in each Region. */
  target: 'snapshot-keeper:target',
  /** Volume that a restore has made: the deployment's name. IAM lets a deployment attach only what carries its own name here. */
  restoredBy: 'snapshot-keeper:restored-by',
  /** Volume that a restore has made: id of the snapshot or copy, and name of the execution, such as `snap-0123456789abcdef0 by restore-by-hand`. */
  restoredFrom: 'snapshot-keeper:restored-from',
  /** Volume that a drill has made, beside the two of a restore: name of the execution. IAM lets a deployment delete only volumes that carry it. */
  drill: 'snapshot-keeper:drill',
} as const;

/** Volume in the primary Region: how the last drill of a copy in `region` ended, as `writeDrillMark` writes it. */
export const drilledTag = (region: string): string => `${TAG_PREFIX}drilled/${region}`;

/** Source snapshot: the confirmed copy in `region`, as `confirmation` writes it. */
export const copyTag = (region: string): string => `${TAG_PREFIX}copy/${region}`;

/** The value of a copy tag. It names the source, so that one that is carried to another snapshot confirms nothing there. */
export const confirmation = (copyId: string, sourceSnapshotId: string): string =>
  `${copyId} of ${sourceSnapshotId}`;

/** The id of the copy in `region` that the tags of a source confirm, or undefined. */
export function confirmedCopy(
  { snapshotId, tags }: { readonly snapshotId: string; readonly tags: Tags },
  region: string,
): string | undefined {
  const [, copyId, sourceSnapshotId] = /^(\S+) of (\S+)$/.exec(tags[copyTag(region)] ?? '') ?? [];
  return sourceSnapshotId === snapshotId ? copyId : undefined;
}

/** User tags allowed on one resource; `aws:` ones do not count (EC2 API reference, CreateTags). */
export const TAG_LIMIT = 50;

/** Characters that the value of a tag holds (EC2 user guide, "Tag restrictions"). */
export const TAG_VALUE_MAX = 256;

export type Tags = Readonly<Record<string, string>>;

/** How many more tags a resource with these can have. */
export const roomFor = (tags: Tags): number =>
  TAG_LIMIT - Object.keys(tags).filter((key) => !key.startsWith('aws:')).length;

/** The tags as a record, from the list form of the EC2 API. A tag without a value has the empty one. */
export function tagsFromList(
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Tags {
  const tags: Record<string, string> = {};
  for (const { Key, Value } of list) if (Key !== undefined) set(tags, Key, Value ?? '');
  return tags;
}

export const tagsToList = (tags: Tags): { Key: string; Value: string }[] =>
  Object.keys(tags).map((Key) => ({ Key, Value: tags[Key]! }));

/** Those of the tags whose keys are wanted. Every decision does this, so it makes no list of pairs on the way. */
export function tagsWithKeys(tags: Tags, isWanted: (key: string) => boolean): Tags {
  const wanted: Record<string, string> = {};
  for (const key of Object.keys(tags)) if (isWanted(key)) set(wanted, key, tags[key]!);
  return wanted;
}

/** Any text is a key, also the one that an assignment would take for the object's prototype. */
function set(tags: Record<string, string>, key: string, value: string): void {
  if (key === '__proto__')
    Object.defineProperty(tags, key, { value, enumerable: true, configurable: true, writable: true });
  else tags[key] = value;
}

/** Whether a key begins with our prefix, in whatever case: where EC2 knows two keys, the conditions of IAM know one. */
export const hasOurPrefix = (key: string): boolean => key.toLowerCase().startsWith(TAG_PREFIX);

/** True for tags that belong to the user: neither reserved by AWS nor ours. */
export const isUserTag = (key: string): boolean => !key.startsWith('aws:') && !hasOurPrefix(key);

/** Whether a person wants a snapshot to stay: who opts one of ours out wants that, too. */
export const isHold = (key: string): boolean => key.toLowerCase() === TAG.hold || isOptOut(key);

const isOptOut = (key: string): boolean => key.toLowerCase() === TAG.optOut;

export const isOptedOut = (tags: Tags): boolean => Object.keys(tags).some(isOptOut);

/** Why a person holds a snapshot, an empty text where no reason is given; undefined where nobody does. */
export function holdOf(tags: Tags): string | undefined {
  const key = Object.keys(tags).find(isHold);
  return key === undefined ? undefined : tags[key];
}

const WORDS: ReadonlySet<string> = new Set(Object.values(TAG));

/** Of keys of ours that end in a Region. */
const CARRIED = [copyTag(''), drilledTag('')] as const;

/**
 * What somebody wants of a volume in a word that is none of ours, such as `snapshot-keeper:Retain=30`, or by a hold, which is for
 * snapshots. Words of ours that mean nothing on a volume are what a restore has carried there, and no wish.
 */
export function unknownWish(volumeTags: Tags): string | undefined {
  const key = Object.keys(volumeTags).find(
    (one) =>
      !isOptOut(one) &&
      (isHold(one) ||
        (hasOurPrefix(one) && !WORDS.has(one) && !CARRIED.some((prefix) => one.startsWith(prefix)))),
  );
  return key === undefined ? undefined : `${key}=${volumeTags[key] ?? ''}`;
}
