import type { Snapshot } from '../domain/snapshot';
import type { Deps } from './deps';

/** All that EC2 shows in this Region under an index of the volume, ours or not. */
export const readVolume = (
  { snapshots, environment, region }: Pick<Deps, 'snapshots' | 'environment' | 'region'>,
  volumeId: string,
): Promise<Snapshot[]> =>
  region === environment.PRIMARY_REGION
    ? snapshots.ofVolume(volumeId)
    : snapshots.taggedAsOf(environment.DEPLOYMENT, volumeId);
