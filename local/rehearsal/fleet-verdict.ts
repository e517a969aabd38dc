import type { Volume } from '@aws-sdk/client-ec2';
import { fromEc2 } from '../../functions/aws/snapshots';
import { recognise } from '../../functions/domain/recognise';
import { TAG } from '../../functions/domain/tags';
import { regionsOf, type Settings } from '../../infra/settings';
import type { World } from '../world/world';
import type { Inventory } from './inventory';
import type { Journal } from './journal';
import { judgeVolume, type HeldSnapshot, type VolumeVerdict } from './volume-verdict';

/** The verdict on every volume that the rehearsal started with, as it is now or as it was when it was deleted. */
export function judgeFleet(
  world: World,
  settings: Settings,
  { volumes }: Inventory,
  journal: Journal,
  { since, due }: { readonly since: Date; readonly due?: ReadonlyMap<string, number> },
): VolumeVerdict[] {
  const regions = regionsOf(settings);
  const snapshots = snapshotsByVolume(world, settings, regions);
  const blocked = new Set(regions.flatMap((region) => [...journal.of(region).blocked.keys()]));
  const current = new Map(
    world.ec2.volumes(settings.primary.region).map((volume) => [volume.VolumeId, volume]),
  );
  return volumes
    .filter(({ region }) => region === settings.primary.region)
    .map(({ volume }) =>
      judgeVolume({
        volume: current.get(volume.VolumeId) ?? volume,
        snapshots: snapshots.get(volume.VolumeId ?? '') ?? new Map<string, HeldSnapshot[]>(),
        blocked,
        settings,
        since,
        ...(due && { due: due.get(volume.VolumeId ?? '') ?? 'none is taken' }),
        now: new Date(world.loop.nowMs()),
      }),
    );
}

/** A volume in the primary Region whose next snapshot, by the default policies, prunes one in every Region. */
export function findSteadyVolume(world: World, settings: Settings): Volume | undefined {
  const regions = regionsOf(settings);
  const snapshots = snapshotsByVolume(world, settings, regions);
  return world.ec2.volumes(settings.primary.region).find((volume) => {
    const verdict = judgeVolume({
      volume,
      snapshots: snapshots.get(volume.VolumeId ?? '') ?? new Map<string, HeldSnapshot[]>(),
      blocked: new Set(),
      settings,
      since: new Date(world.loop.nowMs()),
      now: new Date(world.loop.nowMs()),
    });
    const tagKeys = (volume.Tags ?? []).map(({ Key }) => Key);
    return (
      verdict.inScope &&
      verdict.problems.length === 0 &&
      !tagKeys.includes(TAG.retain) &&
      !tagKeys.includes(TAG.drRetain) &&
      verdict.regions.every(({ points, blockedCount }) => points.length > 0 && blockedCount === 0)
    );
  });
}

/** Snapshots and copies by origin volume and Region: ours by their witness, the others by the VolumeId that EC2 shows. */
function snapshotsByVolume(
  world: World,
  { deployment, primary }: Settings,
  regions: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, HeldSnapshot[]>> {
  const byVolume = new Map<string, Map<string, HeldSnapshot[]>>();
  for (const region of regions) {
    const shown = world.ec2.snapshots(region).map(fromEc2);
    const { managed } = recognise(shown, { deployment, primaryRegion: primary.region, region });
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
  return byVolume;
}
