import type { AwsEvent, Outcome } from '../api';
import { existingSnapshot } from './existing-resource';
import type { Call } from './operation';
import { copySnapshotEvent, createSnapshotEvent, createSnapshotsEvent } from './snapshot-events';
import type { PendingSnapshot, SnapshotRecord } from './snapshot-record';

/**
 * EC2's own step at the end of a pending snapshot or copy: it is completed or in `error`, and the event says so. One
 * that was deleted meanwhile is gone then; that EC2 sends its event nevertheless is [unverified].
 */
export const completeSnapshot = (call: Call, snapshotId: string): Outcome => {
  const snapshot = existingSnapshot(call.region, snapshotId);
  const { pending } = snapshot;
  if (!pending) throw new Error(`${snapshotId} has ended already`);

  const cause = causeOfFailure(pending);
  snapshot.pending = undefined;
  snapshot.failure = cause;
  if (cause === undefined) snapshot.completedMs = call.nowMs;
  // A lock on a pending snapshot is cancelled where the snapshot fails.
  else call.region.locks.delete(snapshot.id);

  if (pending.copy) {
    call.region.copiesInProgress--;
    const isFromElsewhere = pending.copy.sourceRegion !== call.region.name;
    if (cause === undefined && isFromElsewhere) call.region.copies.add(snapshot);
  } else call.region.snapshotsInProgress--;
  if (pending.isDeleted) call.region.removeSnapshot(snapshot, call.nowMs);
  return { output: {}, events: events(call, snapshot, pending) };
};

const causeOfFailure = ({ failure, set }: PendingSnapshot): string | undefined => {
  if (failure !== undefined) return failure;
  return set?.failedMember && causeOfSet(set.failedMember);
};

const causeOfSet = (failedMember: SnapshotRecord): string => `Snapshot ${failedMember.id} is in status error`;

const events = (call: Call, snapshot: SnapshotRecord, pending: PendingSnapshot): readonly AwsEvent[] => {
  if (!pending.isTold) return [];
  const { account, region, nowMs } = call;
  const frame = () => ({ id: account.newEventId(), accountId: account.id, region: region.name, atMs: nowMs });
  const times = { startMs: snapshot.startMs, endMs: nowMs };
  const result = { ...times, ...(snapshot.failure !== undefined && { cause: snapshot.failure }) };
  if (pending.copy)
    return [copySnapshotEvent(frame(), { snapshotId: snapshot.id, ...pending.copy, ...result })];

  const { set } = pending;
  const sent: AwsEvent[] = [];
  if (!set || account.memberEvents) {
    sent.push(
      createSnapshotEvent(frame(), { snapshotId: snapshot.id, volumeId: snapshot.volumeId, ...result }),
    );
  }
  if (set && set.members.every((member) => !member.pending)) {
    const members = set.members.map((member) => ({ snapshotId: member.id, volumeId: member.volumeId }));
    const cause = set.failedMember && { cause: causeOfSet(set.failedMember) };
    sent.push(createSnapshotsEvent(frame(), { members, ...times, ...cause }));
  }
  return sent;
};
