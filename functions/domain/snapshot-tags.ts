import { carriedTags, type CopyVolumeTags } from './copied-tags';
import { markOfImpossibleCopy } from './copy-obstacle';
import { effectivePolicy } from './effective-policy';
import { failedImagesTold, toldOfFailedImages } from './failed-images-told';
import { imageIdsIn } from './image';
import { isAdoptedBy } from './recognise';
import type { RetentionPolicy } from './retention-policy';
import { describeInForce, type ScheduleRetention } from './schedule-retention';
import { newestFirst, type ManagedSnapshot, type Snapshot } from './snapshot';
import { isOfRun } from './scheduled-run';
import { setTagOf } from './snapshot-set';
import {
  copyTag,
  isHold,
  TAG,
  TAG_LIMIT,
  TAG_PREFIX,
  TAG_VALUE_MAX,
  tagsWithKeys,
  unknownWish,
  type Tags,
} from './tags';
import { cut } from './text';
import { HOUR_MS } from './time-units';
import type { Volume } from './volume';

/** What to change of a snapshot's tags. */
export type TagPlan = {
  /** To write, overwriting equal keys. */
  readonly tags: Tags;
  /** Tags with our prefix that were carried here from elsewhere, to delete first. */
  readonly stray: Tags;
  /** The volume's tags for which the limit of 50 leaves no room. */
  readonly dropped: readonly string[];
  /** False where the snapshot's own tags leave no room for what decisions need: then it cannot be managed. */
  readonly fits: boolean;
};

export type SnapshotTagsQuestion = {
  /** Of a volume, not of a placeholder. */
  readonly snapshot: Snapshot;
  /** Undefined where the volume no longer exists. */
  readonly volume: Volume | undefined;
  /** Our other snapshots of the volume. What they tell of a volume that is gone is true of its last one too. */
  readonly siblings: readonly ManagedSnapshot[];
  /** What has failed of the volume; absent where nobody wants to know what people have been told. */
  readonly failed?: readonly Snapshot[];
  readonly deployment: string;
  readonly region: string;
  /** The default policy of this Region. */
  readonly retention: RetentionPolicy;
  /** What schedules keep beside it. */
  readonly scheduleRetention: ScheduleRetention;
  readonly drRegions: readonly string[];
  readonly copyVolumeTags: CopyVolumeTags;
  /** Between two sweeps. */
  readonly sweepHours: number;
  readonly now: Date;
};

/**
 * The tags that make a snapshot ours: who manages it and what it is of; the policy under which it is adopted, which a repeated call
 * leaves as it is; the volume's overrides and the facts that a restore needs; and the volume's own tags in order of their keys, of
 * which none overwrites a tag that the snapshot has. Before, every tag with our prefix is hearsay, and goes, but a hold, and what a run of ours has noted on what it took. Where the
 * limit of 50 leaves too little room, the last ones are dropped; room for the copies' ids and a hold, which come later, stays free.
 *
 * For example, a snapshot has 40 tags of its own, and there is one DR Region. 5 say whose it is, and 1 for the copy's id and 1 for a hold
 * stay free, which leaves 3: the policy and the volume's two overrides. Facts for a restore and the volume's own tags are dropped. With
 * 41 tags of its own and both overrides it does not fit, since a decision would lack one of the three.
 */
export function snapshotTags(question: SnapshotTagsQuestion): TagPlan {
  const { snapshot, volume, deployment, region, drRegions, copyVolumeTags } = question;
  const identity: Tags = {
    [TAG.managedBy]: deployment,
    [TAG.snapshot]: snapshot.snapshotId,
    [TAG.volume]: snapshot.volumeId,
    [TAG.region]: region,
    [TAG.takenAt]: snapshot.startedAt,
  };
  const isRepeat = isAdoptedBy(snapshot, deployment);
  const isNoHearsay = (key: string): boolean => mayTell(snapshot, deployment, key);
  const has = isRepeat ? snapshot.tags : tagsWithKeys(snapshot.tags, isNoHearsay);
  const overridesAndFacts =
    volume === undefined ? factsOf(newestFirst(question.siblings)[0]) : volumeFacts(volume);
  const fromVolume =
    copyVolumeTags === false || volume === undefined ? [] : carriedTags(volume.tags, copyVolumeTags);
  const policy = isRepeat
    ? undefined
    : adoptedUnder({ ...snapshot, tags: { ...defined(overridesAndFacts), ...has, ...identity } }, question);
  const wanted = [
    [TAG.policy, policy] as const,
    ...Object.entries(overridesAndFacts),
    [TAG.set, setTagOf(snapshot)] as const,
    [TAG.told, toldBefore(question)] as const,
    ...fromVolume,
  ];
  const missing = wanted.filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !Object.hasOwn(has, entry[0]),
  );
  const taken = new Set([
    ...Object.keys(has).filter((key) => !key.startsWith('aws:')),
    ...Object.keys(identity),
    ...drRegions.map(copyTag),
    TAG.hold,
  ]);
  const room = TAG_LIMIT - taken.size;
  const chosen = missing.slice(0, Math.max(0, room));
  const tags = { ...changed(identity, has), ...Object.fromEntries(chosen) };
  return {
    tags,
    stray: isRepeat ? {} : tagsWithKeys(snapshot.tags, (key) => !isNoHearsay(key)),
    dropped: missing.slice(chosen.length).map(([key]) => key),
    fits: room >= missing.filter(([key]) => DECIDING.has(key)).length,
  };
}

