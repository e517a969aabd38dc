import type { Snapshot } from '@aws-sdk/client-ec2';
import type { Ec2Account, Ec2Region } from './account';
import { copiedContent, newWritings, type Content } from './block-content';
import { asTags } from './resource-tags';
import { COPY_VOLUME_ID, GIB, type SnapshotRecord } from './snapshot-record';

/** The volume whose data a copy holds, its Region, and when the source was taken, where that is known. */
export type CopiedVolume = { readonly region: string; readonly volumeId: string; readonly takenMs?: number };

/**
 * Adds a snapshot as DescribeSnapshots shows it. One that is pending there is taken as completed. What a copy was copied from
 * DescribeSnapshots does not show: later copies build on it where `copied` says so, and its blocks are those of the source. Throws where a needed field is absent, or
 * where the snapshot lies in the Recycle Bin.
 */
export const loadSnapshot = (
  account: Ec2Account,
  region: Ec2Region,
  snapshot: Snapshot,
  copied?: CopiedVolume,
): void => {
  const {
    SnapshotId: id,
    VolumeId: volumeId,
    StartTime,
    VolumeSize: sizeGib,
    State = 'completed',
  } = snapshot;
  if (id === undefined || volumeId === undefined || StartTime === undefined || sizeGib === undefined) {
    throw new Error('A snapshot needs SnapshotId, VolumeId, StartTime and VolumeSize');
  }
  if (State === 'recoverable' || State === 'recovering') throw new Error(`not simulated: ${id} is ${State}`);
  const lineage = copied
    ? `${copied.region}/${copied.volumeId}`
    : `${region.name}/${volumeId === COPY_VOLUME_ID ? id : volumeId}`;
  const fullSizeBytes = snapshot.FullSnapshotSizeInBytes ?? sizeGib * GIB;
  const content: Content = {
    ...newWritings(`${account.blockSeed}/${lineage}`, sizeGib, fullSizeBytes),
    atMs: copied?.takenMs ?? StartTime.getTime(),
  };
  const record: SnapshotRecord = {
    id,
    sequence: account.nextSequence(),
    tags: asTags(snapshot.Tags ?? []),
    volumeId,
    lineage,
    isCopy: snapshot.TransferType !== undefined,
    description: snapshot.Description ?? '',
    startMs: StartTime.getTime(),
    sizeGib,
    fullSizeBytes,
    content: copied ? copiedContent(content, id) : content,
    encrypted: snapshot.Encrypted ?? false,
    kmsKeyId: snapshot.KmsKeyId,
    dataEncryptionKeyId: snapshot.DataEncryptionKeyId,
    outpostArn: snapshot.OutpostArn,
    zone: snapshot.AvailabilityZone,
    storageTier: snapshot.StorageTier ?? 'standard',
    imageIds: [],
    pending: undefined,
    failure: State === 'error' ? (snapshot.StateMessage ?? '') : undefined,
    completedMs: snapshot.CompletionTime?.getTime(),
  };
  region.snapshots.add(record);
  const isFromElsewhere = copied !== undefined && copied.region !== region.name;
  if (isFromElsewhere && record.failure === undefined) region.copies.add(record);
};
