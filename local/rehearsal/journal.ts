import type { Output as PruneOutput } from '../../functions/prune-volume/handler';
import type { Output as TagCopyOutput } from '../../functions/tag-copy/handler';
import type { Output as TagOutput } from '../../functions/tag-snapshot/handler';
import type { AwsEvent } from '../aws/api';
import type { Invocation } from '../aws/lambda';

export type Pruned = {
  readonly at: string;
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly reason: string;
};

/** A snapshot that no rule keeps and that stays all the same, with the first time and the last reason. */
export type Blocked = {
  readonly since: string;
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly reason: string;
};

/** What happened to snapshots in one Region, by the answers of the functions there. */
export type RegionJournal = {
  /** Snapshots and copies that EC2 reported as completed, and as failed. */
  readonly completedCount: number;
  readonly failedCount: number;
  /** Ids of snapshots that were found ours. */
  readonly adopted: ReadonlySet<string>;
  /** Snapshot id to the reason why it was left alone. */
  readonly notManaged: ReadonlyMap<string, string>;
  /** Ids of copies that were confirmed. */
  readonly copied: ReadonlySet<string>;
  /** Ids of copies that AWS reported as not incremental. */
  readonly fullCopies: ReadonlySet<string>;
  /** How often a copy found no free slot, or AWS busy, and went on waiting. */
  readonly copyWaitCount: number;
  readonly pruned: readonly Pruned[];
  readonly blocked: ReadonlyMap<string, Blocked>;
};

type Writable = {
  completedCount: number;
  failedCount: number;
  adopted: Set<string>;
  notManaged: Map<string, string>;
  copied: Set<string>;
  fullCopies: Set<string>;
  copyWaitCount: number;
  pruned: Pruned[];
  blocked: Map<string, Blocked>;
};

/** Collects what EC2 reported and what the functions answered, Region by Region, while a world runs. */
export class Journal {
  readonly #regions = new Map<string, Writable>();

  /** The journal of a Region; an empty one where nothing has happened. */
  of(region: string): RegionJournal {
    return this.#writable(region);
  }

  noteEvent(event: AwsEvent): void {
    const { event: name, result } = event.detail;
    if (name !== 'createSnapshot' && name !== 'copySnapshot') return;
    const journal = this.#writable(event.region);
    if (result === 'succeeded') journal.completedCount += 1;
    else journal.failedCount += 1;
  }

  /** Takes note of one attempt to run a function. Those that threw are told by other means and are passed over. */
  note({ functionName, region, endMs, input, output }: Invocation): void {
    if (output === undefined) return;
    const journal = this.#writable(region);
    const at = new Date(endMs).toISOString();
    switch (functionName) {
      case 'TagSnapshot':
        return noteTagged(journal, input as { snapshotId: string }, output as TagOutput);
      case 'CopySnapshot':
        if ((output as { batchItemFailures: unknown[] }).batchItemFailures.length > 0)
          journal.copyWaitCount += 1;
        return;
      case 'TagCopy':
        return noteCopied(
          journal,
          input as { snapshotId: string; incremental?: boolean },
          output as TagCopyOutput,
        );
      case 'PruneVolume':
        return notePruned(journal, at, (input as { volumeId: string }).volumeId, output as PruneOutput);
    }
  }

  #writable(region: string): Writable {
    const known = this.#regions.get(region);
    if (known !== undefined) return known;
    const journal: Writable = {
      completedCount: 0,
      failedCount: 0,
      adopted: new Set(),
      notManaged: new Map(),
      copied: new Set(),
      fullCopies: new Set(),
      copyWaitCount: 0,
      pruned: [],
      blocked: new Map(),
    };
    this.#regions.set(region, journal);
    return journal;
  }
}

function noteTagged(journal: Writable, { snapshotId }: { snapshotId: string }, output: TagOutput): void {
  if (output.managed) journal.adopted.add(snapshotId);
  else journal.notManaged.set(snapshotId, output.reason);
}

function noteCopied(
  journal: Writable,
  { snapshotId, incremental }: { snapshotId: string; incremental?: boolean },
  output: TagCopyOutput,
): void {
  if (!output.managed) return;
  journal.copied.add(snapshotId);
  if (incremental === false) journal.fullCopies.add(snapshotId);
}

function notePruned(journal: Writable, at: string, volumeId: string, output: PruneOutput): void {
  for (const { snapshotId, reason } of output.deleted) {
    journal.pruned.push({ at, volumeId, snapshotId, reason });
    journal.blocked.delete(snapshotId);
  }
  for (const { snapshotId, reason } of output.blocked) {
    const since = journal.blocked.get(snapshotId)?.since ?? at;
    journal.blocked.set(snapshotId, { since, volumeId, snapshotId, reason });
  }
}
