import { parseRetentionTag, type RetentionPolicy } from './retention-policy';
import { isCompleted, newestFirst, type Snapshot } from './snapshot';
import { TAG } from './tags';

export type EffectivePolicy = {
  readonly policy: RetentionPolicy;
  /** True where the override tag says so, false where it is the default. */
  readonly overridden: boolean;
  /** For a person: the override that was ignored. Only with the first snapshot that carries that value. */
  readonly notice?: string;
};

/**
 * The policy for one volume: the override tag on its newest completed snapshot, which repeats the volume's, or the
 * default. An override that cannot be read never stops protection: the default counts, with a notice.
 */
export function effectivePolicy(
  snapshots: readonly Snapshot[],
  overrideTag: string,
  defaultPolicy: RetentionPolicy,
): EffectivePolicy {
  const [newest, previous] = newestFirst(snapshots.filter(isCompleted));
  const value = newest?.tags[overrideTag];
  if (value === undefined) return { policy: defaultPolicy, overridden: false };
  const policy = parseRetentionTag(value);
  if (policy !== undefined) return { policy, overridden: true };
  if (previous?.tags[overrideTag] === value) return { policy: defaultPolicy, overridden: false };
  return {
    policy: defaultPolicy,
    overridden: false,
    notice:
      `The tag ${overrideTag} has the value "${value}". Allowed is a count such as "7" (keep the last 7) or counts with ` +
      'units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
  };
}

/** Each DR Region's policy for one volume, by the override tag that its newest snapshot repeats. */
export const overriddenCopyPolicies = (
  snapshots: readonly Snapshot[],
  defaults: Readonly<Record<string, RetentionPolicy>>,
): Record<string, RetentionPolicy> =>
  Object.fromEntries(
    Object.entries(defaults).map(([region, policy]) => [
      region,
      effectivePolicy(snapshots, TAG.drRetain, policy).policy,
    ]),
  );
