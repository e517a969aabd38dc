import { pointAge, type PointAge } from '../../functions/domain/recovery-point-age';
import type { ManagedSnapshot } from '../../functions/domain/snapshot';
import { isOfBroken } from '../../functions/domain/snapshot-set';
import type { Tags } from '../../functions/domain/tags';

/** How old the newest point of a volume is in one Region. */
export type LocatedAge = PointAge & {
  readonly region: string;
  /** Whether that point is encrypted; absent where it is not, or where there is none. */
  readonly isEncrypted?: true;
};

export type VolumeToDate = {
  readonly volumeId: string;
  /** With its own target, if it has one. */
  readonly tags: Tags;
  /** Since when it can have had a point of ours; undefined where that is not known. ISO 8601 in UTC. */
  readonly since: string | undefined;
};

export type Dating = {
  /** The target of volumes that have none of their own. */
  readonly targetHours: number;
  /** By Region, ids of the sets that lack a member there: none of theirs is a recovery point. */
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  readonly now: Date;
};

/** What is said where a point is encrypted. */
export const KEYS_NOT_LOOKED_AT =
  'Whether the keys of encrypted points can be used is not looked at here: the sweep asks KMS, and its alarm SweepKeyUnusable tells. Points under keys of which KMS tells nothing, as some of another account, count all the same: the metric KeysUnknown says of how many keys.';

/** A plan reads EC2 alone: whether a key can be used, the sweep asks KMS. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set();

const NONE: ReadonlySet<string> = new Set();

/** As the sweep has it: held against the target of the volume, with `points`, ours of it in each Region. */
export const volumeAges = (
  { volumeId, tags, since }: VolumeToDate,
  points: Iterable<readonly [region: string, ours: readonly ManagedSnapshot[]]>,
  { targetHours: defaultTargetHours, broken, now }: Dating,
): LocatedAge[] => {
  const volume = { volumeId, tags, ...(since !== undefined && { since }) };
  return [...points].map(([region, ours]) => {
    const whole = ours.filter((one) => !isOfBroken(one, broken.get(region) ?? NONE));
    const found = pointAge({ volume, points: whole, defaultTargetHours, unusableKeys: NOT_LOOKED_AT, now });
    const newest = ours.find(({ snapshotId }) => snapshotId === found.point?.snapshotId);
    return { region, ...found, ...(newest?.kmsKeyId !== undefined && { isEncrypted: true as const }) };
  });
};
