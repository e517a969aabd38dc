import type { Calendar } from './calendar';
import { effectivePolicy } from './effective-policy';
import type { RetentionPolicy } from './retention-policy';
import { rulesKeeping } from './retention-rules';
import { isCompleted, type ManagedSnapshot } from './snapshot';
import { TAG } from './tags';

/**
 * Whether a copy that is gone from a DR Region is missed there: the policy would keep it beside `copies`, those of the volume that
 * are there. If not, retention itself has deleted it, or would have. Where the policy is not known, it is missed.
 */
export function isMissed(
  gone: ManagedSnapshot,
  copies: readonly ManagedSnapshot[],
  retention: RetentionPolicy,
  calendar: Calendar,
): boolean {
  const { policy, unreadable } = effectivePolicy(copies, TAG.drRetain, retention);
  if (unreadable !== undefined) return true;
  return rulesKeeping([...copies.filter(isCompleted), gone], policy, calendar).has(gone.snapshotId);
}
