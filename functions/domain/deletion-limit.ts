import * as z from 'zod';
import type { Verdict } from './plan-retention';
import { isStillInForce } from './schedule-retention';
import type { ManagedSnapshot } from './snapshot';
import { TAG } from './tags';

const SHARE = 'expected a number from 0 to below 1';
const COUNT = 'expected a whole number from 0 to 1000';

/**
 * How many of a volume's good snapshots in one Region that were adopted under another policy a new one may remove at once: up
 * to `share` of those, or up to `count`. `none` releases everything.
 *
 * A policy that is changed by mistake shows itself as a plan that removes much of what was adopted under another policy. For example,
 * under `last 7` a volume has seven snapshots, a day apart. Somebody writes `last 1`, and the next snapshot is adopted under that: the
 * seven would go. That is 7 of 7, more than a share of 0.5 and more than a count of 2, so all seven stay.
 *
 * The rules of schedules are part of it: where a schedule is renamed or taken away, what was taken for it was adopted under another policy.
 *
 * What was adopted under the policy in force is never limited: however much of it has piled up, nobody has changed a mind. A day
 * later, the eighth goes for the ninth. Nor does it count beside the others: it is still 7 of 7 and not 7 of 9, else what comes in
 * under the new policy would make room, day by day, for the removal that was refused at first. Each volume is judged by itself, so
 * `count` for each adds up over a fleet.
 */
export const DeletionLimit = z.union([
  z.literal('none'),
  z.strictObject(
    { share: z.number(SHARE).min(0, SHARE).lt(1, SHARE), count: z.int(COUNT).min(0, COUNT).max(1000, COUNT) },
    {
      error: ({ code }) =>
        code === 'invalid_type' ? 'expected {"share": 0 to below 1, "count": 0 to 1000}' : undefined,
    },
  ),
]);

export type DeletionLimit = Readonly<z.infer<typeof DeletionLimit>>;

export type LimitQuestion = {
  /** One for each of `snapshots`, as retention decided. */
  readonly verdicts: readonly Verdict[];
  readonly snapshots: readonly ManagedSnapshot[];
  /** In words, what is in force now for the volume; see `describeInForce`. */
  readonly inForce: string;
  readonly deployment: string;
  readonly limit: DeletionLimit;
};

export type Limited = {
  /** In the same order; what the limit blocks is blocked, and nothing else is changed. */
  readonly verdicts: readonly Verdict[];
  /** Ids of what the limit blocks. */
  readonly blockedByLimit: readonly string[];
  /** Absent where the limit holds nothing back. */
  readonly refusal?: Refusal;
};

export type Refusal = {
  /** The change of policy that would remove too much, such as `last 7 → last 1`. */
  readonly change: string;
  /** Why the limit holds something back, in words. */
  readonly reason: string;
};

/**
 * Holds back what was adopted under another policy than the one in force where it is too much, and always what nobody knows the policy
 * of: else snapshots that are adopted late would go one by one, each below the limit. Of ten where nine were adopted under `last 7`, one
 * under nobody knows what, and `last 7` would remove three with that one among them, that one stays and the other two go.
 */
export function limitDeletions({ verdicts, snapshots, inForce, deployment, limit }: LimitQuestion): Limited {
  const adoptedUnder = new Map(snapshots.map(({ snapshotId, tags }) => [snapshotId, tags[TAG.policy]]));
  const ofAnother = new Set(
    snapshots
      .filter((one) => {
        const words = one.tags[TAG.policy];
        return words === undefined || !isStillInForce(words, inForce, one, deployment);
      })
      .map(({ snapshotId }) => snapshotId),
  );
  const isOfAnother = ({ counted, snapshotId }: Verdict): boolean => counted && ofAnother.has(snapshotId);
  const guarded = verdicts.filter((verdict) => verdict.action === 'remove' && isOfAnother(verdict));
  const ofCount = verdicts.filter(isOfAnother).length;
  // What a hold or a copy still wanted keeps for now counts too: else much would go in small parts, as they come off.
  const givenUpCount = verdicts.filter((verdict) => verdict.action !== 'keep' && isOfAnother(verdict)).length;
  if (limit === 'none') return { verdicts, blockedByLimit: [] };
  const isTooMuch = givenUpCount > limit.count && givenUpCount > limit.share * ofCount;
  const held = isTooMuch
    ? guarded
    : guarded.filter(({ snapshotId }) => adoptedUnder.get(snapshotId) === undefined);
  const newest = held[0];
  if (newest === undefined) return { verdicts, blockedByLimit: [] };

  const change = `${adoptedUnder.get(newest.snapshotId) ?? 'an unknown policy'} → ${inForce}`;
  const amount = `${isTooMuch ? givenUpCount : held.length} of ${ofCount}`;
  const reasons = [`deletionLimit: a change of policy (${change}) would remove ${amount} at once`];
  const heldIds = new Set(held.map(({ snapshotId }) => snapshotId));
  return {
    verdicts: verdicts.map((verdict) =>
      heldIds.has(verdict.snapshotId) ? { ...verdict, action: 'blocked', reasons } : verdict,
    ),
    blockedByLimit: held.map(({ snapshotId }) => snapshotId),
    refusal: {
      change,
      reason:
        `a change of policy (${change}) would remove ${amount} earlier snapshots at once, and the setting deletionLimit ` +
        (isTooMuch
          ? `allows a share of ${limit.share} or a count of ${limit.count}`
          : 'allows none of which nobody knows under which policy they were adopted'),
    },
  };
}
