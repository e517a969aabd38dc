import type { Volume } from '@aws-sdk/client-ec2';
import { ManagedVolumes } from '../../functions/domain/managed-volumes';
import { recognise } from '../../functions/domain/recognise';
import { brokenSets } from '../../functions/domain/snapshot-set';
import { TAG } from '../../functions/domain/tags';
import { regionsOf, type Settings } from '../../infra/settings';
import type { World } from '../world/world';
import type { Inventory } from './inventory';
import type { Journal } from './journal';
import { shownSnapshots } from './shown-snapshots';
import { lookAtVolume, type HeldSnapshot, type VolumeLook } from './volume-look';

/** Looks at every volume that the rehearsal started with, as it is now or as it was when it was deleted. */
export function lookAtFleet(
  world: World,
  settings: Settings,
  { volumes }: Inventory,
  journal: Journal,
  since: Date,
): VolumeLook[] {
  const regions = regionsOf(settings);
  const { snapshots, managedIn, brokenIn } = snapshotsByVolume(world, settings, regions);
  const blocked = new Set(regions.flatMap((region) => [...journal.of(region).blocked.keys()]));
  const running = runningIn(world);
  const now = new Date(world.loop.nowMs());
  const current = new Map(
    world.ec2.volumes(settings.primary.region).map((volume) => [volume.VolumeId, volume]),
  );
  return volumes
    .filter(({ region }) => region === settings.primary.region)
    .map(({ volume }) =>
      lookAtVolume({
        volume: current.get(volume.VolumeId) ?? volume,
        isGone: !current.has(volume.VolumeId),
        snapshots: snapshots.get(volume.VolumeId ?? '') ?? new Map<string, HeldSnapshot[]>(),
        ...{ managedIn, brokenIn, blocked, running, settings, since, now },
      }),
    );
}

/** An execution is named after the snapshot or copy that it is about. */
const runningIn = ({ executions }: World): Set<string> =>
  new Set(executions.filter(({ status }) => status === 'RUNNING').map(({ name }) => name));

/** A volume in the primary Region whose next snapshot, by the default policies, prunes one in every Region. */
export function findSteadyVolume(world: World, settings: Settings): Volume | undefined {
  const { snapshots, managedIn, brokenIn } = snapshotsByVolume(world, settings, regionsOf(settings));
  const now = new Date(world.loop.nowMs());
  return world.ec2.volumes(settings.primary.region).find((volume) => {
    const { inScope, regions } = lookAtVolume({
      volume,
      isGone: false,
      snapshots: snapshots.get(volume.VolumeId ?? '') ?? new Map<string, HeldSnapshot[]>(),
      managedIn,
      brokenIn,
      blocked: new Set(),
      running: new Set(),
      settings,
      since: now,
      now,
    });
    const tagKeys = (volume.Tags ?? []).map(({ Key }) => Key);
    return (
      inScope &&
      !tagKeys.includes(TAG.retain) &&
      !tagKeys.includes(TAG.drRetain) &&
      regions.every(
        ({ points, blockedCount, overCount, isNewestMissing }) =>
          points.length > 0 && blockedCount === 0 && overCount === 0 && !isNewestMissing,
      )
    );
  });
}

/** Snapshots and copies by origin volume and Region: ours by their witness, the others by the VolumeId that EC2 shows. */
function snapshotsByVolume(
  world: World,
  settings: Settings,
  regions: readonly string[],
): {
  readonly snapshots: ReadonlyMap<string, ReadonlyMap<string, HeldSnapshot[]>>;
  readonly managedIn: ReadonlyMap<string, ManagedVolumes>;
  readonly brokenIn: ReadonlyMap<string, ReadonlySet<string>>;
} {
  const { deployment, primary } = settings;
  const managedIn = new Map<string, ManagedVolumes>();
  const brokenIn = new Map<string, ReadonlySet<string>>();
  const now = new Date(world.loop.nowMs());
  const byVolume = new Map<string, Map<string, HeldSnapshot[]>>();
  for (const region of regions) {
    const shown = shownSnapshots(world, settings, region);
    const { managed } = recognise(shown, { deployment, primaryRegion: primary.region, region });
    managedIn.set(region, new ManagedVolumes(managed));
    brokenIn.set(region, brokenSets(managed, now));
    const ours = new Map(managed.map((snapshot) => [snapshot.snapshotId, snapshot]));
    for (const snapshot of shown) {
      const own = ours.get(snapshot.snapshotId);
      const volumeId = own?.volumeId ?? snapshot.volumeId;
      const byRegion = byVolume.get(volumeId) ?? new Map<string, HeldSnapshot[]>();
      const held = own === undefined ? { snapshot } : { snapshot, managed: own };
      byRegion.set(region, [...(byRegion.get(region) ?? []), held]);
      byVolume.set(volumeId, byRegion);
    }
  }
  return { snapshots: byVolume, managedIn, brokenIn };
}
