import { isSameDevice } from './free-devices';
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
  /** Under which name it is attached, where it is. */
  readonly device?: string | undefined;
  readonly points: readonly RestorePoint[];
};

/** So far apart at most are the snapshots of one run of an instance. */
const ONE_RUN_MS = HOUR_MS;

/** What is taken weekly counts, and that of which the last copies are missing, or which somebody has deleted by mistake. */
const SOME_RUNS_MS = 8 * DAY_MS;

/**
 * Why volumes do not count as those of the instance, by their ids, in half a sentence each. What EC2 does not show attached counts only where the very
 * point that a restore takes says that it was attached to it, is at most eight days older than those of the others, and nothing newer has its device: one tag of
 * one old snapshot says nothing of what the volume holds later.
 */
export function leftOutAmong(
  volumes: readonly VolumeOfInstance[],
  instanceId: string,
  at: Date,
): Map<string, string> {
  const attached = volumes.filter(({ isAttached }) => isAttached);
  const last = volumes
    .filter(({ isAttached }) => !isAttached)
    .flatMap((volume): Last[] => {
      const points = volume.points.filter((point) => takenAtMs(point) <= at.getTime());
      const point = restoredAt(points, at) ?? points[0];
      return point === undefined ? [] : [{ ...volume, point, lastMs: newestMs(points) }];
    });
  const attachedMs = newestMs(
    attached.flatMap(({ points }) => points.filter((point) => takenAtMs(point) <= at.getTime())),
  );
  const naming = last.filter(
    ({ point, points }) => isOf(point, instanceId) && restoredAt(points, at) !== undefined,
  );
  const newest = attachedMs > -Infinity ? attachedMs : newestMs(naming.map(({ point }) => point));
  return new Map(
    last.flatMap((one) => {
      const why =
        whyElsewhere(one.point, instanceId) ??
        whyGone(one, {
          newest,
          inTheirPlace: [
            ...attached.map((one) => ({ ...one, lastMs: restorableMs(one, at) })),
            ...naming.map(placeAtLast),
          ],
        });
      return why === undefined ? [] : [[one.volumeId, why] as const];
    }),
  );
}

/** With what a restore takes of it, and the time of its newest point. */
type Last = VolumeOfInstance & { readonly point: RestorePoint; readonly lastMs: number };

/** A volume with the device under which it is, or was at last. */
type Place = Pick<Last, 'volumeId' | 'isAttached' | 'device' | 'lastMs'>;

const placeAtLast = ({ point, ...one }: Last): Place => ({ ...one, device: point.tags[TAG.device] });

const isOf = ({ tags }: RestorePoint, instanceId: string): boolean => tags[TAG.instance] === instanceId;

function whyElsewhere({ snapshotId, tags }: RestorePoint, instanceId: string): string | undefined {
  const was = tags[TAG.instance];
  if (was === undefined) return `${snapshotId} does not say to which instance it was attached`;
  return was === instanceId ? undefined : `it was attached to ${was} when ${snapshotId} was taken`;
}

/** What is as new as the others is of their run; older, it is gone, by mistake where nothing has come in its place. */
function whyGone(
  { point, lastMs }: Last,
  { newest, inTheirPlace }: { readonly newest: number; readonly inTheirPlace: readonly Place[] },
): string | undefined {
  if (lastMs >= newest - ONE_RUN_MS) return undefined;
  const device = point.tags[TAG.device];
  const taken = `last taken ${new Date(lastMs).toISOString()}`;
  if (lastMs < newest - SOME_RUNS_MS) return `not attached any more, and ${taken}`;
  const other = inTheirPlace.find(
    (place) =>
      place.lastMs > lastMs + ONE_RUN_MS &&
      (device === undefined
        ? place.isAttached
        : place.device !== undefined && isSameDevice(place.device, device)),
  );
  if (other === undefined) return undefined;
  return device === undefined
    ? `not attached any more, and ${taken}`
    : `${other.volumeId} has its device ${device}, and it was ${taken}`;
}

const newestMs = (points: readonly RestorePoint[]): number => Math.max(...points.map(takenAtMs));

/** Of what has nothing to restore yet, nothing stands in its place. */
function restorableMs({ points }: VolumeOfInstance, at: Date): number {
  const point = restoredAt(points, at);
  return point === undefined ? -Infinity : takenAtMs(point);
}

/**
 * Ids of those, of all that count, of which nothing can be restored. Not one whose device another one has in what is restored: that was there before it.
 */
export function lackingAmong(counted: readonly VolumeOfInstance[], at: Date): string[] {
  const devices = counted.flatMap(({ isAttached, device, points }) => {
    const point = restoredAt(points, at);
    return (point === undefined ? undefined : isAttached ? device : point.tags[TAG.device]) ?? [];
  });
  return counted
    .filter((volume) => restoredAt(volume.points, at) === undefined)
    .filter(({ device: now, points }) => {
      const device = now ?? points.at(-1)?.tags[TAG.device];
      return device === undefined || !devices.some((other) => isSameDevice(other, device));
    })
    .map(({ volumeId }) => volumeId);
}

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
