import { describeCopy } from '../../functions/domain/copy-description';
import type { Snapshot } from '../../functions/domain/snapshot';
import { confirmation, copyTag, TAG, type Tags } from '../../functions/domain/tags';
import { DAY_MS } from '../../functions/domain/time-units';

export const [PRIMARY, DR] = ['us-east-1', 'us-west-2'];
export const DEPLOYMENT = 'snapshot-keeper';
/** When the sweep begins. Each volume has had a snapshot a day until the day before. */
export const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
export const SNAPSHOTS_PER_VOLUME = 20;

/** Of so many snapshots the event of one was lost. */
const LOST_ONE_IN = 33;

const idOf = (kind: 'snap' | 'vol', index: number): string =>
  `${kind}-${index.toString(16).padStart(17, '0')}`;

export const volumeId = (volume: number): string => idOf('vol', volume + 1);

const USERS_TAGS: Tags = { Name: 'disk', Team: 'payments', Environment: 'prod', Backup: 'daily' };

/** Whether the event of a snapshot, by its number, was lost: then nobody has adopted it, and it has no copy. */
export const isLost = (index: number): boolean => index % LOST_ONE_IN === 0;

export const lostCount = (snapshots: number): number => Math.ceil(snapshots / LOST_ONE_IN);

/** A snapshot of the primary Region, by its number: those of one volume follow each other, the oldest first. */
export function source(index: number): Snapshot {
  const age = SNAPSHOTS_PER_VOLUME - (index % SNAPSHOTS_PER_VOLUME);
  const startedAt = new Date(NOW_MS - age * DAY_MS).toISOString();
  const snapshotId = idOf('snap', 2 * index + 2);
  const volume = volumeId(Math.floor(index / SNAPSHOTS_PER_VOLUME));
  const ours: Tags = {
    [TAG.managedBy]: DEPLOYMENT,
    [TAG.snapshot]: snapshotId,
    [TAG.volume]: volume,
    [TAG.region]: PRIMARY,
    [TAG.takenAt]: startedAt,
    [TAG.policy]: `last ${SNAPSHOTS_PER_VOLUME}`,
    [TAG.volumeType]: 'gp3',
    [TAG.zone]: `${PRIMARY}a`,
    [copyTag(DR)]: confirmation(copyId(index), snapshotId),
  };
  return {
    snapshotId,
    volumeId: volume,
    state: 'completed',
    startedAt,
    completedAt: startedAt,
    sizeGib: 100,
    storageTier: 'standard',
    description: '',
    stateMessage: '',
    tags: isLost(index) ? USERS_TAGS : { ...USERS_TAGS, ...ours },
  };
}

const copyId = (index: number): string => idOf('snap', 2 * index + 3);

/** The copy of the newest adopted snapshot of a volume, which is all that the DR Region keeps. */
export function copy(volume: number): Snapshot {
  const last = (volume + 1) * SNAPSHOTS_PER_VOLUME - 1;
  const index = isLost(last) ? last - 1 : last;
  const { snapshotId, startedAt } = source(index);
  return {
    ...source(index),
    snapshotId: copyId(index),
    volumeId: 'vol-ffffffff',
    description: describeCopy({
      deployment: DEPLOYMENT,
      sourceSnapshotId: snapshotId,
      volumeId: volumeId(volume),
      region: PRIMARY,
      takenAt: startedAt,
      requestedAt: startedAt,
      requestId: `request-${volume}`,
    }),
    tags: {
      ...USERS_TAGS,
      [TAG.managedBy]: DEPLOYMENT,
      [TAG.volume]: volumeId(volume),
      [TAG.region]: PRIMARY,
      [TAG.takenAt]: startedAt,
      [TAG.sourceSnapshot]: snapshotId,
      [TAG.policy]: 'last 1',
    },
  };
}
