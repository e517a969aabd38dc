import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';

/** A completed snapshot that the deployment `keeper` manages, of volume vol-1, taken and started at `takenAt`. */
export function snapshot(
  snapshotId: string,
  takenAt: string,
  more: Partial<Snapshot> & { tags?: Tags } = {},
): Snapshot {
  return {
    snapshotId,
    state: 'completed',
    startedAt: takenAt,
    sizeGib: 8,
    storageTier: 'standard',
    description: '',
    stateMessage: '',
    ...more,
    tags: {
      'snapshot-keeper:managed-by': 'keeper',
      'snapshot-keeper:volume': 'vol-1',
      'snapshot-keeper:region': 'us-east-1',
      'snapshot-keeper:taken-at': takenAt,
      ...more.tags,
    },
  };
}
