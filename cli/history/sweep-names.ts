import { namesFor } from '../../functions/domain/repair';
import { DAY_MS } from '../../functions/domain/time-units';

/** So many days back: a name is asked for by itself, and the logs are not kept for longer. */
const DAYS_MAX = 30;

/**
 * The names under which sweeps may have started executions about a snapshot or copy since it began, the oldest first: one for each day. Those
 * of a person's sweep bear a time, and only the log knows them.
 */
export function sweepNames(snapshotId: string, beganAt: string, now: Date): string[] {
  const firstMs = Math.max(dayOf(Date.parse(beganAt)), dayOf(now.getTime()) - (DAYS_MAX - 1) * DAY_MS);
  const names: string[] = [];
  for (let dayMs = firstMs; dayMs <= now.getTime(); dayMs += DAY_MS)
    names.push(
      ...namesFor({ lack: 'over retention', snapshotId }, new Date(dayMs).toISOString().slice(0, 10)),
    );
  return names;
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
