import { fromEc2 as snapshotFromEc2 } from '../../functions/aws/snapshots';
import { fromEc2 as volumeFromEc2 } from '../../functions/aws/volumes';
import { calendarOf, remembering } from '../../functions/domain/calendar';
import { isManagedBy, ownAmong } from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';
import type { Inventory, ListName } from '../../local/inventory';
import type { Held } from './after-events';
import { Copies } from './copies';
import { obstaclesIn } from './obstacles';
import { planVolume, type PlanContext, type VolumeFacts } from './plan-volume';
import type { FleetPlan } from './planned';
import { totalsOf } from './totals';

export type PlanOptions = {
  readonly now: Date;
  /** Supposes that an event came about every completed snapshot, so that those in scope are adopted. */
  readonly adopt: boolean;
};

/**
 * What the Lambdas would do with an account's snapshots as they are. Decides as they do, and calls nothing. The inventory
 * must hold the lists of snapshots of all Regions.
 */
export function planFleet(inventory: Inventory, settings: Settings, { now, adopt }: PlanOptions): FleetPlan {
  const copies = new Copies();
  const context: PlanContext = {
    settings,
    // Other volumes have their snapshots at the same times.
    calendar: remembering(calendarOf(settings.timeZone)),
    now,
    adopt,
    copies,
    obstacles: obstaclesIn(inventory, now),
  };
  const volumes = byOriginVolume(inventory, settings, copies).map((facts) => planVolume(facts, context));
  return {
    deployment: settings.deployment,
    at: now.toISOString(),
    adopt,
    unknown: unknownIn(inventory, settings),
    volumes,
    totals: totalsOf(volumes),
  };
}

/**
 * The snapshots by volume, in order of the volumes' ids: ours by our tag, since copies show a meaningless VolumeId, the
 * others by the id that EC2 shows. Notes the copies on the way.
 */
function byOriginVolume(
  { volumes, snapshots }: Inventory,
  { deployment, primary, dr }: Settings,
  copies: Copies,
): VolumeFacts[] {
  const drRegions = new Set(dr.map(({ region }) => region));
  const homes = new Map(
    volumes.map(({ region, volume }) => [volume.VolumeId ?? '', { region, volume: volumeFromEc2(volume) }]),
  );
  const held = new Map<string, Map<string, Held[]>>();
  for (const volumeId of homes.keys()) held.set(volumeId, new Map());
  for (const { region, snapshot: described } of snapshots) {
    if (region !== primary.region && !drRegions.has(region)) continue;
    const snapshot = snapshotFromEc2(described);
    const [own] = isManagedBy(snapshot, deployment) ? ownAmong([snapshot]) : [];
    const volumeId = own?.tags[TAG.volume] ?? described.VolumeId ?? '';
    const isOurs = own?.tags[TAG.volume] !== undefined;
    if (drRegions.has(region)) copies.add(region, snapshot, deployment);
    const byRegion = held.get(volumeId) ?? new Map<string, Held[]>();
    const there = byRegion.get(region) ?? [];
    there.push({ snapshot: isOurs ? own : snapshot, isOurs });
    held.set(volumeId, byRegion.set(region, there));
  }
  return [...held]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([volumeId, byRegion]) => {
      const home = homes.get(volumeId);
      return { volumeId, held: byRegion, ...(home === undefined ? {} : { home }) };
    });
}

/** They only block, so that a plan without them names too much rather than too little. */
const WHAT_IS_UNKNOWN: readonly { list: ListName; unknown: string }[] = [
  { list: 'images', unknown: 'which snapshots AMIs use (describe-images --owners self --include-disabled)' },
  { list: 'locks', unknown: 'which snapshots are locked (describe-locked-snapshots)' },
];

/** What a list that is not in the inventory would tell. */
function unknownIn({ lists }: Inventory, { primary, dr }: Settings): string[] {
  const regions = [primary.region, ...dr.map(({ region }) => region)];
  return WHAT_IS_UNKNOWN.flatMap(({ list, unknown }) =>
    regions
      .filter((region) => !lists.some((known) => known.list === list && known.region === region))
      .map((region) => `${region}: ${unknown}`),
  );
}
