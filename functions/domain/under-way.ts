import { snapshotOfExecution } from './repair';
import { DAY_MS } from './time-units';

/** An execution that runs. */
export type Running = { readonly name: string; readonly startedAt: Date };

/** By the id of the snapshot or copy that it is about, when the latest execution began that runs. */
export type UnderWay = ReadonlyMap<string, Date>;

/** Executions of several machines and Regions in one. Those that a person has named are about nothing that is known. */
export function underWayAmong(running: readonly Running[]): UnderWay {
  const underWay = new Map<string, Date>();
  for (const { name, startedAt } of running) {
    const snapshotId = snapshotOfExecution(name);
    if (snapshotId === undefined) continue;
    const known = underWay.get(snapshotId);
    if (known === undefined || known < startedAt) underWay.set(snapshotId, startedAt);
  }
  return underWay;
}

/**
 * Whether an execution that began at `since` and still runs has had its turn in a DR Region: there is a copy of data that was taken later, by
 * `newestTaken`, and copies are asked for in the order in which snapshots are completed. It waits for another Region then, or for pruning
 * that a person has paused, and makes no copy there any more. A day, so that a short pause of one Region starts nothing beside what runs.
 */
export const hasHadItsTurn = (since: Date, newestTaken: Date | undefined, now: Date): boolean =>
  now.getTime() - since.getTime() >= DAY_MS &&
  newestTaken !== undefined &&
  newestTaken.getTime() > since.getTime();
