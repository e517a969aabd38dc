import type { EC2Client } from '@aws-sdk/client-ec2';
import { readCopyDescription } from '../domain/copy-description';
import { isVolumeId } from '../domain/ids';
import { imageIdsIn, withImages } from '../domain/image';
import type { TagSelection } from '../domain/selection';
import type { Snapshot } from '../domain/snapshot';
import { setOf } from '../domain/snapshot-set';
import { imagesIn } from './images';
import { snapshotsIn } from './snapshots';

/** What a restore asks of the Region that `ec2` calls. Errors come translated. Ids must have been checked, since EC2's filters take wildcards. */
export type Points = ReturnType<typeof pointsIn>;

export function pointsIn(ec2: EC2Client) {
  const snapshots = snapshotsIn(ec2);
  return {
    /** The volumes of which a snapshot or copy bears a tag, compared exactly. */
    async volumeIdsTagged(tag: TagSelection): Promise<string[]> {
      const tagged = await snapshots.taggedWith(tag);
      return [...new Set(tagged.flatMap((snapshot) => originOf(snapshot) ?? []))];
    },

    /** All snapshots and copies of the volumes, whoever's, and all members of their sets, of whatever volume. */
    async shownOf(volumeIds: readonly string[]): Promise<Snapshot[]> {
      const ofVolumes = await snapshots.ofVolumes(volumeIds);
      const described = await snapshots.describedAsOfAny(volumeIds);
      const found = [...new Map([...ofVolumes, ...described].map((one) => [one.snapshotId, one])).values()];
      const sets = new Set(found.flatMap((snapshot) => setOf(snapshot)?.id ?? []));
      const known = new Set(found.map(({ snapshotId }) => snapshotId));
      const members = await snapshots.membersOf([...sets]);
      return [...found, ...members.filter(({ snapshotId }) => !known.has(snapshotId))];
    },

    /** These, with the AMIs of the deployment that hold some of them and all that these hold. Without AMIs it calls nothing. */
    async withImages(
      shown: readonly Snapshot[],
      { deployment, now }: { readonly deployment: string; readonly now: Date },
    ): Promise<Snapshot[]> {
      const imageIds = imageIdsIn(shown);
      if (imageIds.length === 0) return [...shown];
      const images = await imagesIn(ec2).byIds(imageIds);
      const known = new Set(shown.map(({ snapshotId }) => snapshotId));
      const others = images.flatMap(({ snapshotIds }) => snapshotIds).filter((id) => !known.has(id));
      const held = [...shown, ...(await snapshots.byIds(others))];
      return withImages(held, { deployment, images, now });
    },
  };
}

/** The volume that EC2 shows of a snapshot, or of which it describes itself as a copy. */
export const originOf = ({ volumeId, description }: Snapshot): string | undefined =>
  isVolumeId(volumeId) ? volumeId : readCopyDescription(description)?.volumeId;
