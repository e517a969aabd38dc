import { parseRetentionTag, type RetentionPolicy } from './retention-policy';
import { isCompleted, newestFirst, type ManagedSnapshot } from './snapshot';
import { TAG, TAG_PREFIX } from './tags';

export type EffectivePolicy = {
  readonly policy: RetentionPolicy;
  /** True where the override tag says so, false where it is the default. */
  readonly overridden: boolean;
  /** The override that cannot be read. What the volume's owner wants is not known then, and nothing may be deleted. */
  readonly unreadable?: string;
};

/**
 * The policy for one volume: the override tag on its newest completed snapshot, which repeats the volume's, or the
 * default.
 */
export function effectivePolicy(
  snapshots: readonly ManagedSnapshot[],
  overrideTag: string,
  defaultPolicy: RetentionPolicy,
): EffectivePolicy {
  const value = newestFirst(snapshots.filter(isCompleted))[0]?.tags[overrideTag];
  if (value === undefined) return { policy: defaultPolicy, overridden: false };
  const policy = parseRetentionTag(value);
  return policy === undefined
    ? { policy: defaultPolicy, overridden: false, unreadable: value }
    : { policy, overridden: true };
}

/** Whether the override that counts for the volume, if it has one, can be read. */
export const isReadable = (snapshots: readonly ManagedSnapshot[], overrideTag: string): boolean =>
  effectivePolicy(snapshots, overrideTag, { last: 1 }).unreadable === undefined;

/** Each DR Region's policy for one volume, by the override tag that its newest snapshot repeats. */
export const overriddenCopyPolicies = (
  snapshots: readonly ManagedSnapshot[],
  defaults: Readonly<Record<string, RetentionPolicy>>,
): Record<string, RetentionPolicy> =>
  Object.fromEntries(
    Object.entries(defaults).map(([region, policy]) => [
      region,
      effectivePolicy(snapshots, TAG.drRetain, policy).policy,
    ]),
  );

/** What is allowed as the value of an override, for a person. */
export const explainOverride = (overrideTag: string, value: string): string =>
  value.toLowerCase().startsWith(TAG_PREFIX) ? explainWish(value) : explainValue(overrideTag, value);

const explainWish = (wish: string): string =>
  `The volume bears the tag "${wish}", which means nothing on a volume. Allowed there are ${TAG.retain}, ${TAG.drRetain}, ${TAG.target} and ${TAG.optOut}; ` +
  `${TAG.hold} is for snapshots.`;

const explainValue = (overrideTag: string, value: string): string =>
  `The tag ${overrideTag} has the value "${value}". Allowed is a count such as "7" (keep the last 7) or counts with ` +
  'units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.';
