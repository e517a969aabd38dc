import { CreateSnapshotCommand, CreateSnapshotsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { Consistency } from '../domain/freeze';
import { describeRun, descriptionsOf, isSince, type ScheduledRun } from '../domain/scheduled-run';
import { setOf, type SnapshotSet } from '../domain/snapshot-set';
import { TAG, tagsFromList } from '../domain/tags';
import { codeOf, isDenied, isRefusal, messageOf } from './aws-errors';
import { pagesOfOwn } from './snapshots';

/** What is there of a volume for a run, and how it stood, where that has been tagged. */
export type TakenSnapshot = {
  readonly snapshotId: string;
  readonly consistency?: Consistency;
  /** Where AWS's own document for VSS has tagged it so, and all others of its set: Windows and what writes on it were ready. */
  readonly isAppConsistent?: true;
  /** Id of its set, where EC2 does not show all of that. */
  readonly lackingSet?: string;
  /** Why it is no recovery point, where EC2 could not make it, or another of its set. */
  readonly failed?: string;
};

/** The volumes of an instance of which a set is taken. */
export type TogetherOf = {
  readonly instanceId: string;
  /** All others that are attached are left out. */
  readonly excludeBootVolume: boolean;
  readonly excludeDataVolumeIds: readonly string[];
  /** How many are taken. */
  readonly size: number;
};

/** How an attempt to take a set ended: `snapshotIds` by volume; the others as of a single snapshot. All members were taken or none. */
export type TakingTogether =
  | { readonly outcome: 'taken'; readonly snapshotIds: ReadonlyMap<string, string> }
  | Exclude<Taking, { outcome: 'taken' | 'gone' }>;

/**
 * How an attempt to take a snapshot ended. `gone`: the volume does not exist any more. `refused`: EC2 takes none of this volume. `volume busy`:
 * none was taken, since this volume has just had one, or several that run. `busy`: none was taken, of whatever volume. `unknown`: nobody
 * knows whether one was taken, until EC2 shows it or ten minutes are over; `answered` where EC2 has said something all the same, of another state than was looked at.
 */
export type Taking =
  | { readonly outcome: 'taken'; readonly snapshotId: string }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'refused' | 'volume busy' | 'busy'; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly reason: string; readonly answered?: true };

/** With these EC2 has done nothing, and a later call may succeed (EC2 API reference, "Error codes"). */
const VOLUME_BUSY_CODES = new Set([
  'ConcurrentCreateImageNoRebootLimitExceeded',
  'ConcurrentSnapshotLimitExceeded',
  'SnapshotCreationPerVolumeRateExceeded',
]);
const BUSY_CODES = new Set([
  'ExpiredToken',
  'PendingSnapshotLimitExceeded',
  'RequestExpired',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
]);

export type NewSnapshots = ReturnType<typeof newSnapshotsIn>;

/**
 * `withoutRetries` is for CreateSnapshot, which takes no client token: an SDK that repeats a lost call takes a second snapshot. `newId` gives UUIDs:
 * each call has a set of its own, since two that run beside each other take two, and members of both make none.
 */
export const newSnapshotsIn = (ec2: EC2Client, withoutRetries: EC2Client, newId: () => string) => ({
  /** By the id of its volume, each snapshot that EC2 shows as taken for this time, in whatever state. */
  async takenFor(run: ScheduledRun): Promise<Map<string, TakenSnapshot>> {
    const shown: Shown[] = [];
    for await (const page of pagesOfOwn(ec2, [{ Name: 'description', Values: [descriptionsOf(run)] }]))
      for (const { VolumeId, SnapshotId, StartTime, Description = '', Tags, State } of page)
        if (VolumeId !== undefined && SnapshotId !== undefined && isSince(StartTime, run)) {
          const tags = tagsFromList(Tags);
          const { data: consistency } = Consistency.safeParse(tags[TAG.consistency]);
          const set = setOf({ description: Description });
          const isAppConsistent = tags[APP_CONSISTENT]?.toLowerCase() === 'true';
          const hasFailed = State === 'error';
          shown.push({
            ...{ volumeId: VolumeId, snapshotId: SnapshotId, set },
            ...{ consistency, isAppConsistent, hasFailed },
          });
        }
    return byVolume(shown);
  },

  /** Takes a snapshot of one volume, for the schedules that cover it, or by hand where none does. A repeated call takes another one. Throws nothing. */
  async take(volumeId: string, run: ScheduledRun, schedules: readonly string[]): Promise<Taking> {
    try {
      const { SnapshotId } = await withoutRetries.send(
        new CreateSnapshotCommand({ VolumeId: volumeId, Description: describeRun(run, schedules) }),
      );
      return SnapshotId === undefined
        ? { outcome: 'unknown', reason: 'EC2 answered CreateSnapshot without an id', answered: true }
        : { outcome: 'taken', snapshotId: SnapshotId };
    } catch (error) {
      return notTaken(error);
    }
  },

  /** Takes a set of an instance, all at one moment. A repeated call takes another one. Throws nothing. */
  async takeTogether(
    { instanceId, excludeBootVolume, excludeDataVolumeIds, size }: TogetherOf,
    run: ScheduledRun,
    schedules: readonly string[],
  ): Promise<TakingTogether> {
    try {
      const { Snapshots = [] } = await withoutRetries.send(
        new CreateSnapshotsCommand({
          InstanceSpecification: {
            InstanceId: instanceId,
            ...(excludeBootVolume && { ExcludeBootVolume: true }),
            ...(excludeDataVolumeIds.length > 0 && { ExcludeDataVolumeIds: [...excludeDataVolumeIds] }),
          },
          Description: describeRun(run, schedules, { id: setIdOf(newId()), size }),
        }),
      );
      const taken = Snapshots.flatMap(({ VolumeId, SnapshotId }) =>
        VolumeId !== undefined && SnapshotId !== undefined ? [[VolumeId, SnapshotId] as const] : [],
      );
      return taken.length === 0
        ? { outcome: 'unknown', reason: 'EC2 answered CreateSnapshots without ids', answered: true }
        : { outcome: 'taken', snapshotIds: new Map(taken) };
    } catch (error) {
      const taking = notTaken(error);
      if (taking.outcome === 'gone' || isOfOldLook(error))
        return { outcome: 'unknown', reason: messageOf(error), answered: true };
      // IAM refuses a set as a whole where a volume was attached since the look that may not be taken. What is denied for another reason is so at each look.
      if (isDenied(error)) return { outcome: 'unknown', reason: taking.reason, answered: true };
      return taking;
    }
  },
});

