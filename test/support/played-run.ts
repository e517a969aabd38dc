import type { Reached } from '../../functions/take-snapshots/tally';
import { DUE, INPUT, world, type Facts } from './taking-world';

/** What a run has come to by the end of one of its calls. */
type Call = { readonly minutes: number; readonly taken: number; readonly failed: number };

/**
 * Plays a run to its end, as the machine `backup` calls the function: each call meets the same facts, and EC2 shows nothing of what the others have taken. From `untilMinutes`
 * after its time on EC2 answers each call.
 */
export async function played(facts: Facts, { untilMinutes = Infinity } = {}) {
  const dueMs = Date.parse(DUE);
  const calls: Call[] = [];
  let nowMs = dueMs;
  let last: Reached | undefined;
  do {
    const isOver = nowMs - dueMs >= untilMinutes * 60_000;
    const { run, pauses } = world({
      ...facts,
      ...(isOver && { takings: {} }),
      now: new Date(nowMs).toISOString(),
    });
    last = await run({ ...INPUT, ...(last && { progress: last }) });
    nowMs += pauses.reduce((sum, each) => sum + each, 0);
    calls.push({
      minutes: Math.round((nowMs - dueMs) / 60_000),
      taken: last.taken,
      failed: last.failed,
    });
    nowMs += last.waitSeconds * 1000;
  } while (last.waitSeconds > 0);
  return { calls, minutes: (nowMs - dueMs) / 60_000, last };
}
