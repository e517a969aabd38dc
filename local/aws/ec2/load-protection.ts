import type { Image, LockedSnapshotsInfo } from '@aws-sdk/client-ec2';
import type { Ec2Account, Ec2Region } from './account';
import { addImage } from './register-image';
import { asTags } from './resource-tags';

/** Adds an AMI as DescribeImages shows it, as far as it uses snapshots that are loaded. */
export const loadImage = (account: Ec2Account, region: Ec2Region, image: Image): void => {
  const { ImageId = '', Name = ImageId, Description = '', BlockDeviceMappings = [] } = image;
  addImage(region, {
    id: ImageId,
    sequence: account.nextSequence(),
    tags: asTags(image.Tags ?? []),
    name: Name,
    description: Description,
    createdMs: Date.parse(image.CreationDate ?? '') || 0,
    sourceInstanceId: image.SourceInstanceId,
    rootDeviceName: image.RootDeviceName,
    devices: BlockDeviceMappings.flatMap(({ DeviceName, Ebs }) =>
      region.snapshots.get(Ebs?.SnapshotId ?? '') === undefined
        ? []
        : [{ name: DeviceName, snapshotId: Ebs?.SnapshotId ?? '' }],
    ),
  });
};

/** Adds the lock of a loaded snapshot as DescribeLockedSnapshots shows it; one without an end never runs out. */
export const loadLock = (region: Ec2Region, lock: LockedSnapshotsInfo): void => {
  const { SnapshotId = '', LockState, LockCreatedOn, LockExpiresOn, LockDuration, CoolOffPeriod } = lock;
  if (LockState === 'expired' || region.snapshots.get(SnapshotId) === undefined) return;
  region.locks.set(SnapshotId, {
    mode: LockState === 'governance' ? 'governance' : 'compliance',
    createdMs: LockCreatedOn?.getTime() ?? 0,
    expiresMs: LockExpiresOn?.getTime() ?? Number.MAX_SAFE_INTEGER,
    durationDays: LockDuration ?? 0,
    coolOffHours: CoolOffPeriod,
  });
};
