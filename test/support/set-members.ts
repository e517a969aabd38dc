import { describeCopy } from '../../functions/domain/copy-description';
import type { ManagedSnapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import { snap, snapshot, vol } from './builders';

type Member = {
  /** Of the source: its snapshot is snap(id). */
  readonly id: number | string;
  readonly volume: number;
  /** Of March 2030, at midnight. */
  readonly day: number;
  readonly state?: string;
  readonly tags?: Tags;
};

const at = (day: number): string => new Date(Date.UTC(2030, 2, day)).toISOString();

/** Twelve digits for the set of a day. */
export const setId = (day: number): string => String(day).padStart(12, '0');

/** A snapshot of the deployment `keeper` that is a member of the set of its day, of `size` volumes. */
export const member = (
  size: number,
  { id, volume, day, state = 'completed', tags }: Member,
): ManagedSnapshot =>
  snapshot(snap(id), at(day), {
    volumeId: vol(volume),
    state,
    description: `snapshot-keeper keeper: due ${at(day)} by nightly, set ${setId(day)}/${size}`,
    tags: { 'snapshot-keeper:volume': vol(volume), ...tags },
  });

/** Its copy, snap(`c` and the id), as `recognise` gives it; EC2 shows no volume of it. */
export const memberCopy = (size: number, of: Member): ManagedSnapshot => {
  const { id, volume, day, state = 'completed', tags } = of;
  return {
    ...member(size, of),
    snapshotId: snap(`c${id}`),
    sourceSnapshotId: snap(id),
    state,
    description: describeCopy({
      deployment: 'keeper',
      sourceSnapshotId: snap(id),
      volumeId: vol(volume),
      region: 'us-east-1',
      takenAt: at(day),
      requestedAt: at(day),
      requestId: `call-${id}`,
      set: { id: setId(day), size },
    }),
    tags: {
      'snapshot-keeper:managed-by': 'keeper',
      'snapshot-keeper:volume': vol(volume),
      'snapshot-keeper:region': 'us-east-1',
      'snapshot-keeper:taken-at': at(day),
      'snapshot-keeper:source-snapshot': snap(id),
      ...tags,
    },
  };
};

/** As EC2 shows a copy. */
export const shownCopy = (copy: ManagedSnapshot): ManagedSnapshot => ({ ...copy, volumeId: 'vol-ffffffff' });
