import type { Calendar } from './calendar';
import { effectivePolicy } from './effective-policy';
import { survivingCopies } from './plan-retention';
import type { RetentionPolicy } from './retention-policy';
import { rulesKeeping } from './retention-rules';
import type { Dated, ManagedSnapshot } from './snapshot';
import { TAG } from './tags';

/**
 * Whether a copy that is gone from a DR Region, or can no longer be made, is missed there: the policy would keep it beside `copies`,
 * those of the volume that are there, of which a duplicate counts for nothing. If not, retention has given it up, or would have.
 * Where the policy is not known, it is missed.
 */
export function isMissed(
  gone: Dated,
  copies: readonly ManagedSnapshot[],
  retention: RetentionPolicy,
  calendar: Calendar,
): boolean {
  const { policy, unreadable } = effectivePolicy(copies, TAG.drRetain, retention);
  if (unreadable !== undefined) return true;
  const survivors = new Set(survivingCopies(copies).values());
  const counted = copies.filter(({ snapshotId }) => survivors.has(snapshotId));
  return rulesKeeping([...counted, gone], policy, calendar).has(gone.snapshotId);
}
