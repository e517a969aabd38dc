import { AwsError, type ApiRequest, type Caller } from '../api';
import type { Ec2Region } from './account';
import type { Call } from './operation';
import type { Tags } from './resource-tags';
import { snapshotState, type SnapshotRecord, type SnapshotSet } from './snapshot-record';
import { volumeState, type VolumeRecord } from './volume-record';

const MIN_INTERVAL_MS = 15_000;

/** Who takes the steps that EC2 takes by itself. */
export const EC2_ITSELF = { outsider: 'aws:ec2' } as const satisfies Caller;

/** Throws where the Region has no room for `count` more snapshots. */
export const checkSnapshotLimit = (region: Ec2Region, count: number): void => {
  if (region.snapshots.size + count > region.snapshotQuota) {
    throw new AwsError('SnapshotLimitExceeded', 'The maximum number of snapshots has been reached.');
  }
};

/** Throws where the account has too many snapshots under way in the Region for `count` more. That copies do not count is [unverified]. */
export const checkPendingLimit = ({ account, region }: Call, count: number): void => {
  if (region.snapshotsInProgress + count > account.pendingLimit) {
    throw new AwsError(
      'PendingSnapshotLimitExceeded',
      'The maximum number of pending snapshots has been reached.',
    );
  }
};

/** Throws where EC2 does not start another snapshot of this volume now. Snapshots in `error` count as running. */
export const checkVolumeIsReady = ({ region, nowMs }: Call, volume: VolumeRecord): void => {
  const state = volumeState(volume, nowMs);
  if (state === 'creating' || state === 'error') {
    throw new AwsError('IncorrectState', `The volume '${volume.id}' is '${state}'.`);
  }
  if (volume.lastSnapshotMs !== undefined && nowMs - volume.lastSnapshotMs < MIN_INTERVAL_MS) {
    throw new AwsError(
      'SnapshotCreationPerVolumeRateExceeded',
      'The maximum per volume CreateSnapshot request rate has been exceeded. ' +
        'Use an increasing or variable sleep interval between requests.',
    );
  }
  const unfinished = region.snapshots
    .having('volume-id', volume.id)
    .filter((snapshot) => snapshotState(snapshot) !== 'completed').length;
  if (unfinished >= concurrentSnapshots(volume)) {
    throw new AwsError(
      'ConcurrentSnapshotLimitExceeded',
      `Maximum allowed in-progress snapshots for a single volume exceeded.`,
    );
  }
};

/** How long a snapshot of this volume takes: 1 to 5 minutes, up to twice as long for the largest, unless the account says. */
export const drawSnapshotDurationMs = ({ account, nowMs }: Call, volume: VolumeRecord): number =>
  account.options.snapshotDurationMs?.(volume.id, nowMs) ??
  Math.round(account.snapshotDuration.integer(60_000, 300_000) * (1 + volume.sizeGib / 16_384));

/** Adds the pending snapshot of a volume, to end after `durationMs`: well, or in `error` for `failure`. */
export const startSnapshot = (
  { account, region, nowMs }: Call,
  volume: VolumeRecord,
  {
    description,
    tags,
    durationMs,
    failure,
    set,
    isTold = true,
    place,
  }: {
    readonly description: string;
    readonly tags: Tags;
    readonly durationMs: number;
    readonly failure: string | undefined;
    readonly set?: SnapshotSet;
    /** Whether an event tells how it ends; so unless it says. */
    readonly isTold?: boolean;
    /** The Region itself, unless it says. */
    readonly place?: Partial<Pick<SnapshotRecord, 'outpostArn' | 'zone'>>;
  },
): SnapshotRecord => {
  const snapshot: SnapshotRecord = {
    id: account.newId('snap'),
    sequence: account.nextSequence(),
    tags,
    volumeId: volume.id,
    lineage: volume.lineage,
    isCopy: false,
    description,
    startMs: nowMs + account.startSkewMs,
    sizeGib: volume.sizeGib,
    fullSizeBytes: volume.writtenBytes,
    content: { ...volume.writings, atMs: nowMs + account.startSkewMs },
    encrypted: volume.details.Encrypted ?? false,
    kmsKeyId: volume.details.KmsKeyId,
    dataEncryptionKeyId: volume.dataEncryptionKeyId,
    outpostArn: place?.outpostArn,
    zone: place?.zone,
    storageTier: 'standard',
    imageIds: [],
    pending: { dueMs: nowMs + durationMs, failure, set, copy: undefined, isTold, isDeleted: false },
    failure: undefined,
    completedMs: undefined,
  };
  region.snapshots.add(snapshot);
  region.snapshotsInProgress++;
  volume.lastSnapshotMs = nowMs;
  return snapshot;
};

/** The step that EC2 takes when the snapshot's work ends. */
export const laterCompletion = ({ region, nowMs }: Call, snapshot: SnapshotRecord) => {
  const request: ApiRequest = {
    service: 'ec2',
    region: region.name,
    operation: 'completeSnapshot',
    input: { SnapshotId: snapshot.id },
    caller: EC2_ITSELF,
  };
  return { afterMs: snapshot.pending!.dueMs - nowMs, request };
};

/** Answers to calls that create snapshots show the start without milliseconds and no progress yet. */
export const startTimeInAnswer = (snapshot: SnapshotRecord): Date =>
  new Date(Math.floor(snapshot.startMs / 1000) * 1000);

const concurrentSnapshots = (volume: VolumeRecord): number =>
  volume.details.VolumeType === 'st1' || volume.details.VolumeType === 'sc1' ? 1 : 5;
