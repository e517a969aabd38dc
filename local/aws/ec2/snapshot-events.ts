import { partitionOf } from '../../kernel/partition';
import type { AwsEvent } from '../api';

/**
 * The three forms in which AWS's documentation shows a snapshot's ARN in an event:
 * `arn:aws:ec2::us-west-2:snapshot/…`, `arn:aws:ec2:us-west-2::snapshot/…` and
 * `arn:aws:ec2:us-west-2:111122223333:snapshot/…`. The first is what the samples of the events below show.
 */
export type ArnForm = 'region-in-account-slot' | 'canonical' | 'with-account';

/** What all events have in common. `atMs` is when the event is sent. */
export type EventFrame = {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly atMs: number;
  readonly arnForm?: ArnForm;
};

type Result = {
  readonly startMs: number;
  readonly endMs: number;
  /** Absent on success. */ readonly cause?: string;
};

/** `EBS Snapshot Notification` / `createSnapshot`: the snapshot is completed, or has failed for `cause`. */
export const createSnapshotEvent = (
  frame: EventFrame,
  snapshot: Result & { readonly snapshotId: string; readonly volumeId: string },
): AwsEvent => {
  const snapshotArn = arn(frame, frame.region, 'snapshot', snapshot.snapshotId);
  return event(frame, 'EBS Snapshot Notification', [snapshotArn], {
    ...result('createSnapshot', snapshot),
    snapshot_id: snapshotArn,
    source: arn(frame, frame.region, 'volume', snapshot.volumeId),
    ...times(snapshot),
  });
};

/** `EBS Multi-Volume Snapshots Completion Status` / `createSnapshots`: all members are completed, or all failed. */
export const createSnapshotsEvent = (
  frame: EventFrame,
  set: Result & { readonly members: readonly { readonly snapshotId: string; readonly volumeId: string }[] },
): AwsEvent => {
  const snapshots = set.members.map(({ snapshotId, volumeId }) => ({
    snapshot_id: arn(frame, frame.region, 'snapshot', snapshotId),
    source: arn(frame, frame.region, 'volume', volumeId),
    status: set.cause === undefined ? 'completed' : 'error',
  }));
  const resources = snapshots.map((snapshot) => snapshot.snapshot_id);
  return event(frame, 'EBS Multi-Volume Snapshots Completion Status', resources, {
    ...result('createSnapshots', set),
    ...times(set),
    snapshots,
  });
};

/** `EBS Snapshot Notification` / `copySnapshot`, sent in the Region of the copy; `source` is the copied snapshot. */
export const copySnapshotEvent = (
  frame: EventFrame,
  copy: Result & {
    readonly snapshotId: string;
    readonly sourceRegion: string;
    readonly sourceSnapshotId: string;
    readonly incremental: boolean;
  },
): AwsEvent => {
  const copyArn = arn(frame, frame.region, 'snapshot', copy.snapshotId);
  return event(frame, 'EBS Snapshot Notification', [copyArn], {
    ...result('copySnapshot', copy),
    snapshot_id: copyArn,
    source: arn(frame, copy.sourceRegion, 'snapshot', copy.sourceSnapshotId),
    ...times(copy),
    ...(copy.cause === undefined && { incremental: String(copy.incremental), transferType: 'standard' }),
  });
};

const event = (
  { id, accountId, region, atMs }: EventFrame,
  detailType: string,
  resources: readonly string[],
  detail: AwsEvent['detail'],
): AwsEvent => ({
  version: '0',
  id,
  'detail-type': detailType,
  source: 'aws.ec2',
  account: accountId,
  time: isoSeconds(atMs),
  region,
  resources,
  detail,
});

const result = (name: string, { cause }: Result): AwsEvent['detail'] => ({
  event: name,
  result: cause === undefined ? 'succeeded' : 'failed',
  cause: cause ?? '',
  'request-id': '',
});

const times = ({ startMs, endMs }: Result): AwsEvent['detail'] => ({
  startTime: isoSeconds(startMs),
  endTime: isoSeconds(endMs),
});

const isoSeconds = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

const arn = (frame: EventFrame, region: string, type: 'snapshot' | 'volume', id: string): string => {
  const partition = partitionOf(region).name;
  switch (frame.arnForm ?? 'region-in-account-slot') {
    case 'region-in-account-slot':
      return `arn:${partition}:ec2::${region}:${type}/${id}`;
    case 'canonical':
      return `arn:${partition}:ec2:${region}::${type}/${id}`;
    case 'with-account':
      return `arn:${partition}:ec2:${region}:${frame.accountId}:${type}/${id}`;
  }
};
