import { restoredAt, type RestorePoint } from './restore-points';
import { setOf } from './snapshot-set';
import { takenAtMs } from './snapshot';
import { HOUR_MS } from './time-units';

/** A volume that is attached to an instance, or was when a snapshot of it was taken, with its points, newest first. */
export type VolumeOfInstance = {
  readonly volumeId: string;
  /** Whether EC2 shows it attached to the instance now. */
  readonly isAttached: boolean;
  readonly points: readonly RestorePoint[];
};

/** So far apart at most are the snapshots of one run of an instance. */
const ONE_RUN_MS = HOUR_MS;

/** Ids of those that have left the instance: EC2 does not show them attached, and shows newer snapshots of such as are. */
export function formerAmong(volumes: readonly VolumeOfInstance[], at: Date): Set<string> {
  const attachedMs = newestMs(
    volumes.filter(({ isAttached }) => isAttached),
    at,
  );
  return new Set(
    volumes.flatMap((one) => {
      const ms = newestMs([one], at);
      const isFormer = !one.isAttached && ms > -Infinity && ms < attachedMs - ONE_RUN_MS;
      return isFormer ? one.volumeId : [];
    }),
  );
}

const newestMs = (of: readonly VolumeOfInstance[], at: Date): number =>
  Math.max(...of.flatMap(({ points }) => points.map(takenAtMs)).filter((ms) => ms <= at.getTime()));

/** What a restore takes of several volumes together: whether it is of one moment, and of which. */
export function momentsInWords(ofVolumes: readonly (readonly RestorePoint[])[], at: Date): string {
  const taken = ofVolumes.flatMap((points) => restoredAt(points, at) ?? []);
  const lacking = ofVolumes.length - taken.length;
  return [
    moments(taken),
    lacking === 0 || taken.length === 0
      ? ''
      : ` ${lacking} of its ${ofVolumes.length} volumes cannot be restored.`,
    isOneSet(taken) ? '' : newestSet(ofVolumes, at),
  ].join('');
}

function moments(taken: readonly RestorePoint[]): string {
  const [first] = taken;
  if (first === undefined) return 'nothing of it can be restored.';
  const [set] = sets(taken);
  if (isOneSet(taken) && set !== undefined) return `of one moment: set ${set}, taken ${first.takenAt}.`;
  const times = taken.map(({ takenAt }) => takenAt).sort();
  return taken.length === 1
    ? `one volume, of ${first.takenAt}.`
    : `not of one moment: taken from ${times[0]} to ${times.at(-1)}.`;
}

const sets = (points: readonly RestorePoint[]): Set<string | undefined> =>
  new Set(points.map((point) => setOf(point)?.id));

const isOneSet = (taken: readonly RestorePoint[]): boolean =>
  taken.length > 1 && sets(taken).size === 1 && !sets(taken).has(undefined);

function newestSet(ofVolumes: readonly (readonly RestorePoint[])[], at: Date): string {
  const [newest] = ofVolumes
    .flatMap(
      (points) =>
        restoredAt(
          points.filter((point) => setOf(point) !== undefined),
          at,
        ) ?? [],
    )
    .sort((a, b) => takenAtMs(b) - takenAtMs(a));
  return newest === undefined ? '' : ` The newest set is ${setOf(newest)?.id}, taken ${newest.takenAt}.`;
}
