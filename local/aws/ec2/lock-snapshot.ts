import * as z from 'zod';
import { AwsError, type Authorization } from '../api';
import { question, snapshotArn } from './authorization';
import { checkSnapshotId, existingSnapshot } from './existing-resource';
import { defineOperation, type Subject } from './operation';
import { describeLock, lockState, newLock } from './snapshot-lock';
import { takePage } from './take-page';

/**
 * LockSnapshot. A lock in compliance mode whose cooling-off is over can only be made longer. The duration of a lock on
 * a pending snapshot counts from the call. Notifications about locks are not sent.
 */
export const lockSnapshot = defineOperation('LockSnapshot', {
  parameters: {
    SnapshotId: z.string(),
    LockMode: z.enum(['governance', 'compliance']),
    LockDuration: z.int().min(1).max(36_500).optional(),
    ExpirationDate: z.date().optional(),
    CoolOffPeriod: z.int().min(1).max(72).optional(),
  },
  rate: 'otherMutation',
  authorizations: (subject, input) => [
    questionAbout(subject, 'LockSnapshot', input.SnapshotId, {
      ...(input.LockDuration !== undefined && { 'ec2:SnapshotLockDuration': String(input.LockDuration) }),
      ...(input.CoolOffPeriod !== undefined && { 'ec2:SnapshotCoolOffPeriod': String(input.CoolOffPeriod) }),
    }),
  ],
  apply: ({ region, nowMs }, input) => {
    const snapshot = existingSnapshot(region, input.SnapshotId);
    const lock = newLock(nowMs, input.LockMode, lockEnd(nowMs, input), input.CoolOffPeriod);
    if (input.CoolOffPeriod !== undefined && input.LockMode === 'governance') {
      throw new AwsError('InvalidParameterCombination', 'CoolOffPeriod is for compliance mode only.');
    }
    const held = region.locks.get(snapshot.id);
    const isFixed = held !== undefined && lockState(held, nowMs) === 'compliance';
    if (isFixed && (input.LockMode !== 'compliance' || lock.expiresMs < held.expiresMs)) {
      throw new AwsError('OperationNotPermitted', `The lock of '${snapshot.id}' can only be made longer.`);
    }
    region.locks.set(snapshot.id, lock);
    return { output: describeLock(snapshot.id, lock, nowMs) };
  },
});

/** UnlockSnapshot, in governance mode or while a compliance lock cools off. The codes of refusals are [unverified]. */
export const unlockSnapshot = defineOperation('UnlockSnapshot', {
  parameters: { SnapshotId: z.string() },
  rate: 'otherMutation',
  authorizations: (subject, input) => [questionAbout(subject, 'UnlockSnapshot', input.SnapshotId)],
  apply: ({ region, nowMs }, input) => {
    const snapshot = existingSnapshot(region, input.SnapshotId);
    const lock = region.locks.get(snapshot.id);
    if (!lock) throw new AwsError('IncorrectState', `The snapshot '${snapshot.id}' is not locked.`);
    if (lockState(lock, nowMs) === 'compliance') {
      throw new AwsError(
        'OperationNotPermitted',
        `The snapshot '${snapshot.id}' is locked in compliance mode.`,
      );
    }
    region.locks.delete(snapshot.id);
    return { output: { SnapshotId: snapshot.id } };
  },
});

/** DescribeLockedSnapshots: the snapshots that have a lock, also one that has run out, in order of creation. */
export const describeLockedSnapshots = defineOperation('DescribeLockedSnapshots', {
  parameters: {
    SnapshotIds: z.array(z.string()).optional(),
    MaxResults: z.int().optional(),
    NextToken: z.string().optional(),
  },
  rate: 'describe',
  authorizations: (subject) => [question(subject, 'DescribeLockedSnapshots', '*')],
  apply: ({ account, region, nowMs }, input) => {
    const wanted = input.SnapshotIds?.map((id) => existingSnapshot(region, id).id);
    const locked = [...region.locks.keys()]
      .filter((id) => wanted?.includes(id) ?? true)
      .map((id) => existingSnapshot(region, id))
      .sort((a, b) => a.sequence - b.sequence);
    const page = takePage(input, (after) => locked.filter((snapshot) => snapshot.sequence > after));
    const snapshots = page.entries.map(({ id }) => ({
      OwnerId: account.id,
      ...describeLock(id, region.locks.get(id)!, nowMs),
    }));
    return {
      output: { Snapshots: snapshots, ...(page.nextToken !== undefined && { NextToken: page.nextToken }) },
    };
  },
});

const questionAbout = (
  subject: Subject,
  action: string,
  snapshotId: string,
  context: Authorization['context'] = {},
): Authorization => {
  checkSnapshotId(snapshotId);
  const resourceTags = subject.region.snapshots.get(snapshotId)?.tags;
  return question(subject, action, snapshotArn(subject.region.name, snapshotId), { resourceTags, context });
};

const lockEnd = (
  nowMs: number,
  input: { LockDuration?: number | undefined; ExpirationDate?: Date | undefined },
): { durationDays: number } | { expiresMs: number } => {
  const { LockDuration, ExpirationDate } = input;
  if (LockDuration !== undefined && ExpirationDate !== undefined) {
    throw new AwsError('InvalidParameterCombination', 'Give LockDuration or ExpirationDate, not both.');
  }
  if (LockDuration !== undefined) return { durationDays: LockDuration };
  if (ExpirationDate === undefined) {
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter LockDuration or ExpirationDate',
    );
  }
  if (ExpirationDate.getTime() <= nowMs) {
    throw new AwsError('InvalidParameterValue', 'ExpirationDate must lie in the future.');
  }
  return { expiresMs: ExpirationDate.getTime() };
};
