import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Filter,
  type Snapshot as Ec2Snapshot,
} from '@aws-sdk/client-ec2';
import { descriptionOfCopies } from '../domain/copy-description';
import { SnapshotNotVisible } from '../domain/errors';
import type { Snapshot } from '../domain/snapshot';
import { isSelected, type TagSelection } from '../domain/selection';
import { endingOfSet } from '../domain/snapshot-set';
import { TAG, tagsFromList, tagsToList, type Tags } from '../domain/tags';
import { codeOf, isDenied, isRefusal, messageOf, translated, translating } from './aws-errors';
import { inCalls } from './filter-values';
import { filtersOf } from './tag-filters';

/** The most that one page of DescribeSnapshots holds (EC2 API reference). */
const PAGE_SIZE = 1000;

/**
 * How one deletion ended. `gone`: it did not exist any more. `blocked`: EC2 refuses this one snapshot, whoever asks and however often.
 * `failed`: refused for a reason that is not the snapshot's own.
 */
export type Deletion =
  | { readonly outcome: 'deleted' | 'gone' }
  | { readonly outcome: 'blocked' | 'failed'; readonly reason: string };

/** The account's own snapshots in one Region. */
export type Snapshots = ReturnType<typeof snapshotsIn>;

/** The account's own that fit, as EC2 describes them, page by page. A page may be empty and still not be the last one. Errors come translated. */
export async function* pagesOfOwn(ec2: EC2Client, filters: Filter[]): AsyncGenerator<Ec2Snapshot[]> {
  let nextToken: string | undefined;
  do {
    const page = await translating(() =>
      ec2.send(
        new DescribeSnapshotsCommand({
          OwnerIds: ['self'],
          Filters: filters,
          MaxResults: PAGE_SIZE,
          ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        }),
      ),
    );
    yield page.Snapshots ?? [];
    nextToken = page.NextToken;
  } while (nextToken);
}

/**
 * Snapshots of the Region that `ec2` calls. Errors come translated: ServiceBusy, AccessDenied, or EC2's own. Ids must have been checked
 * (`SnapshotId`, `VolumeId`), since EC2's filters take wildcards.
 */
export function snapshotsIn(ec2: EC2Client) {
  async function* pages(filters: Filter[]): AsyncGenerator<Snapshot[]> {
    for await (const page of pagesOfOwn(ec2, filters)) yield page.map(fromEc2);
  }

  const find = async (...filters: Filter[]): Promise<Snapshot[]> => {
    const found: Snapshot[] = [];
    for await (const page of pages(filters)) found.push(...page);
    return found;
  };

  const findEach = async (
    values: readonly string[],
    filtersOf: (some: string[]) => Filter[],
  ): Promise<Snapshot[]> => {
    const found: Snapshot[] = [];
    for (const some of inCalls(values)) found.push(...(await find(...filtersOf(some))));
    return found;
  };

  const tagAll = (snapshotIds: readonly string[], tags: Tags): Promise<void> =>
    changing(snapshotIds, tags, () =>
      ec2.send(new CreateTagsCommand({ Resources: [...snapshotIds], Tags: tagsToList(tags) })),
    );

  const untagAll = (snapshotIds: readonly string[], tags: Tags): Promise<void> =>
    changing(snapshotIds, tags, () =>
      ec2.send(new DeleteTagsCommand({ Resources: [...snapshotIds], Tags: tagsToList(tags) })),
    );

  return {
    /** All of the Region, a page of up to 1,000 at a time. */
    pages: () => pages([]),

    /** What was made as a copy for the deployment, whatever has become of its tags, a page of up to 1,000 at a time. */
    pagesOfCopies: (deployment: string) =>
      pages([{ Name: 'description', Values: [`${descriptionOfCopies(deployment)}*`] }]),

    /** What was made as a copy of a volume's snapshots for the deployment, whatever has become of its tags. */
    copiesOf: (deployment: string, volumeId: string) =>
      find({ Name: 'description', Values: [`${descriptionOfCopies(deployment)}* of ${volumeId} in *`] }),

    /** What describes itself as a copy of a snapshot of these volumes, whichever deployment it was made for. */
    describedAsOfAny: (volumeIds: readonly string[]) =>
      findEach(volumeIds, (ids) => [
        { Name: 'description', Values: ids.map((id) => `${descriptionOfCopies('*')}* of ${id} in *`) },
      ]),

    /** All snapshots that EC2 knows of a volume of this Region, ours or not. */
    ofVolume: (volumeId: string) => find({ Name: 'volume-id', Values: [volumeId] }),

    /** The same of several volumes. */
    ofVolumes: (volumeIds: readonly string[]) =>
      findEach(volumeIds, (Values) => [{ Name: 'volume-id', Values }]),

    /** What bears the deployment's tag and that of an origin volume: copies show a meaningless VolumeId. */
    taggedAsOf: (deployment: string, volumeId: string) =>
      find(
        { Name: `tag:${TAG.managedBy}`, Values: [deployment] },
        { Name: `tag:${TAG.volume}`, Values: [volumeId] },
      ),

    /** The same of several volumes. */
    taggedAsOfAny: (deployment: string, volumeIds: readonly string[]) =>
      findEach(volumeIds, (Values) => [
        { Name: `tag:${TAG.managedBy}`, Values: [deployment] },
        { Name: `tag:${TAG.volume}`, Values },
      ]),

    /** What bears a tag, compared exactly, whoever has taken it. */
    async taggedWith(tag: TagSelection): Promise<Snapshot[]> {
      const found: Snapshot[] = [];
      for (const filter of filtersOf(tag)) found.push(...(await find(filter)));
      return found.filter(({ tags }) => isSelected(tags, tag));
    },

    /** Those that EC2 shows of these. */
    byIds: (snapshotIds: readonly string[]) =>
      findEach(snapshotIds, (Values) => [{ Name: 'snapshot-id', Values }]),

    /** What is by its description of one of these sets, taken or copied by whatever deployment: it may have had another name then. */
    membersOf: (setIds: readonly string[]) =>
      findEach(setIds, (ids) => [
        {
          Name: 'description',
          Values: ids.map((id) => `snapshot-keeper *${endingOfSet({ id, size: '*' })}`),
        },
      ]),

    /** What bears the deployment's tag and that of a source snapshot. */
    taggedAsCopyOf: (deployment: string, sourceSnapshotId: string) =>
      find(
        { Name: `tag:${TAG.managedBy}`, Values: [deployment] },
        { Name: `tag:${TAG.sourceSnapshot}`, Values: [sourceSnapshotId] },
      ),

    /** One snapshot, or undefined where EC2 does not show it. */
    async byId(snapshotId: string): Promise<Snapshot | undefined> {
      return (await find({ Name: 'snapshot-id', Values: [snapshotId] }))[0];
    },

    /** Sets tags, overwriting equal keys. Without tags it calls nothing. Throws SnapshotNotVisible. */
    tag: (snapshotId: string, tags: Tags): Promise<void> => tagAll([snapshotId], tags),

    /** Sets the same tags on up to 1,000 snapshots in one call, on all of them or on none. Throws SnapshotNotVisible. */
    tagAll,

    /** Takes tags away that still have these values. Without tags it calls nothing. Throws SnapshotNotVisible. */
    untag: (snapshotId: string, tags: Tags): Promise<void> => untagAll([snapshotId], tags),

    /** Takes the same tags from up to 1,000 snapshots in one call. Throws SnapshotNotVisible. */
    untagAll,

    /** Deletes one snapshot. A repeated call answers `gone`. Throws what passes by itself, and what is denied. */
    async delete(snapshotId: string): Promise<Deletion> {
      try {
        await ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId }));
        return { outcome: 'deleted' };
      } catch (error) {
        if (codeOf(error) === 'InvalidSnapshot.NotFound') return { outcome: 'gone' };
        const reason = `EC2 refuses, ${codeOf(error)}: ${messageOf(error)}`;
        if (isOfTheSnapshot(error)) return { outcome: 'blocked', reason };
        if (!isRefusal(error)) throw translated(error);
        return { outcome: 'failed', reason };
      }
    },
  };
}

