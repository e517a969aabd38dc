import { setIdOf, type NewSnapshots, type TakenSnapshot } from '../aws/new-snapshots';
import { VSS_OVER_SECONDS, VSS_PATIENCE_MS, type Vss, type VssEnd } from '../aws/vss';
import type { Standing } from '../domain/freeze';
import { describeRun, type ScheduledRun } from '../domain/scheduled-run';
import { SETTLED_SECONDS } from '../domain/settled';
import type { Seen } from './seen';
import {
  looked,
  takenStopped,
  takenUnfrozen,
  tagged,
  type FreezeDeps,
  type Frozen,
  type ToTake,
} from './take-frozen';
import type { Covered } from './units';

export type VssDeps = FreezeDeps & {
  readonly vss: Vss;
  readonly newSnapshots: Pick<NewSnapshots, 'takenFor'>;
  readonly seen: Pick<Seen, 'shown'>;
  readonly run: ScheduledRun;
  readonly newId: () => string;
  /** When this call has worked for long enough. */
  readonly workedMs: number;
};

export type ToTakeByVss = Omit<ToTake, 'volumes'> & {
  readonly covered: readonly Covered[];
  /** What VSS has said to a call before this one, where not all is shown of that and nothing can come of it any more. */
  readonly saidBefore: string | undefined;
};

/** Its snapshots are shown, and tagged, some seconds after they were taken. */
const LOOKS = 7;
const LOOK_PAUSE_MS = 5000;

/**
 * Has a Windows instance take its volumes at a moment at which Windows and what writes on it are ready. EC2 says what has come of it, and not
 * the end of the command: a set that it shows is taken, and stands as AWS's document has tagged it. What it does not show may come later, so
 * that it is looked for when that is over. A set that lacks a volume then, which AWS's document leaves out where it is not mounted, is none: nothing is asked of VSS again, which would leave it out
 * again. Throws nothing of AWS's that is not a failed look at what is taken. Undefined where this call has no time left for it.
 */
export async function takeByVss(deps: VssDeps, asked: ToTakeByVss): Promise<Frozen | undefined> {
  const { vss, run, now, newId, log, workedMs, seen } = deps;
  const { instanceId, covered, freeze, saidBefore } = asked;
  const volumes = covered.map(({ volume }) => volume);
  const volumeIds = volumes.map(({ volumeId }) => volumeId);
  const toTake: ToTake = { ...asked, volumes };
  const look = await looked(deps, toTake);
  if ('unfit' in look) return takenUnfrozen(deps, toTake, look.unfit);
  if (look.isStopped) return takenStopped(deps, toTake);
  if (look.isWindows !== true) return takenUnfrozen(deps, toTake, 'it is not Windows');
  const others = look.volumeIds.filter((id) => !volumeIds.includes(id));
  const strange = others.find((id) => id !== look.bootVolumeId);
  if (strange !== undefined)
    return takenUnfrozen(
      deps,
      toTake,
      `VSS cannot leave out ${strange}, which is attached and not to be taken`,
    );
  const leftOut = leftOutOf(volumeIds, (id) => seen.shown(id), saidBefore ?? NOT_TOLD);
  if (leftOut !== undefined && saidBefore === undefined) return unshown(leftOut, 'unknown', NOT_TOLD);
  if (leftOut !== undefined && freeze.otherwise === 'takeNone')
    return {
      taking: { outcome: 'refused', reason: leftOut },
      standing: { consistency: 'crash', reason: leftOut },
    };
  if (saidBefore !== undefined && freeze.otherwise === 'takeAnyway')
    return takenUnfrozen(deps, toTake, leftOut ?? `VSS has taken nothing: ${saidBefore}`);
  if (now().getTime() + VSS_PATIENCE_MS > workedMs) return undefined;
  const set = volumes.length > 1 ? { id: setIdOf(newId()), size: volumes.length } : undefined;
  const schedules = [...new Set(covered.flatMap((one) => one.schedules))];
  const ended = await vss.take(instanceId, {
    description: describeRun(run, schedules, set),
    excludeBootVolume: others.length > 0,
  });
  log.info('asked for VSS', { instanceId, ...ended });
  if (ended.end === 'not run') return takenUnfrozen(deps, toTake, ended.why);
  return tagged(deps, await shownOf(deps, volumeIds, ended));
}

/** Of a command that was sent by a call that has died. */
const NOT_TOLD = 'the call that asked for it has not told how it ended';

/** What EC2 shows of these volumes after the command, as soon as it shows all as ready, or does not for half a minute. */
async function shownOf(
  { newSnapshots, run, pause }: VssDeps,
  volumeIds: readonly string[],
  { end, why }: VssEnd,
): Promise<Frozen> {
  let taken: ReadonlyMap<string, TakenSnapshot> = new Map();
  let shown: TakenSnapshot[] = [];
  let isWhole = false;
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    if (looks > 1) await pause(LOOK_PAUSE_MS);
    taken = await newSnapshots.takenFor(run);
    shown = volumeIds.flatMap((id) => taken.get(id) ?? []);
    isWhole = shown.length === volumeIds.length && shown.every(({ lackingSet }) => lackingSet === undefined);
    if (isWhole && shown.every(({ isAppConsistent }) => isAppConsistent)) break;
  }
  if (!isWhole) {
    const leftOut = leftOutOf(volumeIds, (id) => taken.get(id), why);
    return unshown(leftOut ?? `VSS has taken nothing of ${volumeIds.join(', ')}: ${why}`, end, why);
  }
  const snapshotIds = new Map(volumeIds.map((id, index) => [id, shown[index]!.snapshotId]));
  return { taking: { outcome: 'taken', snapshotIds }, standing: standingOfVss(shown, why) };
}

/** What goes on may take the rest of its time, and is shown when EC2's answers are of then. */
const unshown = (reason: string, end: VssEnd['end'], why: string): Frozen => ({
  taking: {
    outcome: 'unknown',
    reason,
    answered: true,
    settledSeconds: end === 'over' ? SETTLED_SECONDS : SETTLED_SECONDS + VSS_OVER_SECONDS,
    why,
  },
  standing: { consistency: 'crash', reason },
});

/** Which of the volumes a set lacks of which the others are shown, in words; undefined where no such set is. */
function leftOutOf(
  volumeIds: readonly string[],
  shownOf: (volumeId: string) => TakenSnapshot | undefined,
  why: string,
): string | undefined {
  if (!volumeIds.some((id) => shownOf(id)?.lackingSet !== undefined)) return undefined;
  const missing = volumeIds.filter((id) => shownOf(id) === undefined);
  return missing.length === 0
    ? `VSS has left out a volume that was to be in its set: ${why}`
    : `VSS has left out ${missing.join(', ')}, which may not be mounted: ${why}`;
}

/** How a set stands that VSS has taken. */
const standingOfVss = (shown: readonly TakenSnapshot[], why: string): Standing =>
  shown.every(({ isAppConsistent }) => isAppConsistent)
    ? { consistency: 'application' }
    : { consistency: 'crash', reason: `not all of it is tagged AppConsistent: ${why}` };
