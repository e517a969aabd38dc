import type { Calendar } from './calendar';
import { limitDeletions, type DeletionLimit, type Limited } from './deletion-limit';
import { effectivePolicy, overriddenCopyPolicies, type EffectivePolicy } from './effective-policy';
import { planRetention, type CopyPolicies } from './plan-retention';
import { pauseRestored, type Restored } from './restored';
import type { RetentionPolicy } from './retention-policy';
import { describeInForce, type OfSchedules } from './schedule-retention';
import type { ManagedSnapshot } from './snapshot';
import { TAG } from './tags';

export type RegionQuestion = {
  /** Our snapshots or copies of one volume in one Region, in any order. */
  readonly snapshots: readonly ManagedSnapshot[];
  /** The tag by which the volume overrides `retention` in this Region. */
  readonly overrideTag: string;
  readonly retention: RetentionPolicy;
  /** What these keep beside it of their own snapshots; none in a DR Region. */
  readonly schedules: OfSchedules;
  /** In the primary Region: each DR Region's default policy; else `{}`. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly deletionLimit: DeletionLimit;
  /** Ids of the sets that lack a member in this Region. */
  readonly broken: ReadonlySet<string>;
  /** Ids of the AMIs than which no newer one of their instance can be launched. Absent: those of these snapshots alone. */
  readonly newestImages?: ReadonlySet<string>;
  readonly calendar: Calendar;
  readonly now: Date;
};

/** With one verdict for each snapshot, newest data first. */
export type RegionPlan = EffectivePolicy &
  Limited & {
    /** All that is in force for the volume here, in words: its policy, and the rules of the schedules. */
    readonly inForce: string;
    /** What is here again and has not been told of yet. */
    readonly restored: readonly Restored[];
  };

/**
 * What becomes of one volume's snapshots in one Region. Where an override cannot be read, nothing is removed. Throws
 * RetentionRefused for a policy without a rule.
 *
 * Retention decides first; each further step only blocks what would be removed. For example, of five snapshots from Monday to Friday
 * `last 2` gives up Monday's to Wednesday's. Monday's was restored from the Recycle Bin yesterday: it is blocked for a week.
 * Tuesday's and Wednesday's were adopted under `last 7`: where the deletion limit allows neither, both are blocked, and nothing goes.
 */
export function planRegion(question: RegionQuestion): RegionPlan {
  const {
    snapshots,
    overrideTag,
    retention,
    schedules,
    copyRetention,
    deletionLimit,
    broken,
    calendar,
    now,
  } = question;
  const effective = effectivePolicy(snapshots, overrideTag, retention);
  const decided = planRetention({
    snapshots,
    policy: effective.policy,
    schedules,
    calendar,
    now,
    copyPolicies: copyPoliciesOf(snapshots, copyRetention),
    broken,
    ...(question.newestImages && { newestImages: question.newestImages }),
  });
  const inForce = describeInForce(effective.policy, schedules);
  const { verdicts, restored } = pauseRestored({ verdicts: decided, snapshots, now });
  if (effective.unreadable !== undefined) {
    const reasons = [`the policy is not known: ${overrideTag} cannot be read`];
    return {
      ...effective,
      inForce,
      restored,
      blockedByLimit: [],
      verdicts: verdicts.map((verdict) =>
        verdict.action === 'remove' ? { ...verdict, action: 'blocked', reasons } : verdict,
      ),
    };
  }
  return {
    ...effective,
    inForce,
    restored,
    ...limitDeletions({
      verdicts,
      snapshots,
      inForce,
      deployment: schedules.deployment,
      limit: deletionLimit,
    }),
  };
}

/** Each DR Region's policy for the volume, as far as its override there can be read. */
function copyPoliciesOf(
  snapshots: readonly ManagedSnapshot[],
  defaults: RegionQuestion['copyRetention'],
): CopyPolicies {
  const policies = overriddenCopyPolicies(snapshots, defaults);
  const isUnreadable = ([, policy]: [string, RetentionPolicy]): boolean =>
    effectivePolicy(snapshots, TAG.drRetain, policy).unreadable !== undefined;
  return Object.fromEntries(
    Object.entries(policies).map((entry) => [entry[0], isUnreadable(entry) ? 'unreadable' : entry[1]]),
  );
}
