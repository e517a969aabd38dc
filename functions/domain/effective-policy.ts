import { ofInstance, readOverride, type Override } from './override';
import { parseRetentionTag, type RetentionPolicy } from './retention-policy';
import { isCompleted, newestFirst, type ManagedSnapshot } from './snapshot';
import { TAG, TAG_PREFIX } from './tags';

export type EffectivePolicy = {
  readonly policy: RetentionPolicy;
  /** True where the override tag says so, false where it is the default. */
  readonly overridden: boolean;
  /** Whose tag it is, where it is not the volume's own. */
  readonly instanceId?: string;
  /** The override that cannot be read. What the volume's owner wants is not known then, and nothing may be deleted. */
  readonly unreadable?: string;
};

/**
 * The policy for one volume: the override tag on its newest completed snapshot, which repeats the volume's or its
 * instance's, or the default.
 */
export function effectivePolicy(
  snapshots: readonly ManagedSnapshot[],
  overrideTag: string,
  defaultPolicy: RetentionPolicy,
): EffectivePolicy {
  const text = newestFirst(snapshots.filter(isCompleted))[0]?.tags[overrideTag];
  if (text === undefined) return { policy: defaultPolicy, overridden: false };
  const { value, instanceId } = readOverride(text);
  const policy = parseRetentionTag(value);
  return policy === undefined
    ? { policy: defaultPolicy, overridden: false, unreadable: text }
    : { policy, overridden: true, ...(instanceId !== undefined && { instanceId }) };
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

/** What is allowed as the value of an override, for a person. `text` is what the snapshots repeat. */
export function explainOverride(overrideTag: string, text: string): string {
  const override = readOverride(text);
  if (override.isContested) return explainContest(overrideTag, text);
  return override.value.toLowerCase().startsWith(TAG_PREFIX)
    ? explainWish(override)
    : explainValue(overrideTag, override);
}

/** Where instances of one volume bear different values of a tag. */
export const explainContest = (overrideTag: string, text: string): string =>
  `The instances of the volume differ in the tag ${overrideTag}: ${text}. Allowed is one value on all of them that bear it, or the tag on the volume itself.`;

const explainWish = ({ value, instanceId }: Override): string =>
  instanceId === undefined
    ? `The volume bears the tag "${value}", which means nothing on a volume. Allowed there are ${TAG.retain}, ${TAG.drRetain}, ${TAG.target} and ${TAG.optOut}; ` +
      `${TAG.hold} is for snapshots.`
    : `The instance ${instanceId} bears the tag "${value}", which means nothing on an instance. Allowed there are ${TAG.retain}, ${TAG.drRetain} and ${TAG.target}; ` +
      `${TAG.hold} is for snapshots.`;

const explainValue = (overrideTag: string, override: Override): string =>
  `The tag ${overrideTag}${ofInstance(override)} has the value "${override.value}". Allowed is a count such as "7" (keep the last 7) or counts with ` +
  'units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.';
