import type { Snapshot } from '@aws-sdk/client-ec2';
import { readCopyDescription } from '../../functions/domain/copy-description';
import { isVolumeId } from '../../functions/domain/ids';
import { kmsKeyId } from '../../infra/copy-key-name';
import type { Settings } from '../../infra/settings';
import type { CopiedVolume } from '../aws/ec2/load-snapshot';
import type { World } from '../world/world';
import { isInRecycleBin, type Inventory } from './inventory';

/** What the console of EC2 and DLM describe a copy by. */
const COPIED = /^\[Copied (snap-[0-9a-f]+) from [a-z0-9-]+\]/;

/**
 * Of which volume each copy of an inventory is, which EC2 does not show: by the description that we make copies with, or by that of
 * EC2's console where the inventory still has the source.
 */
export function copiedVolumes({
  snapshots,
}: Pick<Inventory, 'snapshots'>): (snapshot: Snapshot) => CopiedVolume | undefined {
  const sources = new Map(snapshots.map((one) => [one.snapshot.SnapshotId, one]));
  return ({ Description = '' }) => {
    const witness = readCopyDescription(Description);
    if (witness !== undefined) {
      const { region, volumeId, takenAt } = witness;
      return { region, volumeId, takenMs: Date.parse(takenAt) };
    }
    const source = sources.get(COPIED.exec(Description)?.[1]);
    const volumeId = source?.snapshot.VolumeId ?? '';
    return source && isVolumeId(volumeId)
      ? { region: source.region, volumeId, takenMs: startMs(source.snapshot) }
      : undefined;
  };
}

/**
 * By DR Region the key of the deployment's copies, where the settings do not say its ARN: that of the newest of them. A rehearsal makes
 * a key of its own, and a real one has another ARN.
 */
export function ownKeys(
  { snapshots }: Pick<Inventory, 'snapshots'>,
  { deployment, primary, dr }: Settings,
): ReadonlyMap<string, string> {
  const newest = new Map<string, Snapshot>();
  for (const { region, snapshot } of snapshots) {
    const witness = readCopyDescription(snapshot.Description ?? '');
    if (witness?.deployment !== deployment || witness.region !== primary.region) continue;
    if (startMs(snapshot) >= startMs(newest.get(region))) newest.set(region, snapshot);
  }
  return new Map(
    dr.flatMap(({ region, key }) => {
      const arn = newest.get(region)?.KmsKeyId;
      return arn === undefined || key.includes(':key/') ? [] : [[region, arn] as const];
    }),
  );
}

const startMs = (snapshot: Snapshot | undefined): number => snapshot?.StartTime?.getTime() ?? 0;

/** Loads the snapshots of an inventory, so that later copies build on those that it has. */
export function loadSnapshots(world: World, inventory: Inventory, settings: Settings): void {
  const copiedVolume = copiedVolumes(inventory);
  const own = ownKeys(inventory, settings);
  const played = new Map(
    settings.dr.map(({ region, key }) => [region, world.kmsKeys.find(region, kmsKeyId(settings, key))!.arn]),
  );
  for (const { region, snapshot } of inventory.snapshots) {
    if (isInRecycleBin(snapshot)) continue;
    const ownKey = own.get(region);
    const isOwn = ownKey !== undefined && snapshot.KmsKeyId === ownKey;
    const loaded = isOwn ? { ...snapshot, KmsKeyId: played.get(region) } : snapshot;
    world.ec2.addSnapshot(region, loaded, copiedVolume(snapshot));
  }
}

/** In words, what was assumed of keys. */
export const describeOwnKeys = (inventory: Inventory, settings: Settings): string[] =>
  [...ownKeys(inventory, settings)].map(
    ([region, arn]) => `the key of the copies in ${region}: that of the newest one there, ${arn}`,
  );
