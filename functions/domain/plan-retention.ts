import { remembering, type Calendar } from './calendar';
import { copyObstacle } from './copy-obstacle';
import { RetentionRefused } from './errors';
import { hasFailed } from './image';
import { newestImages } from './newest-images';
import { describePolicy, type RetentionPolicy } from './retention-policy';
import { rulesKeeping } from './retention-rules';
import type { OfSchedules } from './schedule-retention';
import { rulesOfSchedules, schedulesKeeping } from './schedule-retention-rules';
import { isCompleted, newestFirst, takenAtMs, type ManagedSnapshot } from './snapshot';
import { isFollowed, isOfBroken, isOutlived, setOf } from './snapshot-set';
import { confirmedCopy, holdOf } from './tags';
import { DAY_MS } from './time-units';

/** What becomes of one snapshot. `blocked`: no rule keeps it, yet it must not be deleted now. */
export type Verdict = {
  readonly snapshotId: string;
  readonly action: 'keep' | 'remove' | 'blocked';
  /** Whether it is one of the good ones that the rules count, but for what its set may lack: completed, of a time that has come, and no duplicate. */
  readonly counted: boolean;
  /** At least one, in words. */
  readonly reasons: readonly string[];
};

export type CopyPolicies = Readonly<Record<string, RetentionPolicy | 'unreadable'>>;

export type RetentionQuestion = {
  /** The snapshots of one volume in one Region, all managed by this deployment, in any order. */
  readonly snapshots: readonly ManagedSnapshot[];
  readonly policy: RetentionPolicy;
  /** What these keep beside it of their own snapshots. */
  readonly schedules: OfSchedules;
  readonly calendar: Calendar;
  readonly now: Date;
  /**
   * In the primary Region: each DR Region's policy, which says whether a missing copy is still wanted. Where nobody can read what the
   * volume's owner wants there, every missing one is.
   */
  readonly copyPolicies: CopyPolicies;
  /** Ids of the sets that lack a member in this Region; see `brokenSets`. */
  readonly broken: ReadonlySet<string>;
  /** Ids of the AMIs than which no newer one of their instance can be launched; see `newestImages`. Absent: those of these snapshots alone. */
  readonly newestImages?: ReadonlySet<string>;
};

/**
 * Decides what retention keeps of one volume's snapshots in one Region: one verdict for each, newest data first.
 *
 * Only completed snapshots count, and of a set all of its members or none. What the rules of a schedule keep of those taken for it stays beside what the policy keeps of all. The newest good one is always kept, and so is the newest AMI of an instance, and the newest whole set until a newer one
 * is whole; pending ones are left alone, and a snapshot whose copy is still wanted and not confirmed is blocked. What is of a set that lacks a member goes only where
 * the rules would give it up if it counted, too: nobody's word on a set makes anything go earlier. Removing what the verdicts remove and asking again removes
 * nothing more. Throws RetentionRefused for a policy without a rule that keeps anything, and for snapshots of
 * several volumes, of which the policy would keep what it is to keep of one.
 */
