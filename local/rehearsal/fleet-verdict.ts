import type { Volume } from '@aws-sdk/client-ec2';
import { fromEc2 } from '../../functions/aws/snapshots';
import type { Snapshot } from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';
import type { World } from '../world';
import type { Inventory } from '../inventory';
import type { Journal } from './journal';
import { judgeVolume, type VolumeVerdict } from './volume-verdict';

/** The verdict on every volume that the rehearsal started with, as it is now or as it was when it was deleted. */
export function judgeFleet(
  world: World,
  settings: Settings,
  { volumes }: Inventory,
  journal: Journal,
  since: Date,
): VolumeVerdict[] {
  const regions = [settings.primary.region, ...settings.dr.map(({ region }) => region)];
  const snapshots = snapshotsByVolume(world, regions);
  const left = new Set(regions.flatMap((region) => [...journal.of(region).left.keys()]));
  const current = new Map(
    world.ec2.volumes(settings.primary.region).map((volume) => [volume.VolumeId, volume]),
  );
  return volumes
    .filter(({ region }) => region === settings.primary.region)
    .map(({ volume }) =>
      judgeVolume({
        volume: current.get(volume.VolumeId) ?? volume,
        snapshots: snapshots.get(volume.VolumeId ?? '') ?? new Map<string, Snapshot[]>(),
        left,
        settings,
        since,
        now: new Date(world.loop.nowMs()),
      }),
    );
}

/** A volume in the primary Region whose next snapshot, by the default policies, prunes one in every Region. */
export function findSteadyVolume(world: World, settings: Settings): Volume | undefined {
  const regions = [settings.primary.region, ...settings.dr.map(({ region }) => region)];
  const snapshots = snapshotsByVolume(world, regions);
  return world.ec2.volumes(settings.primary.region).find((volume) => {
    const verdict = judgeVolume({
      volume,
      snapshots: snapshots.get(volume.VolumeId ?? '') ?? new Map<string, Snapshot[]>(),
      left: new Set(),
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
      verdict.regions.every(({ points, leftCount }) => points.length > 0 && leftCount === 0)
    );
  });
}

/** Snapshots and copies by origin volume and Region: by our tag, else by the VolumeId that EC2 shows. */
function snapshotsByVolume(
  world: World,
  regions: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, Snapshot[]>> {
  const byVolume = new Map<string, Map<string, Snapshot[]>>();
  for (const region of regions) {
    for (const described of world.ec2.snapshots(region)) {
      const snapshot = fromEc2(described);
      const volumeId = snapshot.tags[TAG.volume] ?? described.VolumeId ?? '';
      const byRegion = byVolume.get(volumeId) ?? new Map<string, Snapshot[]>();
      byRegion.set(region, [...(byRegion.get(region) ?? []), snapshot]);
      byVolume.set(volumeId, byRegion);
    }
  }
  return byVolume;
}
