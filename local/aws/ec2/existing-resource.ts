import { AwsError } from '../api';
import type { Ec2Region } from './account';
import { snapshotState, type SnapshotRecord } from './snapshot-record';
import { attachments, type VolumeRecord } from './volume-record';

/** Whether this is a snapshot id at all: 8 or 17 hexadecimal digits. */
export const isSnapshotId = (id: string): boolean => /^snap-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id);

export const checkSnapshotId = (id: string): void => {
  if (!isSnapshotId(id)) throw malformed('InvalidSnapshotID.Malformed', id, 'snap');
};

export const checkVolumeId = (id: string): void => {
  if (!/^vol-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw malformed('InvalidVolumeID.Malformed', id, 'vol');
};

export const checkInstanceId = (id: string): void => {
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw malformed('InvalidInstanceID.Malformed', id, 'i');
};

export const checkImageId = (id: string): void => {
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw malformed('InvalidAMIID.Malformed', id, 'ami');
};

/** The snapshot of this id, or the error with which EC2 says that there is none in the Region. */
export const existingSnapshot = (region: Ec2Region, id: string): SnapshotRecord => {
  checkSnapshotId(id);
  const snapshot = region.snapshots.get(id);
  if (!snapshot) throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  return snapshot;
};

/** The snapshot, which must be completed and in the standard tier. The code for one that is not is [unverified]. */
export const usableSnapshot = (region: Ec2Region, id: string): SnapshotRecord => {
  const snapshot = existingSnapshot(region, id);
  if (snapshotState(snapshot) !== 'completed' || snapshot.storageTier !== 'standard') {
    throw new AwsError('IncorrectState', `The snapshot '${id}' is not completed in the standard tier.`);
  }
  return snapshot;
};

/** The volume of this id, or the error with which EC2 says that there is none in the Region. */
export const existingVolume = (region: Ec2Region, id: string): VolumeRecord => {
  checkVolumeId(id);
  const volume = region.volumes.get(id);
  if (!volume) throw new AwsError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
  return volume;
};

/** Throws as EC2 does where there is no such instance: the local world knows those that have volumes attached. */
export const checkExistingInstance = (region: Ec2Region, id: string): void => {
  checkInstanceId(id);
  const volumes = [...region.volumes.values()];
  const isThere = volumes.some((volume) => attachments(volume).some(({ InstanceId }) => InstanceId === id));
  if (!isThere) throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
};

const malformed = (code: string, id: string, prefix: string): AwsError =>
  new AwsError(code, `Invalid id: "${id}" (expecting "${prefix}-...")`);
