import * as z from 'zod';
import { AwsError } from '../api';
import { question, snapshotArn } from './authorization';
import { checkSnapshotId } from './existing-resource';
import { defineOperation, type Call } from './operation';
import type { BinnedSnapshot } from './recycle-bin';
import { takePage } from './take-page';

/** ListSnapshotsInRecycleBin, in order of creation: without tags, and without those whose time in the bin is over. */
export const listSnapshotsInRecycleBin = defineOperation('ListSnapshotsInRecycleBin', {
  parameters: {
    SnapshotIds: z.array(z.string()).optional(),
    MaxResults: z.int().optional(),
    NextToken: z.string().optional(),
  },
  rate: 'describe',
  authorizations: (subject) => [question(subject, 'ListSnapshotsInRecycleBin', '*')],
  apply: (call, input) => {
    const wanted = input.SnapshotIds?.map((id) => binnedSnapshot(call, id).snapshot.id);
    const entries = call.region.recycleBin
      .list(call.nowMs)
      .filter(({ snapshot }) => wanted?.includes(snapshot.id) ?? true)
      .map((binned) => ({ ...binned, ...binned.snapshot }));
    const page = takePage(input, (after) => entries.filter(({ sequence }) => sequence > after));
    const snapshots = page.entries.map(({ snapshot, enterMs, exitMs }) => ({
      SnapshotId: snapshot.id,
      VolumeId: snapshot.volumeId,
      Description: snapshot.description,
      RecycleBinEnterTime: new Date(enterMs),
      RecycleBinExitTime: new Date(exitMs),
    }));
    return {
      output: { Snapshots: snapshots, ...(page.nextToken !== undefined && { NextToken: page.nextToken }) },
    };
  },
});

/**
 * RestoreSnapshotFromRecycleBin: the snapshot is there at once, as it was when it was deleted, with its tags. No event
 * tells of it.
 */
export const restoreSnapshotFromRecycleBin = defineOperation('RestoreSnapshotFromRecycleBin', {
  parameters: { SnapshotId: z.string() },
  rate: 'otherMutation',
  authorizations: (subject, input) => {
    checkSnapshotId(input.SnapshotId);
    const arn = snapshotArn(subject.region.name, input.SnapshotId);
    const resourceTags = subject.region.recycleBin.get(input.SnapshotId, 0)?.snapshot.tags;
    return [question(subject, 'RestoreSnapshotFromRecycleBin', arn, { resourceTags })];
  },
  apply: (call, input) => {
    const { snapshot, isNotedCopy } = binnedSnapshot(call, input.SnapshotId);
    call.region.recycleBin.remove(snapshot.id);
    call.region.snapshots.add(snapshot);
    if (isNotedCopy) call.region.copies.add(snapshot);
    return {
      output: {
        SnapshotId: snapshot.id,
        VolumeId: snapshot.volumeId,
        VolumeSize: snapshot.sizeGib,
        Description: snapshot.description,
        Encrypted: snapshot.encrypted,
        OwnerId: call.account.id,
        Progress: '100%',
        StartTime: new Date(snapshot.startMs),
        State: 'recovering',
      },
    };
  },
});

/** The code for a snapshot that is not in the bin is [unverified]. */
const binnedSnapshot = ({ region, nowMs }: Call, id: string): BinnedSnapshot => {
  checkSnapshotId(id);
  const binned = region.recycleBin.get(id, nowMs);
  if (!binned) throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  return binned;
};
