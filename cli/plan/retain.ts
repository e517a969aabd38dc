import { ManagedVolumes } from '../../functions/domain/managed-volumes';
import type { RegionPlan } from '../../functions/domain/plan-region';
import { planTogether } from '../../functions/domain/plan-together';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { ManagedSnapshot } from '../../functions/domain/snapshot';
import { schedulesIn } from '../../infra/schedule-retention';
import type { PlanContext } from './plan-context';

/** What becomes of the snapshots of one volume in a Region, with those that share sets with it: a set may keep what the volume's own policy gives up. */
export function retain(
  snapshots: readonly ManagedSnapshot[],
  overrideTag: string,
  { region, retention }: { readonly region: string; readonly retention: RetentionPolicy },
  { settings, managedIn, calendar, now }: PlanContext,
  copyRetention: Readonly<Record<string, RetentionPolicy>> = {},
): RegionPlan {
  const { deletionLimit } = settings;
  const volumeId = snapshots[0]?.volumeId ?? '';
  const all = managedIn.get(region);
  const others = all?.sharingSetsWith(volumeId).flatMap((id) => all.of(id)) ?? [];
  return planTogether({
    managed: new ManagedVolumes([...snapshots, ...others]),
    volumeId,
    overrideTag,
    retention,
    schedules: schedulesIn(region, settings),
    copyRetention,
    deletionLimit,
    calendar,
    now,
  }).get(volumeId)!;
}
