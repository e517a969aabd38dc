import type { Snapshot, StorageTier } from '@aws-sdk/client-ec2';
import type { Content } from './block-content';
import type { Entry, Fields } from './catalogue';
import { tagList } from './resource-tags';

export const GIB = 2 ** 30;

/** What copies, and snapshots that were made of no volume, show as their `VolumeId`. It names no volume. */
export const COPY_VOLUME_ID = 'vol-ffffffff';

/** A snapshot, kept small: a rehearsal holds tens of thousands. */
export type SnapshotRecord = Entry & {
  readonly volumeId: string;
  /** The volume whose data it holds, `<region>/<volume id>`; for a copy that of its source. */
  readonly lineage: string;
  /** Whether EC2 shows how it was transferred, as it does for copies alone. */
  readonly isCopy: boolean;
  readonly description: string;
  readonly startMs: number;
  readonly sizeGib: number;
  /** All blocks written at that time, not the increment. */
  readonly fullSizeBytes: number;
  /** Those blocks. */
  content: Content;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly dataEncryptionKeyId: string | undefined;
  /** Where it is stored, unless in the Region: on an Outpost, or in a Local Zone. */
  readonly outpostArn: string | undefined;
  readonly zone: string | undefined;
  storageTier: StorageTier;
  /** The registered AMIs that use it. */
  imageIds: readonly string[];
  /** Present while the snapshot is in the state `pending`. */
  pending: PendingSnapshot | undefined;
  /** Why it is in the state `error`. */
  failure: string | undefined;
  completedMs: number | undefined;
};

/** The work that ends at `dueMs`, and how it is going to end. */
export type PendingSnapshot = {
  readonly dueMs: number;
  readonly failure: string | undefined;
  /** The CreateSnapshots call that it belongs to. */
  readonly set: SnapshotSet | undefined;
  /** Present on a copy. */
  readonly copy:
    | { readonly sourceRegion: string; readonly sourceSnapshotId: string; readonly incremental: boolean }
    | undefined;
  /** Whether an event tells that it has ended. */
  readonly isTold: boolean;
  /** Deleting a pending snapshot takes effect when it ends. */
  isDeleted: boolean;
};

/** The snapshots of one CreateSnapshots call. */
export type SnapshotSet = {
  /** In the order of the call's answer. */
  readonly members: SnapshotRecord[];
  /** The member that takes all the others with it into `error`. */
  failedMember: SnapshotRecord | undefined;
};

export const snapshotState = (snapshot: SnapshotRecord): 'pending' | 'completed' | 'error' => {
  if (snapshot.pending) return 'pending';
  return snapshot.failure === undefined ? 'completed' : 'error';
};

/** The snapshot as DescribeSnapshots shows it. What does not apply is left out, `Tags` too where there are none. */
export const describeSnapshot = (snapshot: SnapshotRecord, ownerId: string, nowMs: number): Snapshot => {
  const description: Snapshot = {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    VolumeSize: snapshot.sizeGib,
    State: snapshotState(snapshot),
    StartTime: new Date(snapshot.startMs),
    Progress: progress(snapshot, nowMs),
    OwnerId: ownerId,
    Description: snapshot.description,
    Encrypted: snapshot.encrypted,
    StorageTier: snapshot.storageTier,
    FullSnapshotSizeInBytes: snapshot.fullSizeBytes,
  };
  const { Tags } = tagList(snapshot.tags);
  if (snapshot.failure !== undefined) description.StateMessage = snapshot.failure;
  if (snapshot.completedMs !== undefined) description.CompletionTime = new Date(snapshot.completedMs);
  if (snapshot.outpostArn !== undefined) description.OutpostArn = snapshot.outpostArn;
  if (snapshot.zone !== undefined) description.AvailabilityZone = snapshot.zone;
  if (snapshot.kmsKeyId !== undefined) description.KmsKeyId = snapshot.kmsKeyId;
  if (snapshot.dataEncryptionKeyId !== undefined)
    description.DataEncryptionKeyId = snapshot.dataEncryptionKeyId;
  if (snapshot.isCopy) description.TransferType = 'standard';
  if (Tags !== undefined) description.Tags = Tags;
  return description;
};

/** The filters of DescribeSnapshots. `owner-alias` never matches: only the account's own snapshots are known. */
export const snapshotFields = (ownerId: string): Fields<SnapshotRecord> => ({
  id: 'snapshot-id',
  indexed: {
    'volume-id': (snapshot) => [snapshot.volumeId],
    'storage-tier': (snapshot) => [snapshot.storageTier],
  },
  computed: {
    description: (snapshot) => [snapshot.description],
    encrypted: (snapshot) => [String(snapshot.encrypted)],
    'owner-alias': () => [],
    'owner-id': () => [ownerId],
    progress: (snapshot, nowMs) => [progress(snapshot, nowMs)],
    'start-time': (snapshot) => [new Date(snapshot.startMs).toISOString()],
    status: (snapshot) => [snapshotState(snapshot)],
    'transfer-type': (snapshot) => (snapshot.isCopy ? ['standard'] : []),
    'volume-size': (snapshot) => [String(snapshot.sizeGib)],
  },
});

/** A failed snapshot shows no progress. [unverified] */
const progress = (snapshot: SnapshotRecord, nowMs: number): string => {
  if (!snapshot.pending) return snapshot.failure === undefined ? '100%' : '0%';
  const share = (nowMs - snapshot.startMs) / (snapshot.pending.dueMs - snapshot.startMs);
  return `${Math.min(99, Math.floor(share * 100))}%`;
};
