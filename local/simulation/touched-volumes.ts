import type { ApiRequest } from '../aws/api';
import type { Truth } from './truth';

/** The volumes whose snapshots, copies or selves a request is about. */
export function touchedVolumes({ region, input }: ApiRequest, truth: Truth): string[] {
  const ids = [input['SnapshotId'], input['VolumeId'], ...((input['Resources'] ?? []) as unknown[])];
  return ids.flatMap((id) => {
    const point = truth.pointsIn(region).find((one) => one.id === id);
    return [String(id), truth.copies.get(String(id))?.volumeId, point?.ec2VolumeId].filter(
      (volumeId) => volumeId?.startsWith('vol-') === true,
    ) as string[];
  });
}
