import { formerAmong, momentsInWords } from '../../functions/domain/restored-together';
import type { Asked } from './asked';

/** Of the volumes of an instance: whether what a restore takes of them is of one moment, in each Region. */
export function togetherInWords({ wanted, volumes: all, at }: Asked): string[] {
  if (!('instanceId' in wanted)) return [];
  const former = formerAmong(
    all.map(({ volumeId, volume, regions }) => ({
      volumeId,
      isAttached: volume !== undefined,
      points: regions.flatMap(({ points }) => points),
    })),
    at,
  );
  const volumes = all.filter(({ volumeId }) => !former.has(volumeId));
  const regions = [...new Set(volumes.flatMap((volume) => volume.regions.map(({ region }) => region)))];
  const inRegion = (region: string): string => {
    const ofVolumes = volumes.map(
      ({ regions: read }) => read.find((one) => one.region === region)?.points ?? [],
    );
    return `${region}: ${momentsInWords(ofVolumes, at)}`;
  };
  return [
    ...(volumes.length < 2 ? [] : regions.map(inRegion)),
    ...(former.size === 0 ? [] : [`Not attached any more, and not counted: ${[...former].join(', ')}.`]),
  ];
}
