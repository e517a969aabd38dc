import { areUsable } from '../ec2/key-use';
import type { Call } from '../ec2/operation';
import { snapshotState, type SnapshotRecord } from '../ec2/snapshot-record';
import { keyOf } from '../ec2/volume-key';
import { EbsError, invalid } from './ebs-error';

/**
 * The snapshot, which must be completed and in the standard tier; how one that is not is refused is [unverified]. The caller needs the right to decrypt with its key: AWS says so of
 * GetSnapshotBlock, and that the lists need it too is [unverified].
 */
export function readableSnapshot(call: Call, id: string): SnapshotRecord {
  const snapshot = call.region.snapshots.get(id);
  if (snapshot === undefined)
    throw new EbsError(
      'ResourceNotFoundException',
      `The snapshot '${id}' does not exist.`,
      'SNAPSHOT_NOT_FOUND',
    );
  if (snapshotState(snapshot) !== 'completed' || snapshot.storageTier !== 'standard')
    throw invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is not completed in the standard tier.`);
  checkKey(call, snapshot);
  return snapshot;
}

function checkKey(call: Call, snapshot: SnapshotRecord): void {
  if (!snapshot.encrypted) return;
  const key = keyOf(call, snapshot);
  const uses = key && [{ region: call.region.name, key, actions: ['Decrypt'] }];
  if (uses === undefined || !areUsable(call, uses))
    throw new EbsError(
      'AccessDeniedException',
      `The key of the snapshot '${snapshot.id}' is not accessible.`,
      'DEPENDENCY_ACCESS_DENIED',
    );
}
