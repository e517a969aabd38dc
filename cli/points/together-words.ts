import { restoredAt, type RestorePoint } from '../../functions/domain/restore-points';
import { setOf } from '../../functions/domain/snapshot-set';
import { takenAtMs } from '../../functions/domain/snapshot';
import type { Asked } from './asked';

/** Of the volumes of an instance: whether what a restore takes of them is of one moment, in each Region. */
export function togetherInWords({ wanted, volumes, at }: Asked): string[] {
  if (!('instanceId' in wanted) || volumes.length < 2) return [];
  const regions = [...new Set(volumes.flatMap((volume) => volume.regions.map(({ region }) => region)))];
  return regions.map((region) => {
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
  });
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
