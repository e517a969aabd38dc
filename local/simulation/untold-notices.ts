import { HOUR_MS } from '../kernel/time-units';
import type { Violation } from './safety-watch';
import type { ToldMessage } from './telling';
import { toldFailures, type ToldFailure } from './told-failures';
import type { Truth } from './truth';

type Question = {
  readonly truth: Truth;
  readonly nowMs: number;
  /** Ids of snapshots and copies with which people have meddled, who can forge that something was told of them. */
  readonly meddledWith: ReadonlySet<string>;
  readonly notifications: readonly ToldMessage[];
};

/** Of what stays for a reason that people are to be told once, what they were never told of. Asked after days without faults, in which all volumes were pruned. */
export function untoldNotices({ truth, nowMs, meddledWith, notifications }: Question): Violation[] {
  const told = notifications.flatMap(({ message }) => toldFailures(message));
  const untold = (what: string): Violation => ({ atMs: nowMs, rule: 'what stays is told', what });
  const isPruned = (volumeId: string): boolean =>
    truth.hasVolume(volumeId) && truth.isSelected(volumeId, nowMs);
  return [
    ...untoldFailures({ truth, nowMs, told }).map(untold),
    ...truth.regions.flatMap((region, index) => {
      const points = truth.pointsIn(region).filter(({ volumeId = '' }) => isPruned(volumeId));
      const held = truth.blockedIn(region, nowMs);
      const limited = new Set(
        points
          .filter((point) => held.has(point.id) && !truth.restored.mayStay(point, nowMs))
          .map(({ volumeId = '' }) => volumeId),
      );
      // A copy whose tag of the volume is garbled is not found by it.
      const doubted =
        index > 0 ? [] : points.filter(({ takenMs, id }) => Number.isNaN(takenMs) && !meddledWith.has(id));
      const isMeddledWith = (volumeId: string): boolean =>
        points.some((point) => point.volumeId === volumeId && meddledWith.has(point.id));
      return [
        ...[...limited]
          .filter((volumeId) => !isMeddledWith(volumeId))
          .filter(
            (id) =>
              !told.some(
                (one) => one.error === 'DeletionRefused' && one.volumeId === id && one.region === region,
              ),
          )
          .map((volumeId) => untold(`the deletion limit of ${volumeId} in ${region}`)),
        ...doubted
          .filter(({ id }) => !told.some((one) => one.error === 'SnapshotInDoubt' && one.snapshotId === id))
          .map(({ id }) => untold(`the doubt about ${id} in ${region}`)),
      ];
    }),
  ];
}

/** So old a failed snapshot has been seen by sweeps, whether or not an event told of it. */
const SWEPT_MS = 3 * HOUR_MS;

/** Failed snapshots of volumes in scope that were there when a sweep came. */
const untoldFailures = ({
  truth,
  nowMs,
  told,
}: Pick<Question, 'truth' | 'nowMs'> & { readonly told: readonly ToldFailure[] }): string[] =>
  truth
    .pointsIn(truth.regions[0] ?? '')
    .filter(
      ({ state, startMs, ec2VolumeId }) =>
        state === 'error' &&
        nowMs - startMs >= SWEPT_MS &&
        truth.hasVolume(ec2VolumeId) &&
        truth.volumes.wasSelectedThroughout(ec2VolumeId, startMs, nowMs),
    )
    .filter(
      ({ id }) => !told.some(({ error, snapshotId }) => error === 'SnapshotFailed' && snapshotId === id),
    )
    .map(({ id }) => `the failure of ${id}`);
