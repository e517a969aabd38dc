import type { Calendar } from './calendar';
import { limitDeletions, type DeletionLimit, type Limited } from './deletion-limit';
import { effectivePolicy, overriddenCopyPolicies, type EffectivePolicy } from './effective-policy';
import { describePolicy, planRetention } from './plan-retention';
import type { RetentionPolicy } from './retention-policy';
import { isCompleted, newestFirst, type Snapshot } from './snapshot';
import { TAG } from './tags';

export type RegionQuestion = {
  /** Our snapshots or copies of one volume in one Region, in any order. */
  readonly snapshots: readonly Snapshot[];
  /** The tag by which the volume overrides `retention` in this Region. */
  readonly overrideTag: string;
  readonly retention: RetentionPolicy;
  /** In the primary Region: each DR Region's default policy; else `{}`. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly deletionLimit: DeletionLimit;
  readonly calendar: Calendar;
  readonly now: Date;
};

/** With one verdict for each snapshot, newest data first. */
export type RegionPlan = EffectivePolicy & Limited;

/** What becomes of one volume's snapshots in one Region. Throws RetentionRefused for a policy without a rule. */
export function planRegion(question: RegionQuestion): RegionPlan {
  const { snapshots, overrideTag, retention, copyRetention, deletionLimit, calendar, now } = question;
  const effective = effectivePolicy(snapshots, overrideTag, retention);
  const verdicts = planRetention({
    snapshots,
    policy: effective.policy,
    calendar,
    now,
    copyPolicies: overriddenCopyPolicies(snapshots, copyRetention),
  });
  return {
    ...effective,
    ...limitDeletions({ verdicts, snapshots, policy: effective.policy, limit: deletionLimit }),
  };
}

/**
 * Whether a refusal by this plan, which is made for `snapshotId`, is the first of its kind: the plan for the snapshot before
 * was made under another policy, or refused nothing. It goes by the order of the data and not by which plan runs first, so
 * that snapshots whose plans run together or in another order do not leave it to each other to tell. A snapshot that is gone
 * cannot be placed; in doubt it is news.
 */
export function isFirstRefusal(
  question: RegionQuestion,
  { policy }: RegionPlan,
  snapshotId: string,
): boolean {
  const isUnderPolicy = (snapshot: Snapshot | undefined): boolean =>
    snapshot?.tags[TAG.policy] === describePolicy(policy);
  const inOrder = newestFirst(question.snapshots.filter(isCompleted));
  const place = inOrder.findIndex((snapshot) => snapshot.snapshotId === snapshotId);
  if (place === -1) return true;
  const earlier = inOrder.slice(place + 1);
  if (!isUnderPolicy(inOrder[place])) return false;
  return !isUnderPolicy(earlier[0]) || planRegion({ ...question, snapshots: earlier }).refusal === undefined;
}