/**
 * What people know of the volume already, and is true of this snapshot as well; else which AMIs they know to have failed of which the volume's own snapshot has, too: nothing that
 * such an AMI holds of the volume can remember it.
 */
function toldBefore({ snapshot, siblings, failed = [] }: SnapshotTagsQuestion): string | undefined {
  const impossible = markOfImpossibleCopy(snapshot);
  if (impossible !== undefined && siblings.some(({ tags }) => tags[TAG.told] === impossible))
    return impossible;
  const known = new Set(siblings.flatMap(({ tags }) => failedImagesTold(tags)));
  const imageIds = imageIdsIn(failed).filter((imageId) => known.has(imageId));
  return imageIds.length === 0 ? undefined : toldOfFailedImages(imageIds);
}

/** Without these nobody knows what may be deleted. */
const DECIDING: ReadonlySet<string> = new Set([TAG.policy, TAG.retain, TAG.drRetain]);

/** What a snapshot may tell of itself before its adoption. How it stands, only where a run of ours has taken it. */
const mayTell = (snapshot: Snapshot, deployment: string, key: string): boolean =>
  !key.startsWith(TAG_PREFIX) || isHold(key) || (key === TAG.consistency && isOfRun(snapshot, deployment));

const changed = (wanted: Tags, has: Tags): Tags => tagsWithKeys(wanted, (key) => wanted[key] !== has[key]);

/**
 * So much more than the time between two sweeps, which find what no event told of, and an event is late: another policy may have been in force
 * when the snapshot was taken. Where a policy is made smaller within this time, it is the newest points alone that may be noted under it.
 */
const PROMPT_HOURS = 2;

/**
 * In words, what was in force when `tagged` was taken: the one of today where its event came promptly. Undefined for what comes later,
 * since nobody knows: its volume may not even have been selected then. Such a snapshot falls under the deletion limit.
 */
function adoptedUnder(
  tagged: Snapshot,
  { siblings, retention, scheduleRetention, sweepHours, now }: SnapshotTagsQuestion,
): string | undefined {
  const adopted = { ...tagged, takenAt: tagged.startedAt };
  const { policy, unreadable } = effectivePolicy([adopted, ...siblings], TAG.retain, retention);
  const today =
    unreadable === undefined ? describeInForce(policy, { retention: scheduleRetention }) : undefined;
  const ageMs = now.getTime() - Date.parse(tagged.completedAt ?? tagged.startedAt);
  return ageMs <= (sweepHours + PROMPT_HOURS) * HOUR_MS ? today : undefined;
}

const defined = (facts: Record<string, string | undefined>): Tags =>
  Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** The overrides and facts in the order in which they matter, most first. */
function volumeFacts(volume: Volume): Record<string, string | undefined> {
  const unknown = unknownOverride(volume);
  return {
    [TAG.retain]: unknown ?? volume.tags[TAG.retain],
    [TAG.drRetain]: unknown ?? volume.tags[TAG.drRetain],
    [TAG.target]: volume.tags[TAG.target],
    [TAG.volumeType]: volume.volumeType,
    [TAG.iops]: volume.iops?.toString(),
    [TAG.throughput]: volume.throughputMibps?.toString(),
    [TAG.zone]: volume.zone,
    [TAG.device]: volume.device,
    [TAG.instance]: volume.instanceId,
  };
}

/** A wish in a word of its own is an override that nobody can read: what its owner wants is not known, and nothing is deleted. */
function unknownOverride({ tags }: Volume): string | undefined {
  const wish = unknownWish(tags);
  return wish === undefined ? undefined : cut(wish, TAG_VALUE_MAX);
}

const FACTS = [
  TAG.retain,
  TAG.drRetain,
  TAG.target,
  TAG.volumeType,
  TAG.iops,
  TAG.throughput,
  TAG.zone,
  TAG.device,
  TAG.instance,
] as const;

/** The same, as an earlier snapshot repeats them. */
const factsOf = (earlier: Snapshot | undefined): Record<string, string | undefined> =>
  Object.fromEntries(FACTS.map((key) => [key, earlier?.tags[key]]));

/**
 * The tags that a copy of `source`, one of ours, is created with: those of the source, without what is true of the source alone, and
 * the source's id. At most 48, so that the policy of the copy's Region and what is told have room; where that is too few, the last of
 * the user's own tags are left out.
 */
export function copyTags(source: ManagedSnapshot, copyVolumeTags: CopyVolumeTags = true): Tags {
  const set = setTagOf(source);
  const ours: Tags = {
    ...tagsWithKeys(source.tags, (key) => OF_A_COPY_TOO.has(key)),
    ...(set !== undefined && { [TAG.set]: set }),
    [TAG.volume]: source.volumeId,
    [TAG.takenAt]: source.takenAt,
    [TAG.sourceSnapshot]: source.snapshotId,
  };
  const room = TAG_LIMIT - 2 - Object.keys(ours).length;
  return { ...ours, ...Object.fromEntries(carriedTags(source.tags, copyVolumeTags).slice(0, room)) };
}

/** What is true of a copy as it is of its source. A list, so that a word of ours in another case, such as a person's hold, is not among it. */
const OF_A_COPY_TOO: ReadonlySet<string> = new Set([
  TAG.managedBy,
  TAG.region,
  TAG.attempt,
  TAG.consistency,
  ...FACTS,
]);
