import { effectivePolicy } from './effective-policy';
import { describePolicy } from './plan-retention';
import type { RetentionPolicy } from './retention-policy';
import { takenAt, type Snapshot } from './snapshot';
import { copyTag, isUserTag, TAG, TAG_LIMIT, tagsWithKeys, type Tags } from './tags';
import type { Volume } from './volume';

/** Tags to write, and the volume's tags for which the limit of 50 leaves no room. */
export type TagPlan = { readonly tags: Tags; readonly dropped: readonly string[] };

export type SnapshotTagsQuestion = {
  readonly snapshot: Snapshot;
  readonly volumeId: string;
  /** Undefined where the volume no longer exists. */
  readonly volume: Volume | undefined;
  /**
   * The newest of our other snapshots of the volume: what it tells of a volume that is gone is true of its last one too, and
   * where it is newer, retention goes by its overrides.
   */
  readonly predecessor?: Snapshot | undefined;
  readonly deployment: string;
  readonly region: string;
  /** The default policy of this Region. */
  readonly retention: RetentionPolicy;
  readonly drRegions: readonly string[];
  readonly copyVolumeTags: boolean;
};

/**
 * The tags that make a snapshot ours: who manages it and what it is of, which are written whatever was there (tools copy
 * tags of a restored volume on); the policy under which it is adopted, which a repeated call leaves as it is; the volume's
 * overrides and the facts that a restore needs; and the volume's own tags in order of their keys. Of the latter, none
 * overwrites a tag that the snapshot has. Where the limit of 50 leaves too little room, the last ones are dropped; room for
 * the copies' ids and a hold, which come later, stays free.
 */
export function snapshotTags(question: SnapshotTagsQuestion): TagPlan {
  const { snapshot, volume, volumeId, deployment, region, drRegions, copyVolumeTags } = question;
  const identity: Tags = {
    [TAG.managedBy]: deployment,
    [TAG.volume]: volumeId,
    [TAG.region]: region,
    [TAG.takenAt]: snapshot.startedAt,
  };
  const isRepeat = isTaggedAs(snapshot, deployment, volumeId);
  const has = isRepeat ? snapshot.tags : withoutPolicy(snapshot.tags);
  const facts = volume === undefined ? factsOf(question.predecessor) : volumeFacts(volume);
  const fromVolume = Object.entries(copyVolumeTags && volume !== undefined ? volume.tags : {})
    .filter(([key]) => isUserTag(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const adoptedUnder = isRepeat
    ? undefined
    : policyOf({ ...snapshot, tags: { ...defined(facts), ...has, ...identity } }, question);
  const optional = [[TAG.policy, adoptedUnder] as const, ...Object.entries(facts), ...fromVolume].filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !Object.hasOwn(has, entry[0]),
  );
  const taken = new Set([
    ...Object.keys(has).filter((key) => !key.startsWith('aws:')),
    ...Object.keys(identity),
    ...drRegions.map(copyTag),
    TAG.hold,
  ]);
  const room = Math.max(0, TAG_LIMIT - taken.size);
  const changed = Object.entries(identity).filter(([key, value]) => snapshot.tags[key] !== value);
  return {
    tags: Object.fromEntries([...changed, ...optional.slice(0, room)]),
    dropped: optional.slice(room).map(([key]) => key),
  };
}

/** Without the policy tag that a tool has carried here, which tells of another snapshot. */
const withoutPolicy = (tags: Tags): Tags => tagsWithKeys(tags, (key) => key !== TAG.policy);

/** The policy that counts for the volume once `tagged` is its snapshot, as the plan that follows will find it. */
const policyOf = (tagged: Snapshot, { predecessor, retention }: SnapshotTagsQuestion): string =>
  describePolicy(
    effectivePolicy(predecessor === undefined ? [tagged] : [tagged, predecessor], TAG.retain, retention)
      .policy,
  );

const defined = (facts: Record<string, string | undefined>): Tags =>
  Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** The overrides and facts in the order in which they matter, most first. */
const volumeFacts = (volume: Volume): Record<string, string | undefined> => ({
  [TAG.retain]: volume.tags[TAG.retain],
  [TAG.drRetain]: volume.tags[TAG.drRetain],
  [TAG.volumeType]: volume.volumeType,
  [TAG.iops]: volume.iops?.toString(),
  [TAG.throughput]: volume.throughputMibps?.toString(),
  [TAG.zone]: volume.zone,
  [TAG.device]: volume.device,
  [TAG.instance]: volume.instanceId,
});

/** The same, as an earlier snapshot repeats them. */
const factsOf = (predecessor: Snapshot | undefined): Record<string, string | undefined> =>
  Object.fromEntries(
    [
      TAG.retain,
      TAG.drRetain,
      TAG.volumeType,
      TAG.iops,
      TAG.throughput,
      TAG.zone,
      TAG.device,
      TAG.instance,
    ].map((key) => [key, predecessor?.tags[key]]),
  );

/** Whether the snapshot's tags say that we have tagged it as what it is, rather than that a tool copied our tags onto it. */
export const isTaggedAs = (snapshot: Snapshot, deployment: string, volumeId: string): boolean =>
  snapshot.tags[TAG.managedBy] === deployment &&
  snapshot.tags[TAG.volume] === volumeId &&
  snapshot.tags[TAG.takenAt] === snapshot.startedAt;

/**
 * The tags that a copy is created with: the source's, without what is true of the source alone, and its id. At most 50;
 * where that is too few, the last of the user's own tags are left out.
 */
export function copyTags(source: Snapshot): Tags {
  const entries = Object.entries(source.tags).filter(
    ([key]) =>
      !key.startsWith('aws:') &&
      !key.startsWith(copyTag('')) &&
      key !== TAG.hold &&
      key !== TAG.sourceSnapshot,
  );
  const ours = entries.filter(([key]) => !isUserTag(key));
  const users = entries.filter(([key]) => isUserTag(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries([
    ...ours,
    [TAG.takenAt, takenAt(source)],
    [TAG.sourceSnapshot, source.snapshotId],
    ...users.slice(
      0,
      TAG_LIMIT - new Set([...ours.map(([key]) => key), TAG.takenAt, TAG.sourceSnapshot]).size,
    ),
  ]);
}
