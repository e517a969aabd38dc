import type { Image } from '../../functions/domain/image';
import type { ManagedSnapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import { snap, snapshot, vol } from './builders';

export const INSTANCE = 'i-0000000000000000a';

/** `ami-` and 17 digits: ami(1) is ami-00000000000000001. */
export const ami = (digits: number): string => `ami-${String(digits).padStart(17, '0')}`;

const at = (day: number): string => new Date(Date.UTC(2030, 2, day, 2)).toISOString();

/** The AMI that the deployment `keeper` has made on a day of March 2030, at two, of these snapshots. */
export const image = (day: number, ids: readonly (number | string)[], more: Partial<Image> = {}): Image => ({
  imageId: ami(day),
  name: `snapshot-keeper keeper ${INSTANCE} ${at(day).replace('.000', '').replaceAll(':', '.')} by nightly`,
  createdAt: at(day),
  state: 'available',
  snapshotIds: ids.map(snap),
  isProtected: false,
  managedBy: 'keeper',
  region: 'us-east-1',
  ...more,
});

type Member = {
  readonly id: number | string;
  readonly volume: number;
  readonly day: number;
  readonly state?: string;
  readonly tags?: Tags;
};

/** A snapshot that EC2 took with the AMI of a day, adopted by the deployment `keeper`, as EC2 shows it. */
export const imageMember = ({ id, volume, day, state = 'completed', tags }: Member): ManagedSnapshot =>
  snapshot(snap(id), at(day), {
    volumeId: vol(volume),
    state,
    description: `Created by CreateImage(${INSTANCE}) for ${ami(day)}`,
    tags: { 'snapshot-keeper:volume': vol(volume), ...tags },
  });
