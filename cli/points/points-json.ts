import { restoredAt, type RestorePoint } from '../../functions/domain/restore-points';
import { setOf } from '../../functions/domain/snapshot-set';
import { TAG } from '../../functions/domain/tags';
import type { Asked } from './asked';

/** All that was found, for programs: times in UTC, sizes in GiB, and of each Region the snapshot that a restore takes. */
export const inJson = ({ at, regions, volumes, unread }: Asked) => ({
  at: at.toISOString(),
  regions,
  volumes: volumes.map(({ volumeId, volume, regions: read }) => ({
    volumeId,
    isThere: volume !== undefined,
    regions: read.map(({ region, points }) => ({
      region,
      restores: restoredAt(points, at)?.snapshotId ?? null,
      points: points.map(pointInJson),
    })),
  })),
  unread,
});

function pointInJson(point: RestorePoint) {
  const {
    snapshotId,
    takenAt,
    state,
    storageTier,
    sizeGib,
    kmsKeyId,
    sourceSnapshotId,
    isOurs,
    isDenied,
    obstacle,
    image,
    tags,
  } = point;
  const set = setOf(point);
  return {
    snapshotId,
    takenAt,
    state,
    storageTier,
    sizeGib,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(sourceSnapshotId !== undefined && { sourceSnapshotId }),
    ...(image === undefined ? set !== undefined && { set } : { imageId: image.imageId }),
    ...(tags[TAG.consistency] !== undefined && { consistency: tags[TAG.consistency] }),
    isOurs,
    ...(isDenied && { isDenied }),
    ...(obstacle !== undefined && { obstacle }),
    tags,
  };
}
