import type { Calendar } from './calendar';
import { refusalOf, removalOf, type DeletionLimit, type Removal } from './deletion-limit';
import { effectivePolicy, overriddenCopyPolicies, type EffectivePolicy } from './effective-policy';
import { planRetention, type Verdict } from './plan-retention';
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

export type RegionPlan = EffectivePolicy & {
  /** One for each snapshot, newest data first. */
  readonly verdicts: readonly Verdict[];
  readonly removal: Removal;
  /** Why none of it may be removed all the same: it would be too much at once. */
  readonly refusal?: string;
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
  const removal = removalOf(verdicts);
  const refusal = refusalOf(removal, deletionLimit);
  return { ...effective, verdicts, removal, ...(refusal === undefined ? {} : { refusal }) };
}
