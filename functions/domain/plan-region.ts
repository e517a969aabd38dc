import type { Calendar } from './calendar';
import {
  isFirstUnder,
  limitDeletions,
  removalOf,
  type DeletionLimit,
  type Limited,
  type Removal,
} from './deletion-limit';
import { effectivePolicy, overriddenCopyPolicies, type EffectivePolicy } from './effective-policy';
import { planRetention } from './plan-retention';
import type { RetentionPolicy } from './retention-policy';
import type { Snapshot } from './snapshot';

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
export type RegionPlan = EffectivePolicy &
  Limited & {
    /** What retention gives up, whether or not the limit holds it back. */
    readonly removal: Removal;
    /** Whether the newest snapshot is the first under this policy, so that nobody can have been told of a refusal. */
    readonly isNews: boolean;
  };

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
    removal: removalOf(verdicts),
    isNews: isFirstUnder(effective.policy, snapshots),
  };
}
