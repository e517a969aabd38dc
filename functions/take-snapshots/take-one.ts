import type { NewSnapshots, Taking } from '../aws/new-snapshots';
import type { ScheduledRun } from '../domain/scheduled-run';
import type { Log } from '../runtime/log';
import type { Seen } from './seen';

export type TakingOne = {
  readonly newSnapshots: Pick<NewSnapshots, 'take'>;
  readonly run: ScheduledRun;
  readonly seen: Seen;
  readonly pace: () => number;
  /** When this call has worked for long enough. */
  readonly workedMs: number;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

/**
 * EC2 takes 100 at once and then five a second of an account in a Region (EC2 developer guide, "Request throttling"): a run takes most of them,
 * and leaves the others something.
 */
const AT_ONCE = 50;
const PER_SECOND = 4.7;

/** A volume that had a snapshot a moment ago, or five that run: tried again so often, a while apart. */
const TRIES = 3;
const TRY_PAUSE_MS = 20_000;

/** Where EC2 takes none now, of whatever volume: too many calls, or too many snapshots under way. Some of these end in that time. */
const BUSY_PAUSE_MS = 10_000;

/** When the next call may be made: some at once, where a run begins, and then so many a second. */
export function paceFrom(startMs: number, isBeginning: boolean): () => number {
  const atOnce = isBeginning ? AT_ONCE : 0;
  let calls = 0;
  return () => startMs + (Math.max(0, calls++ - atOnce) * 1000) / PER_SECOND;
}

/** Waits for its turn, and while EC2 takes none of whatever volume; undefined where the time of this call is over before. */
export async function takeInTime(
  deps: TakingOne,
  volumeId: string,
  schedules: readonly string[],
): Promise<Exclude<Taking, { outcome: 'busy' }> | undefined> {
  const { now, pause, pace, workedMs, log } = deps;
  for (;;) {
    const waitMs = pace() - now().getTime();
    if (waitMs > 0) await pause(waitMs);
    if (now().getTime() >= workedMs) return undefined;
    const taking = await takePatiently(deps, volumeId, schedules);
    if (taking.outcome !== 'busy') return taking;
    log.info('EC2 takes no snapshot now', { volumeId, reason: taking.reason });
    await pause(BUSY_PAUSE_MS);
  }
}

/** Of a volume that something else takes at the same moment, or that has several that run, it is tried a few times. */
async function takePatiently(
  { newSnapshots, run, seen, pause }: TakingOne,
  volumeId: string,
  schedules: readonly string[],
): Promise<Taking> {
  let taking = await newSnapshots.take(volumeId, run, schedules);
  for (let tries = 1; taking.outcome === 'volume busy' && tries < TRIES; tries += 1) {
    await pause(TRY_PAUSE_MS);
    const snapshotId = await seen.of(volumeId);
    if (snapshotId !== undefined) return { outcome: 'taken', snapshotId };
    taking = await newSnapshots.take(volumeId, run, schedules);
  }
  return taking;
}
