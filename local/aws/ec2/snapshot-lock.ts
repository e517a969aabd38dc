import type { LockState } from '@aws-sdk/client-ec2';
import { DAY_MS, HOUR_MS } from '../../kernel/time-units';

/** A lock, which keeps a snapshot from being deleted by anybody until it runs out. */
export type SnapshotLock = {
  readonly mode: 'governance' | 'compliance';
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly durationDays: number;
  readonly coolOffHours: number | undefined;
};

export const lockState = (lock: SnapshotLock, nowMs: number): LockState => {
  if (nowMs >= lock.expiresMs) return 'expired';
  if (lock.mode === 'compliance' && nowMs < coolOffEndMs(lock)) return 'compliance-cooloff';
  return lock.mode;
};

/** Whether the lock, if there is one, keeps its snapshot from being deleted now. */
export const isLocked = (lock: SnapshotLock | undefined, nowMs: number): boolean =>
  lock !== undefined && lockState(lock, nowMs) !== 'expired';

/** A lock from now on for `durationDays` or until `expiresMs`. */
export const newLock = (
  nowMs: number,
  mode: SnapshotLock['mode'],
  end: { durationDays: number } | { expiresMs: number },
  coolOffHours: number | undefined,
): SnapshotLock => {
  const expiresMs = 'expiresMs' in end ? end.expiresMs : nowMs + end.durationDays * DAY_MS;
  const durationDays = Math.ceil((expiresMs - nowMs) / DAY_MS);
  return { mode, createdMs: nowMs, expiresMs, durationDays, coolOffHours };
};

/** The lock as LockSnapshot and DescribeLockedSnapshots answer it. */
export const describeLock = (snapshotId: string, lock: SnapshotLock, nowMs: number) => ({
  SnapshotId: snapshotId,
  LockState: lockState(lock, nowMs),
  LockDuration: lock.durationDays,
  ...(lock.coolOffHours !== undefined && {
    CoolOffPeriod: lock.coolOffHours,
    CoolOffPeriodExpiresOn: new Date(coolOffEndMs(lock)),
  }),
  LockCreatedOn: new Date(lock.createdMs),
  LockDurationStartTime: new Date(lock.createdMs),
  LockExpiresOn: new Date(lock.expiresMs),
});

const coolOffEndMs = (lock: SnapshotLock): number => lock.createdMs + (lock.coolOffHours ?? 0) * HOUR_MS;
