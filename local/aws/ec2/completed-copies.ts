import type { SnapshotRecord } from './snapshot-record';

/** The completed copies of one volume's snapshots. */
type CopiesOfVolume = {
  /** The one that was started last, even where it was deleted since. */
  readonly newest: SnapshotRecord;
  readonly existing: Set<SnapshotRecord>;
};

/** The completed copies that one Region has had from other Regions, on which later ones may build. */
export class CompletedCopies {
  readonly #byLineage = new Map<string, CopiesOfVolume>();

  add(copy: SnapshotRecord): void {
    const known = this.#byLineage.get(copy.lineage);
    const existing = known?.existing ?? new Set();
    existing.add(copy);
    const newest = known && isAfter(known.newest, copy) ? known.newest : copy;
    this.#byLineage.set(copy.lineage, { newest, existing });
  }

  /** Says that the snapshot is there no more. Returns whether it was one of the copies. */
  remove(snapshot: SnapshotRecord): boolean {
    return this.#byLineage.get(snapshot.lineage)?.existing.delete(snapshot) ?? false;
  }

  /**
   * Whether a copy of the source that comes from another Region sends only what changed: the newest copy of the volume
   * still exists here in the standard tier, and all copies here have this very key (or none).
   * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
   */
  areBasisFor(source: SnapshotRecord, kmsKeyId: string | undefined): boolean {
    const copies = this.#byLineage.get(source.lineage);
    if (!copies || !copies.existing.has(copies.newest)) return false;
    if (copies.newest.storageTier !== 'standard') return false;
    return [...copies.existing].every((copy) => copy.kmsKeyId === kmsKeyId);
  }
}

/** Those of an inventory are loaded in any order. */
const isAfter = (a: SnapshotRecord, b: SnapshotRecord): boolean =>
  a.startMs === b.startMs ? a.sequence > b.sequence : a.startMs > b.startMs;