export function planRetention(question: RetentionQuestion): Verdict[] {
  const { snapshots, policy, schedules, now, copyPolicies, broken } = question;
  if (!Object.values(policy).some((rule) => rule !== undefined && rule !== 0))
    throw new RetentionRefused('the retention policy has no rule that keeps anything');
  const volumeIds = [...new Set(snapshots.map(({ volumeId }) => volumeId))];
  if (volumeIds.length > 1)
    throw new RetentionRefused(
      `the snapshots are of ${volumeIds.length} volumes: ${volumeIds.slice(0, 3).join(', ')} …`,
    );
  const calendar = remembering(question.calendar);
  const isFuture = (snapshot: ManagedSnapshot): boolean => takenAtMs(snapshot) > now.getTime();
  const survivors = survivingCopies(snapshots);
  const inOrder = newestFirst(snapshots);
  const finished = inOrder.filter(
    (snapshot) => isCompleted(snapshot) && !isFuture(snapshot) && !isDuplicate(snapshot, survivors),
  );
  const good = finished.filter((snapshot) => !isOfBroken(snapshot, broken));
  const newestGood = good[0];
  const following = { good, newestImages: question.newestImages ?? newestImages(snapshots, broken), now };
  const counted = new Set(finished);
  const keptOf = (some: readonly ManagedSnapshot[]): ReadonlyMap<string, string[]> =>
    merged(rulesKeeping(some, policy, calendar), schedulesKeeping(some, schedules, calendar));
  const kept = keptOf(good);
  const keptIfAllCounted = good.length === finished.length ? kept : keptOf(finished);
  const noRule = (snapshot: ManagedSnapshot): string =>
    `kept by no rule of ${[describePolicy(policy), ...rulesOfSchedules(snapshot, schedules)].join(', nor of ')}`;

  const removeByRules = (snapshot: ManagedSnapshot, reason: string): Decision => {
    const wanted = wantedCopies(snapshot, good, copyPolicies, calendar);
    return removeUnless(
      [...lastingBlockers(snapshot), ...wanted.map((region) => `copy to ${region} still wanted`)],
      reason,
    );
  };

  const decideOfBrokenSet = (snapshot: ManagedSnapshot): Decision => {
    // Where no set ever becomes whole, nothing would ever go. One that goes as a whole lacks those of its members that have gone first.
    const mayGo = isFollowed(snapshot, following) || isOutlived(snapshot, finished, now);
    if (keptIfAllCounted.has(snapshot.snapshotId) || !mayGo)
      return keep(
        snapshot.image?.state === undefined
          ? 'its set lacks a member here: not counted'
          : `${snapshot.image.imageId} is ${snapshot.image.state}: not counted`,
      );
    return removeByRules(snapshot, `${noRule(snapshot)}, its set whole or not`);
  };

  const decideUncounted = (snapshot: ManagedSnapshot): Decision => {
    if (snapshot.state === 'error') return failedVerdict(snapshot, newestGood, now);
    if (!isCompleted(snapshot)) return keep(`${snapshot.state}: not counted`);
    if (isDuplicate(snapshot, survivors))
      return removeUnless(
        lastingBlockers(snapshot),
        `duplicate of ${survivors.get(snapshot.sourceSnapshotId ?? '')}`,
      );
    return keep('taken in the future: not counted');
  };

  const decide = (snapshot: ManagedSnapshot): Decision => {
    if (!counted.has(snapshot)) return decideUncounted(snapshot);
    if (isOfBroken(snapshot, broken)) return decideOfBrokenSet(snapshot);
    const rules = kept.get(snapshot.snapshotId);
    if (rules !== undefined) return keep(...rules);
    if (snapshot === newestGood) return keep('the newest good one');
    if (setOf(snapshot) !== undefined && !isFollowed(snapshot, following))
      return keep(snapshot.image === undefined ? 'the newest whole set' : 'the newest AMI');
    return removeByRules(snapshot, noRule(snapshot));
  };

  return inOrder.map((snapshot) => {
    const { action, reasons } = decide(snapshot);
    return { snapshotId: snapshot.snapshotId, action, counted: counted.has(snapshot), reasons };
  });
}

/** Snapshot id to all reasons. */
const merged = (
  reasons: ReadonlyMap<string, string[]>,
  more: ReadonlyMap<string, string[]>,
): Map<string, string[]> =>
  new Map([
    ...reasons,
    ...[...more].map(([id, others]): [string, string[]] => [id, [...(reasons.get(id) ?? []), ...others]]),
  ]);

type Decision = Pick<Verdict, 'action' | 'reasons'>;

const keep = (...reasons: string[]): Decision => ({ action: 'keep', reasons });

const removeUnless = (blockers: readonly string[], reason: string): Decision =>
  blockers.length > 0 ? { action: 'blocked', reasons: blockers } : { action: 'remove', reasons: [reason] };

/** What keeps a snapshot from being deleted until somebody changes it. */
function lastingBlockers({ tags, storageTier, image }: ManagedSnapshot): string[] {
  const hold = holdOf(tags);
  return [
    ...(hold === undefined ? [] : [`held: ${hold || 'no reason given'}`]),
    ...(Object.keys(tags).some((key) => key.startsWith('aws:backup:')) ? ['managed by AWS Backup'] : []),
    ...(storageTier === 'archive' ? ['in the archive tier'] : []),
    ...(image?.isProtected === true ? [`${image.imageId} is protected from deregistration`] : []),
    // Whatever else EC2 may call it, only what has come to its end may go.
    ...(image?.state === undefined || hasFailed(image) ? [] : [`${image.imageId} is ${image.state}`]),
    ...(image?.hold === undefined ? [] : [`${image.imageId} is held: ${image.hold || 'no reason given'}`]),
    ...(image !== undefined && image.size === undefined
      ? [`EC2 does not say what ${image.imageId} holds`]
      : []),
  ];
}

