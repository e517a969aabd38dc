import { explainContest } from './effective-policy';
import { ofInstance, readOverride } from './override';
import { TAG, type Tags } from './tags';

/** How old the newest recovery point of a volume may be at most in each Region, in hours. */
export const TARGET_HOURS_MAX = 10_000;

export type RecoveryTarget = {
  readonly hours: number;
  /** The override that cannot be read; the default counts then. */
  readonly unreadable?: string;
};

/** The target of a volume by its override tag, which its snapshots and copies repeat, or the default. */
export function recoveryTarget(tags: Tags, defaultHours: number): RecoveryTarget {
  const text = tags[TAG.target];
  if (text === undefined) return { hours: defaultHours };
  const hours = parseTarget(readOverride(text).value);
  return hours === undefined ? { hours: defaultHours, unreadable: text } : { hours };
}

/** What is allowed as the value of the override tag, and what counts instead, for a person. */
export function explainTarget(text: string, defaultHours: number): string {
  const override = readOverride(text);
  const instead = `${defaultHours} h count instead.`;
  return override.isContested
    ? `${explainContest(TAG.target, text)} Until then, ${instead}`
    : `The tag ${TAG.target}${ofInstance(override)} has the value "${override.value}". Allowed are hours or days such as "26h" or "7d", up to ${TARGET_HOURS_MAX} hours; ${instead}`;
}

/** Whether a volume is to be copied before others: its target is shorter than that of those that have none of their own. */
export const goesFirst = (tags: Tags, defaultHours: number): boolean =>
  recoveryTarget(tags, defaultHours).hours < defaultHours;

/** `26h` or `7d`; undefined for anything else. */
function parseTarget(value: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,4})([hd])$/.exec(value.trim()) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  return hours <= TARGET_HOURS_MAX ? hours : undefined;
}
