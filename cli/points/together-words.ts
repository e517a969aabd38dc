import { restorable } from '../../functions/domain/restore-points';
import {
  attachedElsewhere,
  leftOutAmong,
  leftOutInWords,
  momentsInWords,
} from '../../functions/domain/restored-together';
import { regionOfZone } from '../inventory/entries';
import type { Asked } from './asked';

/** Of the volumes of an instance: which of them count in each Region, as a restore there has it, and whether what it takes of them is of one moment. */
export function togetherInWords({ wanted, volumes, at }: Asked): string[] {
  if (!('instanceId' in wanted)) return [];
  const { instanceId } = wanted;
  const regions = [...new Set(volumes.flatMap((one) => one.regions.map(({ region }) => region)))].map(
    (region) => {
      const here = volumes.map(({ volumeId, volume, regions: read }) => ({
        volumeId,
        isAttached: volume !== undefined && regionOfZone(volume.zone) === region,
        device: volume?.device,
        points: restorable(read.find((one) => one.region === region)?.points ?? []),
      }));
      return { region, here, leftOut: leftOutAmong(here, instanceId, at) };
    },
  );
  // Of what has left the instance, another Region lacks nothing.
  const hasLeft = new Set(regions.flatMap(({ leftOut }) => [...leftOut.keys()]));
  return regions.flatMap(({ region, here, leftOut }) => {
    const counted = here.filter(
      ({ volumeId, points }) => !leftOut.has(volumeId) && !(hasLeft.has(volumeId) && points.length === 0),
    );
    const ofVolumes = counted.map(({ points }) => points);
    return [
      ...(counted.length < 2 ? [] : [momentsInWords(ofVolumes, at)]),
      ...attachedElsewhere(counted, instanceId, at),
      ...(leftOut.size === 0 ? [] : [`not counted: ${leftOutInWords(leftOut)}.`]),
    ].map((words) => `${region}: ${words}`);
  });
}
