import type { NewSnapshots, Taking } from '../aws/new-snapshots';
import type { Log } from '../runtime/log';
import type { Seen } from './seen';
import { makeImage, type MakingDeps } from './make-image';
import type { Unit } from './units';

export type TakingOne = MakingDeps & {
  readonly newSnapshots: Pick<NewSnapshots, 'take' | 'takeTogether'>;
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
export const TRY_PAUSE_MS = 20_000;

/** Where EC2 takes none now, of whatever volume: too many calls, or too many snapshots under way. Some of these end in that time. */
const BUSY_PAUSE_MS = 10_000;

/** When the next call may be made: some at once, where a run begins, and then so many a second. */
export function paceFrom(startMs: number, isBeginning: boolean): () => number {
  const atOnce = isBeginning ? AT_ONCE : 0;
  let calls = 0;
  return () => startMs + (Math.max(0, calls++ - atOnce) * 1000) / PER_SECOND;
}

/** What one call has taken, by volume, of an AMI as far as EC2 shows it already; `gone` of a volume that does not exist any more; see `Taking` for the others. */
export type UnitTaking =
  | {
      readonly outcome: 'taken';
      readonly imageId?: string;
      readonly snapshotIds: ReadonlyMap<string, string>;
    }
  | Exclude<Taking, { outcome: 'taken' }>;

/**
 * Waits for its turn, and while EC2 takes none of whatever volume; undefined where the time of this call is over before, unless an instance
 * may have been rebooted meanwhile: that is done once.
 */
export async function takeInTime(deps: TakingOne, unit: Unit): Promise<UnitTaking | undefined> {
  const { pause, log } = deps;
  let rebooted: UnitTaking | undefined;
  while (await comesToItsTurn(deps)) {
    const taking = await takePatiently(rebooted === undefined ? deps : unrebooted(deps), unit);
    if (taking.outcome !== 'busy') return taking;
    if (unit.imageOf !== undefined && deps.isRebooting(schedulesOf(unit))) rebooted = taking;
    log.info('EC2 takes no snapshot now', { volumeId: idOf(unit), reason: taking.reason });
    await pause(BUSY_PAUSE_MS);
  }
  return rebooted;
}

const unrebooted = (deps: TakingOne): TakingOne => ({ ...deps, isRebooting: () => false });

/** Waits until the next call may be made. Answers false where the time of this call is over before. */
export async function comesToItsTurn({ now, pause, pace, workedMs }: TakingOne): Promise<boolean> {
  const waitMs = pace() - now().getTime();
  if (waitMs > 0) await pause(waitMs);
  return now().getTime() < workedMs;
}

/** Of a volume that something else takes at the same moment, or that has several that run, it is tried a few times. */
async function takePatiently(deps: TakingOne, unit: Unit): Promise<UnitTaking> {
  const { seen, pause } = deps;
  let taking = await take(deps, unit);
  for (let tries = 1; taking.outcome === 'volume busy' && tries < TRIES; tries += 1) {
    await pause(TRY_PAUSE_MS);
    const taken = await alreadyTaken(seen, unit);
    if (taken !== undefined) return taken;
    taking = await take(unrebooted(deps), unit);
  }
  return taking;
}

/** Tries once, at once. */
export async function take(deps: TakingOne, unit: Unit): Promise<UnitTaking> {
  const { newSnapshots, run } = deps;
  const schedules = schedulesOf(unit);
  if (unit.imageOf !== undefined) return makeImage(deps, unit.imageOf, unit.covered, schedules);
  if (unit.together === undefined) {
    const taking = await newSnapshots.take(idOf(unit), run, schedules);
    return taking.outcome === 'taken'
      ? { outcome: 'taken', snapshotIds: new Map([[idOf(unit), taking.snapshotId]]) }
      : taking;
  }
  const { refusal, ...together } = unit.together;
  return refusal === undefined
    ? newSnapshots.takeTogether(together, run, schedules)
    : { outcome: 'refused', reason: refusal };
}

/** What EC2 shows as taken of a unit, once it shows all of it: of a set one member may be shown before another. */
async function alreadyTaken(seen: Seen, { covered }: Unit): Promise<UnitTaking | undefined> {
  const snapshotIds = new Map<string, string>();
  for (const { volume } of covered) {
    const taken = await seen.of(volume.volumeId);
    if (taken !== undefined && taken.lackingSet === undefined)
      snapshotIds.set(volume.volumeId, taken.snapshotId);
  }
  return snapshotIds.size < covered.length ? undefined : { outcome: 'taken', snapshotIds };
}

const schedulesOf = ({ covered }: Unit): string[] => [
  ...new Set(covered.flatMap(({ schedules }) => schedules)),
];

/** The volume whose turn it was. */
const idOf = ({ covered }: Unit): string => covered[0]!.volume.volumeId;