/** A tag of AWS's document for VSS: `True`, or `False` where it was not held still for long enough. */
const APP_CONSISTENT = 'AppConsistent';

/** What EC2 shows as taken for a run. */
export type Shown = {
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly set: SnapshotSet | undefined;
  readonly consistency?: Consistency | undefined;
  readonly isAppConsistent?: boolean;
  readonly hasFailed?: boolean;
};

/** Of several of a volume, one whose set lacks nothing where there is such a one, and of these one that has not failed. */
export function byVolume(shown: readonly Shown[]): Map<string, TakenSnapshot> {
  const members = new Map<string, Set<string>>();
  for (const { set, volumeId } of shown)
    if (set !== undefined) members.set(set.id, (members.get(set.id) ?? new Set()).add(volumeId));
  const taken = new Map<string, TakenSnapshot>();
  const unready = new Set(
    shown.flatMap(({ set, isAppConsistent }) => (set === undefined || isAppConsistent ? [] : set.id)),
  );
  const brokenBy = new Map(shown.flatMap((one) => (one.set && one.hasFailed ? [[one.set.id, one]] : [])));
  for (const one of shown) {
    const { volumeId, snapshotId, set, consistency, isAppConsistent } = one;
    const isLacking = set !== undefined && (members.get(set.id)?.size ?? 0) < set.size;
    if (isLacking && taken.has(volumeId)) continue;
    const failed = one.hasFailed ? one : brokenBy.get(set?.id ?? '');
    const before = taken.get(volumeId);
    if (failed && before !== undefined && before.failed === undefined && before.lackingSet === undefined)
      continue;
    taken.set(volumeId, {
      snapshotId,
      ...(consistency && { consistency }),
      ...(isAppConsistent && !isLacking && !unready.has(set?.id ?? '') && { isAppConsistent }),
      ...(isLacking && { lackingSet: set.id }),
      ...(failed && { failed: whyFailed(volumeId, failed) }),
    });
  }
  return taken;
}

const whyFailed = (volumeId: string, failed: Shown): string =>
  `${failed.volumeId === volumeId ? '' : `its set is without ${failed.volumeId}: `}EC2 could not make ${failed.snapshotId}`;

/** The first twelve digits, all of which are random in a UUID of version 4. */
export const setIdOf = (uuid: string): string => uuid.replaceAll('-', '').slice(0, 12);

/** The instance is gone, or its volumes are others than EC2 has shown: a later look shows what is there. */
const isOfOldLook = (error: unknown): boolean =>
  /^InvalidInstanceI[Dd]\.NotFound$/.test(codeOf(error)) || codeOf(error) === 'InvalidParameterValue';

/** How an attempt ended of which EC2 has answered with an error. */
export function notTaken(error: unknown): Exclude<Taking, { outcome: 'taken' }> {
  const code = codeOf(error);
  const reason = `${code}: ${messageOf(error)}`;
  if (code === 'InvalidVolume.NotFound') return { outcome: 'gone' };
  if (VOLUME_BUSY_CODES.has(code)) return { outcome: 'volume busy', reason };
  if (BUSY_CODES.has(code)) return { outcome: 'busy', reason };
  // A volume that is being made, or is broken. One that is denied is refused alone: a rule may be about single volumes.
  const isRefused = code === 'IncorrectState' || isDenied(error) || isRefusal(error);
  return { outcome: isRefused ? 'refused' : 'unknown', reason };
}
