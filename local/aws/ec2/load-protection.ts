import type { Image, LockedSnapshotsInfo } from '@aws-sdk/client-ec2';
import type { Ec2Region } from './account';

/** Adds an AMI as DescribeImages shows it, as far as it uses snapshots that are loaded. */
export const loadImage = (region: Ec2Region, { ImageId = '', BlockDeviceMappings = [] }: Image): void => {
  const snapshots = BlockDeviceMappings.flatMap(
    ({ Ebs }) => region.snapshots.get(Ebs?.SnapshotId ?? '') ?? [],
  );
  for (const snapshot of snapshots) snapshot.imageIds = [...snapshot.imageIds, ImageId];
  region.images.set(
    ImageId,
    snapshots.map(({ id }) => id),
  );
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
