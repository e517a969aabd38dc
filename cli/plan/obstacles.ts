import type { Image } from '@aws-sdk/client-ec2';
import { isNameOf } from '../../functions/domain/image-name';
import { makesImages } from '../../infra/schedules-setting';
import type { Settings } from '../../infra/settings';
import type { Inventory } from '../../local/rehearsal/inventory';

/** What keeps EC2 from deleting a snapshot in a Region, in words; empty where nothing is known to. */
export type Obstacles = (region: string, snapshotId: string) => readonly string[];

/** The AMIs and locks of an inventory. A lock that has run out at `now` is none, nor is an AMI that goes with its snapshots. */
export function obstaclesIn({ images, locks }: Inventory, settings: Settings, now: Date): Obstacles {
  const { deployment, primary } = settings;
  const goesAlong = (region: string, { Name = '' }: Image): boolean =>
    region === primary.region && makesImages(settings) && isNameOf(Name, deployment);
  const imageIds = new Map<string, Set<string>>();
  for (const { region, image } of images)
    for (const { Ebs } of goesAlong(region, image) ? [] : (image.BlockDeviceMappings ?? [])) {
      if (Ebs?.SnapshotId === undefined) continue;
      const key = `${region}/${Ebs.SnapshotId}`;
      imageIds.set(key, (imageIds.get(key) ?? new Set()).add(image.ImageId ?? ''));
    }
  const locked = new Map<string, string>();
  for (const { region, lock } of locks) {
    const { SnapshotId = '', LockState, LockExpiresOn } = lock;
    const isOver = LockState === 'expired' || (LockExpiresOn !== undefined && LockExpiresOn <= now);
    const until = LockExpiresOn === undefined ? '' : ` until ${LockExpiresOn.toISOString()}`;
    if (!isOver) locked.set(`${region}/${SnapshotId}`, `locked (${LockState ?? 'mode not known'})${until}`);
  }
  return (region, snapshotId) => {
    const key = `${region}/${snapshotId}`;
    const usedBy = [...(imageIds.get(key) ?? [])];
    const lock = locked.get(key);
    return [
      ...(usedBy.length === 0 ? [] : [`in use by ${usedBy.join(', ')}`]),
      ...(lock === undefined ? [] : [lock]),
    ];
  };
}
