import * as z from 'zod';
import { AwsError } from '../api';
import { question, snapshotArn } from './authorization';
import { BACKUP_TAG } from './backup-tag';
import { checkSnapshotId, existingSnapshot } from './existing-resource';
import { defineOperation } from './operation';
import { isLocked } from './snapshot-lock';

/**
 * DeleteSnapshot: a pending snapshot goes when it ends; one that is completed enters the Recycle Bin where the Region has
 * a retention rule, and EC2 does not know it meanwhile [unverified]. An archived one goes like any other. Refused for one
 * that an AMI uses, that AWS Backup manages (but not to AWS Backup), that is locked, or whose fast snapshot restore is on,
 * which the Recycle Bin turns off; the code for locked ones is [unverified].
 */
export const deleteSnapshot = defineOperation('DeleteSnapshot', {
  parameters: { SnapshotId: z.string() },
  rate: 'volumeOrSnapshot',
  authorizations: (subject, input) => {
    checkSnapshotId(input.SnapshotId);
    const snapshot = subject.region.snapshots.get(input.SnapshotId);
    const arn = snapshotArn(subject.region.name, input.SnapshotId);
    return [question(subject, 'DeleteSnapshot', arn, { resourceTags: snapshot?.tags })];
  },
  apply: ({ region, caller, nowMs }, input) => {
    const snapshot = existingSnapshot(region, input.SnapshotId);
    const imageId = snapshot.imageIds[0];
    if (imageId !== undefined) {
      throw new AwsError(
        'InvalidSnapshot.InUse',
        `The snapshot ${snapshot.id} is currently in use by ${imageId}`,
      );
    }
    const isBackup = 'outsider' in caller && caller.outsider === 'aws:backup';
    if (snapshot.tags.has(BACKUP_TAG) && !isBackup) {
      throw new AwsError(
        'InvalidParameterValue',
        'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. ' +
          'If you wish to delete this snapshot, please do so via the Backup console.',
      );
    }
    if (isLocked(region.locks.get(snapshot.id), nowMs)) {
      throw new AwsError('OperationNotPermitted', `The snapshot '${snapshot.id}' is locked.`);
    }
    const zones = region.fastRestores.get(snapshot.id);
    if (zones !== undefined && !region.recycleBin.takes(snapshot)) {
      throw new AwsError(
        'InvalidSnapshot.InUse',
        `The snapshot ${snapshot.id} is currently enabled for fast restores in ${zones.join(', ')}. ` +
          'Fast snapshot restores must be disabled within all Availability Zones before the snapshot may be deleted.',
      );
    }
    if (snapshot.pending) snapshot.pending.isDeleted = true;
    else region.removeSnapshot(snapshot, nowMs);
    return { output: {} };
  },
});
