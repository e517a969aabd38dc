import type { StorageTier } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { HOUR_MS } from '../../kernel/time-units';
import { AwsError, type ApiRequest, type Authorization, type Outcome } from '../api';
import type { Ec2Region } from './account';
import { question, snapshotArn } from './authorization';
import { BACKUP_TAG } from './backup-tag';
import { checkSnapshotId, existingSnapshot } from './existing-resource';
import { parseFilters, passes } from './filters';
import { listingParameters, listingRate } from './listing';
import { defineOperation, type Call, type Subject } from './operation';
import { snapshotState, type SnapshotRecord } from './snapshot-record';
import { EC2_ITSELF } from './start-snapshot';
import { takePage } from './take-page';

/** How long each move takes. AWS says 72 hours at most for a restore, and nothing for archiving: [unverified]. */
const ARCHIVING_MS = 12 * HOUR_MS;
const RESTORING_MS = 24 * HOUR_MS;

/**
 * ModifySnapshotTier: hours later the snapshot is in the archive tier, and until then it can be used. Notifications about
 * tiers are not sent. The codes of refusals are [unverified].
 */
export const modifySnapshotTier = defineOperation('ModifySnapshotTier', {
  parameters: { SnapshotId: z.string(), StorageTier: z.literal('archive') },
  rate: 'otherMutation',
  authorizations: (subject, input) => [questionAbout(subject, 'ModifySnapshotTier', input.SnapshotId)],
  apply: (call, input) => {
    const snapshot = movableSnapshot(call, input.SnapshotId, 'standard');
    if (snapshot.imageIds.length > 0) {
      throw new AwsError(
        'InvalidSnapshot.InUse',
        `The snapshot ${snapshot.id} is currently in use by ${snapshot.imageIds[0]}`,
      );
    }
    if (snapshot.tags.has(BACKUP_TAG)) {
      throw new AwsError('InvalidParameterValue', 'This snapshot is managed by the AWS Backup service.');
    }
    return {
      output: { SnapshotId: snapshot.id, TieringStartTime: new Date(call.nowMs) },
      later: [laterMove(call, snapshot, 'archive', ARCHIVING_MS)],
    };
  },
});

/** RestoreSnapshotTier, for good only: a day later the snapshot is in the standard tier. */
export const restoreSnapshotTier = defineOperation('RestoreSnapshotTier', {
  parameters: { SnapshotId: z.string(), PermanentRestore: z.literal(true) },
  rate: 'otherMutation',
  authorizations: (subject, input) => [questionAbout(subject, 'RestoreSnapshotTier', input.SnapshotId)],
  apply: (call, input) => {
    const snapshot = movableSnapshot(call, input.SnapshotId, 'archive');
    return {
      output: {
        SnapshotId: snapshot.id,
        RestoreStartTime: new Date(call.nowMs),
        IsPermanentRestore: true,
      },
      later: [laterMove(call, snapshot, 'standard', RESTORING_MS)],
    };
  },
});

/** DescribeSnapshotTierStatus: where each snapshot is on its way, in order of creation. */
export const describeSnapshotTierStatus = defineOperation('DescribeSnapshotTierStatus', {
  parameters: listingParameters,
  rate: (input) => listingRate(input),
  authorizations: (subject) => [question(subject, 'DescribeSnapshotTierStatus', '*')],
  apply: ({ account, region, nowMs }, input) => {
    const filters = parseFilters(input.Filters);
    const unknown = filters.find(({ name }) => name !== 'last-tiering-operation');
    if (unknown) throw new Error(`not simulated: the filter '${unknown.name}'`);
    const { entries, nextToken } = takePage(input, (after) =>
      filters.length === 0
        ? region.snapshots.find([], nowMs, after)
        : moved(region).filter(
            (one) =>
              one.sequence > after &&
              filters.every((filter) => passes(filter, [lastMove(region, one) ?? []].flat())),
          ),
    );
    return {
      output: {
        SnapshotTierStatuses: entries.map((snapshot) => ({
          SnapshotId: snapshot.id,
          VolumeId: snapshot.volumeId,
          Status: snapshotState(snapshot),
          OwnerId: account.id,
          StorageTier: snapshot.storageTier,
          LastTieringOperationStatus: lastMove(region, snapshot),
        })),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      },
    };
  },
});

/** The snapshots with a last move that is known, in order of creation; of most there is none, so that not all are looked at. */
const moved = ({ snapshots, movingSnapshots }: Ec2Region): SnapshotRecord[] => {
  const moving = [...movingSnapshots.keys()].flatMap((id) => snapshots.get(id) ?? []);
  return [...new Set([...moving, ...snapshots.having('storage-tier', 'archive')])].sort(
    (a, b) => a.sequence - b.sequence,
  );
};

/** How its last move stands, as far as it is known: of one that came back for good it is not. */
const lastMove = ({ movingSnapshots }: Ec2Region, snapshot: SnapshotRecord): string | undefined => {
  const to = movingSnapshots.get(snapshot.id);
  if (to !== undefined) return to === 'archive' ? 'archival-in-progress' : 'permanent-restore-in-progress';
  return snapshot.storageTier === 'archive' ? 'archival-completed' : undefined;
};

/** EC2's own step at the end of a move. A snapshot that lies in the Recycle Bin by then is moved there; one that is gone is not. */
export const moveSnapshotTier = (
  { region, nowMs }: Call,
  snapshotId: string,
  storageTier: StorageTier,
): Outcome => {
  const snapshot = region.snapshots.get(snapshotId);
  const deleted = region.recycleBin.get(snapshotId, nowMs)?.snapshot;
  region.movingSnapshots.delete(snapshotId);
  if (snapshot !== undefined) region.snapshots.update(snapshot, () => (snapshot.storageTier = storageTier));
  else if (deleted !== undefined) deleted.storageTier = storageTier;
  // Fast snapshot restore ends with the standard tier.
  region.fastRestores.delete(snapshotId);
  return { output: {} };
};

const movableSnapshot = ({ region }: Call, id: string, from: StorageTier): SnapshotRecord => {
  const snapshot = existingSnapshot(region, id);
  const isMoving = region.movingSnapshots.has(id);
  if (snapshotState(snapshot) !== 'completed' || snapshot.storageTier !== from || isMoving) {
    throw new AwsError(
      'IncorrectState',
      `The snapshot '${id}' is not completed in the ${from} tier, or on its way to the other.`,
    );
  }
  return snapshot;
};

const laterMove = ({ region }: Call, snapshot: SnapshotRecord, StorageTier: StorageTier, afterMs: number) => {
  region.movingSnapshots.set(snapshot.id, StorageTier);
  const request: ApiRequest = {
    service: 'ec2',
    region: region.name,
    operation: 'moveSnapshotTier',
    input: { SnapshotId: snapshot.id, StorageTier },
    caller: EC2_ITSELF,
  };
  return { afterMs, request };
};

const questionAbout = (subject: Subject, action: string, snapshotId: string): Authorization => {
  checkSnapshotId(snapshotId);
  const resourceTags = subject.region.snapshots.get(snapshotId)?.tags;
  return question(subject, action, snapshotArn(subject.region.name, snapshotId), { resourceTags });
};
