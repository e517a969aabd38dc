import { DAY_MS } from '../../kernel/time-units';
import type { SnapshotRecord } from './snapshot-record';

/** A deleted snapshot that can be had back until `exitMs`. */
export type BinnedSnapshot = {
  readonly snapshot: SnapshotRecord;
  readonly enterMs: number;
  readonly exitMs: number;
  /** Whether it was one of those on which later copies build. */
  readonly isNotedCopy: boolean;
};

/** The Recycle Bin of one Region with a single retention rule, for snapshots of any tag. Without a rule nothing enters it. */
export class RecycleBin {
  readonly #binned = new Map<string, BinnedSnapshot>();
  #retentionMs: number | undefined;

  /** Sets the rule, for what is deleted from now on; undefined takes it away, and what is in the bin keeps its time. */
  setRetention(days: number | undefined): void {
    if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 365))
      throw new RangeError(`a retention rule for snapshots is of 1 to 365 days, not ${days}`);
    this.#retentionMs = days === undefined ? undefined : days * DAY_MS;
  }

  /** Of the rule; undefined where there is none. */
  get retentionDays(): number | undefined {
    return this.#retentionMs === undefined ? undefined : this.#retentionMs / DAY_MS;
  }

  /** Whether what is deleted now comes here. That only a completed snapshot does is [unverified]. */
  takes(snapshot: SnapshotRecord): boolean {
    return this.#retentionMs !== undefined && !snapshot.pending && snapshot.failure === undefined;
  }

  /** Puts in a snapshot that it takes. */
  put(snapshot: SnapshotRecord, nowMs: number, isNotedCopy: boolean): void {
    const exitMs = nowMs + (this.#retentionMs ?? 0);
    this.#binned.set(snapshot.id, { snapshot, enterMs: nowMs, exitMs, isNotedCopy });
  }

  /** Undefined where it was never here, was restored, or has been here for its time, after which it is gone for good. */
  get(snapshotId: string, nowMs: number): BinnedSnapshot | undefined {
    const binned = this.#binned.get(snapshotId);
    return binned !== undefined && nowMs < binned.exitMs ? binned : undefined;
  }

  /** What is in the bin, in order of creation. */
  list(nowMs: number): BinnedSnapshot[] {
    return [...this.#binned.values()]
      .filter(({ exitMs }) => nowMs < exitMs)
      .sort((a, b) => a.snapshot.sequence - b.snapshot.sequence);
  }

  remove(snapshotId: string): void {
    this.#binned.delete(snapshotId);
  }
}
