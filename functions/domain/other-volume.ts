import { InvalidInput } from './errors';
import { isVolumeId } from './ids';
import type { Snapshot } from './snapshot';

/** Throws InvalidInput where EC2 shows the snapshot as one of another volume than an input says. Placeholders are all the same. */
export function refuseOtherVolume(snapshot: Snapshot | undefined, volumeId: string): void {
  if (snapshot === undefined || snapshot.volumeId === volumeId) return;
  if (isVolumeId(snapshot.volumeId) || isVolumeId(volumeId))
    throw new InvalidInput(`volumeId: ${snapshot.snapshotId} is of ${snapshot.volumeId}, not of ${volumeId}`);
}