/**
 * Whether a refusal is about this one snapshot: an AMI or fast restore uses it, or AWS Backup manages it (both codes as EC2 documents
 * them), or it is locked, for which no code is documented, so that it may be one that else asks for patience, such as IncorrectState.
 * Any other refusal may be about the account or the caller.
 */
const isOfTheSnapshot = (error: unknown): boolean =>
  codeOf(error) === 'InvalidSnapshot.InUse' ||
  (!isDenied(error) &&
    /managed by the AWS Backup service|\bsnapshot\b.*\blocked\b|\blocked\b.*\bsnapshot\b/i.test(
      messageOf(error),
    ));

async function changing(
  snapshotIds: readonly string[],
  tags: Tags,
  call: () => Promise<unknown>,
): Promise<void> {
  if (Object.keys(tags).length === 0 || snapshotIds.length === 0) return;
  try {
    await call();
  } catch (error) {
    if (codeOf(error) === 'InvalidSnapshot.NotFound')
      throw new SnapshotNotVisible(`EC2 does not show ${snapshotIds.join(' or ')}`, { cause: error });
    throw translated(error);
  }
}

/**
 * A tier that has no name here yet is none from which anything is deleted. What is restored from the archive for some days is still
 * there, whatever tier EC2 shows meanwhile.
 */
const isInStandardTier = ({ StorageTier, RestoreExpiryTime }: Ec2Snapshot): boolean =>
  (StorageTier ?? 'standard') === 'standard' && RestoreExpiryTime === undefined;

/** EC2's answer in our form. A snapshot always has an id, a state and a start time; their absence is a bug of the call. */
export function fromEc2(snapshot: Ec2Snapshot): Snapshot {
  const { SnapshotId, State, StartTime, CompletionTime, OutpostArn, AvailabilityZone, KmsKeyId } = snapshot;
  if (SnapshotId === undefined || State === undefined || StartTime === undefined)
    throw new TypeError(
      `EC2 described a snapshot without id, state or start time: ${JSON.stringify(snapshot)}`,
    );
  return {
    snapshotId: SnapshotId,
    volumeId: snapshot.VolumeId ?? '',
    state: State,
    startedAt: StartTime.toISOString(),
    ...(CompletionTime === undefined ? {} : { completedAt: CompletionTime.toISOString() }),
    sizeGib: snapshot.VolumeSize ?? 0,
    storageTier: isInStandardTier(snapshot) ? 'standard' : 'archive',
    description: snapshot.Description ?? '',
    stateMessage: snapshot.StateMessage ?? '',
    ...(OutpostArn === undefined ? {} : { outpostArn: OutpostArn }),
    ...(AvailabilityZone === undefined ? {} : { zone: AvailabilityZone }),
    ...(KmsKeyId === undefined ? {} : { kmsKeyId: KmsKeyId }),
    tags: tagsFromList(snapshot.Tags),
  };
}
