import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Filter,
  type Snapshot as Ec2Snapshot,
} from '@aws-sdk/client-ec2';
import { SnapshotNotVisible, SnapshotStateStale } from '../domain/errors';
import { isOwnCopy, ownAmong, type Snapshot } from '../domain/snapshot';
import { TAG, tagsFromList, tagsToList, type Tags } from '../domain/tags';
import { codeOf, isRefusal, messageOf, translated, translating } from './aws-errors';

/** The most that one page of DescribeSnapshots holds (EC2 API reference). */
const PAGE_SIZE = 1000;

/** How one deletion ended. `gone`: it did not exist any more. `blocked`: EC2 refuses, whoever asks and however often. */
export type Deletion =
  { readonly outcome: 'deleted' | 'gone' } | { readonly outcome: 'blocked'; readonly reason: string };

/** The account's own snapshots in one Region. */
export type Snapshots = ReturnType<typeof snapshotsIn>;

/** Snapshots of the Region that `ec2` calls. Errors come translated: ServiceBusy, AccessDenied, or EC2's own. */
export function snapshotsIn(ec2: EC2Client) {
  const find = (...filters: Filter[]): Promise<Snapshot[]> =>
    translating(async () => {
      const found: Snapshot[] = [];
      let nextToken: string | undefined;
      // A page may be empty and still not be the last one.
      do {
        const page = await ec2.send(
          new DescribeSnapshotsCommand({
            OwnerIds: ['self'],
            Filters: filters,
            MaxResults: PAGE_SIZE,
            ...(nextToken === undefined ? {} : { NextToken: nextToken }),
          }),
        );
        found.push(...(page.Snapshots ?? []).map(fromEc2));
        nextToken = page.NextToken;
      } while (nextToken);
      return found;
    });

  return {
    /** All snapshots that EC2 knows of a volume of this Region, ours or not. */
    ofVolume: (volumeId: string) => find({ Name: 'volume-id', Values: [volumeId] }),

    /** Our snapshots and copies of an origin volume, by tag: copies show a meaningless VolumeId. */
    async managedOf(deployment: string, volumeId: string): Promise<Snapshot[]> {
      const tagged = await find(
        { Name: `tag:${TAG.managedBy}`, Values: [deployment] },
        { Name: `tag:${TAG.volume}`, Values: [volumeId] },
      );
      return ownAmong(tagged);
    },

    /** Our copies of a source snapshot, failed ones included. */
    copiesOf: (deployment: string, sourceSnapshotId: string) =>
      findCopies(find, deployment, sourceSnapshotId),

    /**
     * The same, for an event about the copy `copyId`. Undefined where that copy is not ours. Throws SnapshotNotVisible
     * where EC2 does not show it (yet, or any more), and SnapshotStateStale where it shows it without listing it.
     */
    async copiesBeside(deployment: string, sourceSnapshotId: string, copyId: string) {
      const copies = await findCopies(find, deployment, sourceSnapshotId);
      if (copies.some(({ snapshotId }) => snapshotId === copyId)) return copies;
      const [copy] = await find({ Name: 'snapshot-id', Values: [copyId] });
      if (copy === undefined) throw new SnapshotNotVisible(`EC2 does not show the copy ${copyId}`);
      if (isOwnCopy(copy) && copy.tags[TAG.managedBy] === deployment)
        throw new SnapshotStateStale(`EC2 does not list ${copyId} as a copy of ${sourceSnapshotId} yet`);
      return undefined;
    },

    /** One snapshot, or undefined where EC2 does not show it. */
    async byId(snapshotId: string): Promise<Snapshot | undefined> {
      return (await find({ Name: 'snapshot-id', Values: [snapshotId] }))[0];
    },

    /** Sets tags, overwriting equal keys. Without tags it calls nothing. Throws SnapshotNotVisible. */
    async tag(snapshotId: string, tags: Tags): Promise<void> {
      if (Object.keys(tags).length === 0) return;
      try {
        await ec2.send(new CreateTagsCommand({ Resources: [snapshotId], Tags: tagsToList(tags) }));
      } catch (error) {
        if (codeOf(error) === 'InvalidSnapshot.NotFound')
          throw new SnapshotNotVisible(`EC2 does not show ${snapshotId}`, { cause: error });
        throw translated(error);
      }
    },

    /**
     * Deletes one snapshot. A repeated call answers `gone`. Any refusal that is not about load or rights is final: EC2
     * documents no code for locked snapshots, so every such code counts.
     */
    async delete(snapshotId: string): Promise<Deletion> {
      try {
        await ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId }));
        return { outcome: 'deleted' };
      } catch (error) {
        if (codeOf(error) === 'InvalidSnapshot.NotFound') return { outcome: 'gone' };
        if (isRefusal(error))
          return { outcome: 'blocked', reason: `EC2 refuses, ${codeOf(error)}: ${messageOf(error)}` };
        throw translated(error);
      }
    },
  };
}

async function findCopies(
  find: (...filters: Filter[]) => Promise<Snapshot[]>,
  deployment: string,
  sourceSnapshotId: string,
): Promise<Snapshot[]> {
  const tagged = await find(
    { Name: `tag:${TAG.managedBy}`, Values: [deployment] },
    { Name: `tag:${TAG.sourceSnapshot}`, Values: [sourceSnapshotId] },
  );
  return tagged.filter(isOwnCopy);
}

/** EC2's answer in our form. A snapshot always has an id, a state and a start time; their absence is a bug of the call. */
export function fromEc2(snapshot: Ec2Snapshot): Snapshot {
  const { SnapshotId, State, StartTime } = snapshot;
  if (SnapshotId === undefined || State === undefined || StartTime === undefined)
    throw new TypeError(
      `EC2 described a snapshot without id, state or start time: ${JSON.stringify(snapshot)}`,
    );
  return {
    snapshotId: SnapshotId,
    state: State,
    startedAt: StartTime.toISOString(),
    sizeGib: snapshot.VolumeSize ?? 0,
    storageTier: snapshot.StorageTier === 'archive' ? 'archive' : 'standard',
    description: snapshot.Description ?? '',
    stateMessage: snapshot.StateMessage ?? '',
    tags: tagsFromList(snapshot.Tags),
  };
}
