import { restoredAt, type RestorePoint } from '../../functions/domain/restore-points';
import { setOf } from '../../functions/domain/snapshot-set';
import { takenAtMs } from '../../functions/domain/snapshot';
import { HOUR_MS } from '../../functions/domain/time-units';
import type { Asked } from './asked';
import type { VolumePoints } from './find-points';

/** Of the volumes of an instance: whether what a restore takes of them is of one moment, in each Region. */
export function togetherInWords({ wanted, volumes: all, at }: Asked): string[] {
  if (!('instanceId' in wanted)) return [];
  const former = new Set(formerOf(all, at));
  const volumes = all.filter(({ volumeId }) => !former.has(volumeId));
  const regions = [...new Set(volumes.flatMap((volume) => volume.regions.map(({ region }) => region)))];
  return [
    ...(volumes.length < 2 ? [] : regions.map((region) => inRegion(region, volumes, at))),
    ...(former.size === 0 ? [] : [`Not attached any more, and not counted: ${[...former].join(', ')}.`]),
  ];
}

/** So far apart at most are the snapshots of one run of an instance. */
const ONE_RUN_MS = HOUR_MS;

/** Those that have left the instance: EC2 does not show them attached, and shows newer snapshots of such as are. */
function formerOf(volumes: readonly VolumePoints[], at: Date): string[] {
  const newestMs = (of: readonly VolumePoints[]): number =>
    Math.max(
      ...of
        .flatMap(({ regions }) => regions.flatMap(({ points }) => points.map(takenAtMs)))
        .filter((ms) => ms <= at.getTime()),
    );
  const attachedMs = newestMs(volumes.filter(({ volume }) => volume !== undefined));
  return volumes.flatMap((one) => {
    const ms = newestMs([one]);
    const isFormer = one.volume === undefined && ms > -Infinity && ms < attachedMs - ONE_RUN_MS;
    return isFormer ? one.volumeId : [];
  });
}

function inRegion(region: string, volumes: readonly VolumePoints[], at: Date): string {
  const ofVolumes = volumes.map(
    ({ regions: read }) => read.find((one) => one.region === region)?.points ?? [],
  );
  const taken = ofVolumes.flatMap((points) => restoredAt(points, at) ?? []);
  const lacking = volumes.length - taken.length;
  return [
    `${region}: `,
    moments(taken),
    lacking === 0 || taken.length === 0
      ? ''
      : ` ${lacking} of its ${volumes.length} volumes cannot be restored.`,
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
