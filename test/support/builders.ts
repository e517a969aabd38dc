import { describeCopy } from '../../functions/domain/copy-description';
import type { ManagedSnapshot } from '../../functions/domain/snapshot';
import { tagsWithKeys, type Tags } from '../../functions/domain/tags';
import type { UnderWay } from '../../functions/domain/under-way';

/** `snap-` and 17 digits: snap(1) is snap-00000000000000001. Letters a to f are digits too. */
export const snap = (digits: number | string): string => `snap-${String(digits).padStart(17, '0')}`;

/** `vol-` and 17 digits: vol(1) is vol-00000000000000001. */
export const vol = (digits: number | string): string => `vol-${String(digits).padStart(17, '0')}`;

/** The text with `snap-1` for the id of the first snapshot, and so on. */
export const short = (text: string): string => text.replace(/\b(snap|vol)-0{2,}(\d+)\b/g, '$1-$2');

type More = Partial<ManagedSnapshot> & { readonly tags?: Tags };

/** A completed snapshot that the deployment `keeper` has adopted, of volume vol(1) in us-east-1, taken and started at `takenAt`. */
export function snapshot(snapshotId: string, takenAt: string, more: More = {}): ManagedSnapshot {
  return {
    snapshotId,
    volumeId: vol(1),
    takenAt,
    state: 'completed',
    startedAt: takenAt,
    sizeGib: 8,
    storageTier: 'standard',
    description: '',
    stateMessage: '',
    ...more,
    tags: {
      'snapshot-keeper:managed-by': 'keeper',
      'snapshot-keeper:snapshot': snapshotId,
      'snapshot-keeper:volume': vol(1),
      'snapshot-keeper:region': 'us-east-1',
      'snapshot-keeper:taken-at': takenAt,
      ...more.tags,
    },
  };
}

/**
 * A completed copy of such a snapshot in a DR Region, as EC2 shows it, by a call of its own at the time of its start: `startedAt`, else that
 * of the data.
 */
export function copy(
  snapshotId: string,
  sourceSnapshotId: string,
  takenAt: string,
  more: More = {},
): ManagedSnapshot {
  const source = { ...snapshot(snapshotId, takenAt, more), volumeId: 'vol-ffffffff' };
  const carried = tagsWithKeys(source.tags, (key) => key !== 'snapshot-keeper:snapshot');
  return {
    ...source,
    sourceSnapshotId,
    description:
      more.description ??
      describeCopy({
        deployment: 'keeper',
        sourceSnapshotId,
        volumeId: vol(1),
        region: 'us-east-1',
        takenAt,
        requestedAt: source.startedAt,
        requestId: snapshotId,
      }),
    tags: { ...carried, 'snapshot-keeper:source-snapshot': sourceSnapshotId, ...more.tags },
  };
}

/** The same, as it is once it has been recognised: of its origin volume. */
export const managedCopy = (...facts: Parameters<typeof copy>): ManagedSnapshot => ({
  ...copy(...facts),
  volumeId: vol(1),
});

/** One execution about each, begun a moment ago by the clocks of all tests. */
export const underWay = (...snapshotIds: string[]): UnderWay =>
  new Map(snapshotIds.map((snapshotId) => [snapshotId, new Date('2030-01-01T00:00:00Z')]));
