import type { Calendar } from './calendar';
import { effectivePolicy } from './effective-policy';
import { survivingCopies } from './plan-retention';
import type { RetentionPolicy } from './retention-policy';
import { rulesKeeping } from './retention-rules';
import { takenAtMs, type Dated, type ManagedSnapshot } from './snapshot';
import { TAG } from './tags';

/**
 * Whether a copy that is gone from a DR Region, or can no longer be made, is missed there: the policy would keep it beside `copies`,
 * those of the volume that are there, of which a duplicate, and one that claims to be from the future, count for nothing. If not,
 * retention has given it up, or would have. Where the policy is not known, it is missed.
 */
export function isMissed(
  gone: Dated,
  copies: readonly ManagedSnapshot[],
  retention: RetentionPolicy,
  calendar: Calendar,
  now: Date,
): boolean {
  const { policy, unreadable } = effectivePolicy(copies, TAG.drRetain, retention);
  if (unreadable !== undefined) return true;
  const survivors = new Set(survivingCopies(copies).values());
  const counted = copies.filter((copy) => survivors.has(copy.snapshotId) && takenAtMs(copy) <= now.getTime());
  return rulesKeeping([...counted, gone], policy, calendar).has(gone.snapshotId);
}
