import type { Random } from '../../random';
import type { Ec2Region } from './account';
import type { SnapshotRecord } from './snapshot-record';

/** The completed copies of one volume's snapshots that one Region has had from other Regions. */
export type CopiesOfVolume = {
  /** The one made last, even where it was deleted since. */
  readonly newest: SnapshotRecord;
  readonly existing: Set<SnapshotRecord>;
};

/** Notes that a copy is completed, so that later ones may build on it. */
export const noteCompletedCopy = (region: Ec2Region, copy: SnapshotRecord): void => {
  const known = region.copies.get(copy.lineage);
  const existing = known?.existing ?? new Set();
  existing.add(copy);
  const newest = known && known.newest.sequence > copy.sequence ? known.newest : copy;
  region.copies.set(copy.lineage, { newest, existing });
};

/**
 * Whether a copy sends only what changed. Within a Region: where the key stays the same. Between Regions: where the
 * newest copy of the volume still exists there in the standard tier, and all copies there have this very key (or none).
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
export const isIncremental = (
  source: SnapshotRecord,
  sourceRegion: string,
  destination: Ec2Region,
  kmsKeyId: string | undefined,
): boolean => {
  if (sourceRegion === destination.name) return source.kmsKeyId === kmsKeyId;
  const copies = destination.copies.get(source.lineage);
  if (!copies || !copies.existing.has(copies.newest)) return false;
  if (copies.newest.storageTier !== 'standard') return false;
  return [...copies.existing].every((copy) => copy.kmsKeyId === kmsKeyId);
};

/** A full copy goes at 50 to 150 MiB a second, an incremental one takes minutes; both need a minute to get going. */
export const drawCopyDurationMs = (random: Random, sizeBytes: number, incremental: boolean): number => {
  const overheadMs = random.integer(60_000, 90_000);
  if (incremental) return overheadMs + random.integer(30_000, 9 * 60_000);
  const bytesPerSecond = random.integer(50, 150) * 2 ** 20;
  return overheadMs + Math.round((sizeBytes / bytesPerSecond) * 1000);
};
