import { restoredAt, type RestorePoint } from './restore-points';
import { setOf } from './snapshot-set';
import { takenAtMs } from './snapshot';
import { TAG } from './tags';
import { DAY_MS, HOUR_MS } from './time-units';

/** A volume that is attached to an instance, or was when a snapshot of it was taken, with its points in one Region, newest first. */
export type VolumeOfInstance = {
  readonly volumeId: string;
  /** Whether EC2 shows it attached to the instance now, in that Region. */
  readonly isAttached: boolean;
  readonly points: readonly RestorePoint[];
};

/** So far apart at most are the snapshots of one run of an instance. */
const ONE_RUN_MS = HOUR_MS;

/** Where nothing is attached, as in a DR Region: what is taken weekly counts, and that of which the last copies are missing. */
const SOME_RUNS_MS = 8 * DAY_MS;

/**
 * Why volumes do not count as those of the instance, by their ids, in half a sentence each. What EC2 does not show attached counts only where the very
 * point that a restore takes says that it was attached to it, and is not older than those of the others: one tag of one old snapshot says nothing of
 * what the volume holds later.
 */
export function leftOutAmong(
  volumes: readonly VolumeOfInstance[],
  instanceId: string,
  at: Date,
): Map<string, string> {
  const oldestMs = oldestCountedMs(volumes, instanceId, at);
  return new Map(
    volumes
      .filter(({ isAttached }) => !isAttached)
      .flatMap(({ volumeId, points }) => {
        const why = whyLeftOut(points, { instanceId, at, oldestMs });
        return why === undefined ? [] : [[volumeId, why] as const];
      }),
  );
}

type Measure = { readonly instanceId: string; readonly at: Date; readonly oldestMs: number };

function whyLeftOut(
  points: readonly RestorePoint[],
  { instanceId, at, oldestMs }: Measure,
): string | undefined {
  const shown = points.filter((point) => takenAtMs(point) <= at.getTime());
  const point = restoredAt(points, at) ?? shown[0];
  if (point === undefined) return undefined;
  const { snapshotId, tags } = point;
  const was = tags[TAG.instance];
  if (was === undefined) return `${snapshotId} does not say to which instance it was attached`;
  if (was !== instanceId) return `it was attached to ${was} when ${snapshotId} was taken`;
  return newestMs(shown) < oldestMs
    ? `not attached any more, and last taken ${shown[0]?.takenAt}`
    : undefined;
}

/** What has nothing as new as this has left the instance. */
function oldestCountedMs(volumes: readonly VolumeOfInstance[], instanceId: string, at: Date): number {
  const attached = volumes.filter(({ isAttached }) => isAttached).flatMap(({ points }) => points);
  const ms = newestMs(attached.filter((point) => takenAtMs(point) <= at.getTime()));
  if (ms > -Infinity) return ms - ONE_RUN_MS;
  const naming = volumes.flatMap(
    ({ points }) =>
      restoredAt(
        points.filter(({ tags }) => tags[TAG.instance] === instanceId),
        at,
      ) ?? [],
  );
  return newestMs(naming) - SOME_RUNS_MS;
}

const newestMs = (points: readonly RestorePoint[]): number => Math.max(...points.map(takenAtMs));

/** Of those that EC2 shows attached, which were attached to another instance when what a restore takes was taken; a sentence each. */
export const attachedElsewhere = (
  volumes: readonly VolumeOfInstance[],
  instanceId: string,
  at: Date,
): string[] =>
  volumes
    .filter(({ isAttached }) => isAttached)
    .flatMap(({ volumeId, points }) => {
      const point = restoredAt(points, at);
      const was = point?.tags[TAG.instance];
      return point === undefined || was === undefined || was === instanceId
        ? []
        : [`${volumeId} was attached to ${was} when ${point.snapshotId} was taken: it may hold other data.`];
    });

/** Those that are left out, as `leftOutAmong` says why. */
export const leftOutInWords = (leftOut: ReadonlyMap<string, string>): string =>
  [...leftOut].map(([volumeId, why]) => `${volumeId} (${why})`).join(', ');

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
  if (taken.length === 1) return `one volume, of ${first.takenAt}.`;
  return times[0] === times.at(-1)
    ? `taken ${times[0]}, and of no one set.`
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