/** So long what has failed or is in doubt is evidence: its event may come late, and the attempts are counted by it. */
const EVIDENCE_DAYS = 14;

export const isEvidence = ({ startedAt }: Pick<ManagedSnapshot, 'startedAt'>, now: Date): boolean =>
  now.getTime() - Date.parse(startedAt) < EVIDENCE_DAYS * DAY_MS;

/**
 * A failed copy holds no data. It stays as evidence while anybody may still ask for it, and until a good copy of the same or newer
 * data exists.
 */
function failedVerdict(
  snapshot: ManagedSnapshot,
  newestGood: ManagedSnapshot | undefined,
  now: Date,
): Decision {
  const isSuperseded =
    snapshot.sourceSnapshotId !== undefined &&
    newestGood !== undefined &&
    takenAtMs(newestGood) >= takenAtMs(snapshot);
  if (isEvidence(snapshot, now) || !isSuperseded) return keep('failed: not counted');
  return removeUnless(
    lastingBlockers(snapshot),
    `failed copy: ${newestGood.snapshotId} is good and not older`,
  );
}

/**
 * Source snapshot id to the one completed copy that stays where several exist: the one that began first, and one of the
 * standard tier before an archived one, which can neither be restored at once nor be built upon.
 */
export function survivingCopies(snapshots: readonly ManagedSnapshot[]): Map<string, string> {
  const survivors = new Map<string, string>();
  const isArchived = ({ storageTier }: ManagedSnapshot): number => (storageTier === 'archive' ? 1 : 0);
  const copies = snapshots
    .flatMap((snapshot) => {
      const { sourceSnapshotId, startedAt } = snapshot;
      if (!isCompleted(snapshot) || sourceSnapshotId === undefined) return [];
      return [{ snapshot, sourceSnapshotId, startedMs: Date.parse(startedAt) }];
    })
    .sort(
      (a, b) =>
        isArchived(a.snapshot) - isArchived(b.snapshot) ||
        a.startedMs - b.startedMs ||
        (a.snapshot.snapshotId < b.snapshot.snapshotId ? -1 : 1),
    );
  for (const { snapshot, sourceSnapshotId } of copies)
    if (!survivors.has(sourceSnapshotId)) survivors.set(sourceSnapshotId, snapshot.snapshotId);
  return survivors;
}

function isDuplicate(snapshot: ManagedSnapshot, survivors: ReadonlyMap<string, string>): boolean {
  const survivor = survivors.get(snapshot.sourceSnapshotId ?? '');
  return survivor !== undefined && survivor !== snapshot.snapshotId;
}

/** The Regions that have no confirmed copy of `snapshot` and whose policy wants one, where it can be copied at all. */
const wantedCopies = (
  snapshot: ManagedSnapshot,
  good: readonly ManagedSnapshot[],
  copyPolicies: CopyPolicies,
  calendar: Calendar,
): string[] =>
  Object.entries(copyObstacle(snapshot) === undefined ? copyPolicies : {})
    .filter(
      ([region, policy]) =>
        confirmedCopy(snapshot, region) === undefined &&
        (policy === 'unreadable' || isCopyWanted(snapshot, good, region, policy, calendar)),
    )
    .map(([region]) => region);

/**
 * Whether the policy of a DR Region would keep a copy of `snapshot` beside the confirmed copies there that the sources `good` tell
 * of. A copy whose source is gone is not known of, so in doubt a copy is wanted.
 */
export function isCopyWanted(
  snapshot: ManagedSnapshot,
  good: readonly ManagedSnapshot[],
  region: string,
  policy: RetentionPolicy,
  calendar: Calendar,
): boolean {
  const there = good.filter(
    (other) => other.snapshotId !== snapshot.snapshotId && confirmedCopy(other, region) !== undefined,
  );
  return rulesKeeping([...there, snapshot], policy, calendar).has(snapshot.snapshotId);
}

/** Ids of those of the sources whose copies in a DR Region are confirmed and kept by the policy there. */
export const keptCopies = (
  sources: readonly ManagedSnapshot[],
  region: string,
  policy: RetentionPolicy,
  calendar: Calendar,
): ReadonlySet<string> =>
  new Set(
    rulesKeeping(
      sources.filter((source) => confirmedCopy(source, region) !== undefined),
      policy,
      calendar,
    ).keys(),
  );
