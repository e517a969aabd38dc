import { byVolume } from './by-volume';
import type { ManagedSnapshot } from './snapshot';
import { setOf } from './snapshot-set';

/** Ours of some volumes in one Region, and which volumes share sets. */
export class ManagedVolumes {
  readonly #snapshots: ReadonlyMap<string, readonly ManagedSnapshot[]>;
  /** Ids of volumes by set. */
  readonly #holders = new Map<string, Set<string>>();

  constructor(managed: readonly ManagedSnapshot[]) {
    this.#snapshots = byVolume(managed);
    for (const snapshot of managed) {
      const set = setOf(snapshot);
      if (set === undefined) continue;
      const holders = this.#holders.get(set.id) ?? new Set();
      this.#holders.set(set.id, holders.add(snapshot.volumeId));
    }
  }

  /** In the order in which they were given. */
  of(volumeId: string): readonly ManagedSnapshot[] {
    return this.#snapshots.get(volumeId) ?? [];
  }

  /** By id, the volumes that share a set with `volumeId`, or with one that does, in order, without itself. */
  sharingSetsWith(volumeId: string): string[] {
    const found = new Set([volumeId]);
    for (const id of found)
      for (const snapshot of this.of(id))
        for (const other of this.#holders.get(setOf(snapshot)?.id ?? '') ?? []) found.add(other);
    found.delete(volumeId);
    return [...found].sort();
  }
}
