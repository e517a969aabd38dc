/**
 * Decides whether a new snapshot is ours, tags it with everything that a restore and a decision need, and says which
 * copies to ask for.
 *
 * Called by: snapshot-created / TagSnapshot.
 * Late or repeated call: writes only tags that are missing, and asks only for copies that are not confirmed or that the policy of
 * their Region keeps.
 * Fails: SnapshotNotVisible while EC2 does not show the snapshot, SnapshotStateStale while it shows one of ours as it was before the event,
 * ScopeUnsettled while EC2 does not show the volume as a selected one, the instance to which it is attached, or the AMI that holds the snapshot: the machine looks again, for more than ten minutes, since
 * EC2's answers may be minutes old. What is absent then, is: SnapshotGone, ScopeUnknown and OtherOwner are told, as is a snapshot
 * without room for our tags. InvalidInput where the snapshot is of another volume than the input says. A snapshot that is out of
 * scope is left exactly as it is.
 */
import * as z from 'zod';
import { instanceOverridesIn, type InstanceOverrides } from '../aws/instance-overrides';
import { imagesIn, type Images } from '../aws/images';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { volumesIn, type Volumes } from '../aws/volumes';
import { adoptSnapshot, copiesToAskFor, type CopyToAskFor } from '../domain/adopt-snapshot';
import { calendarOf, type Calendar } from '../domain/calendar';
import { TagSnapshotEnvironment } from '../domain/environment';
import {
  AccessDenied,
  OtherOwner,
  ScopeUnknown,
  ScopeUnsettled,
  SnapshotGone,
  SnapshotNotVisible,
  SnapshotStateStale,
} from '../domain/errors';
import { refuseNameOfAnother } from '../domain/execution-name';
import { SnapshotId, VolumeId, VolumeOrPlaceholderId } from '../domain/ids';
import { withInstanceOverrides } from '../domain/instance-overrides';
import { imageIdsIn, withImages } from '../domain/image';
import { newerExpectedFrom } from '../domain/left-out-copy';
import { refuseOtherVolume } from '../domain/other-volume';
import { isAdoptedBy, recognise } from '../domain/recognise';
import { goesFirst } from '../domain/recovery-target';
import { isOverdue } from '../domain/repair';
import { judgeScope, otherOwner, ownedBy, type Scope } from '../domain/scope';
import { isSelected } from '../domain/selection';
import { isSettled } from '../domain/settled';
import type { ManagedSnapshot, Snapshot } from '../domain/snapshot';
import { copyTags } from '../domain/snapshot-tags';
import { copyTag, type Tags } from '../domain/tags';
import { instanceIdsOf, type Volume } from '../domain/volume';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { reportCompleted } from '../runtime/report-completed';

const Input = z.object({
  snapshotId: SnapshotId,
  volumeId: VolumeOrPlaceholderId,
  /** When the machine entered the step, before its first attempt. */
  enteredAt: z.iso.datetime().optional(),
  executionName: z.string().optional(),
  /** Ids of copies that a sweep has found gone, with spaces between them. */
  goneCopies: z.string().optional(),
});

type Input = z.output<typeof Input>;

export type Deps = {
  readonly snapshots: Pick<Snapshots, 'ofVolume' | 'byId' | 'tag' | 'untag'>;
  readonly volumes: Pick<Volumes, 'byId'>;
  readonly instanceOverrides: Pick<InstanceOverrides, 'of'>;
  /** Absent where no schedule makes AMIs. */
  readonly images?: Pick<Images, 'byIds'> | undefined;
  readonly environment: z.output<typeof TagSnapshotEnvironment>;
  readonly region: string;
  readonly calendar: Calendar;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type Output =
  | { readonly managed: false; readonly reason: string }
  | {
      readonly managed: true;
      readonly reason: string;
      /** False where the snapshot has no room for our tags: it is copied, and told of, and never counted or deleted. */
      readonly adopted: boolean;
      readonly volumeId: string;
      readonly takenAt: string;
      /** Of the copies, but for their policies. */
      readonly tags: Tags;
      readonly copies: readonly (CopyToAskFor & {
        readonly newlyAdopted: boolean;
        /** When a newer snapshot of the volume may wait as well. */
        readonly newerFrom: string;
        /** See `goesFirst`. */
        readonly goesFirst: boolean;
      })[];
    };

export const tagSnapshot =
  (deps: Deps) =>
  async (input: Input): Promise<Output> => {
    const { snapshots, volumes, environment, region, calendar, now, log, metrics } = deps;
    const { DEPLOYMENT: deployment, COPY_RETENTION: copyRetention } = environment;
    const { snapshotId } = input;
    refuseNameOfAnother(input.executionName, snapshotId);
    const volumeId = VolumeId.safeParse(input.volumeId);
    if (!volumeId.success) return ofNoVolume(deps, input);
    const [shown, own] = await Promise.all([snapshots.ofVolume(volumeId.data), volumes.byId(volumeId.data)]);
    const { found, withdrawn } = withoutGone(
      shown.find((one) => one.snapshotId === snapshotId),
      input.goneCopies,
    );
    if (found === undefined) return missing(deps, input, own);
    const snapshot = await withItsImage(deps, found);
    const { managed } = recognise(shown, { deployment, primaryRegion: region, region });
    const siblings = managed.filter((one) => one.snapshotId !== snapshotId);

    const scope = judgeScope({
      snapshot,
      hasManagedSnapshots: managed.length > 0,
      volume: own,
      deployment,
      selection: environment.SELECTION,
      adoption: environment.ADOPT,
    });
    if (scope.isAbsence && !isSettled(input.enteredAt, now()))
      throw new ScopeUnsettled(`${volumeId.data}: ${scope.reason}`);
    if (scope.verdict !== 'managed') return leftAlone(deps, input, scope);
    if (snapshot.state !== 'completed')
      throw new SnapshotStateStale(`EC2 shows ${snapshotId} as ${snapshot.state}`);

    const volume = own && (await withOverrides(deps, input, own, siblings));
    const isFirst = !isAdoptedBy(snapshot, deployment);
    const { tags, stray, dropped, fits, adopted } = adoptSnapshot({
      snapshot,
      volume,
      siblings,
      failed: shown.filter(({ state }) => state === 'error'),
      deployment,
      region,
      retention: environment.RETENTION,
      scheduleRetention: environment.SCHEDULE_RETENTION,
      drRegions: Object.keys(copyRetention),
      copyVolumeTags: environment.COPY_VOLUME_TAGS,
      sweepHours: environment.SWEEP_HOURS,
      now: now(),
    });
    if (dropped.length > 0) log.warn('no room for these tags', { snapshotId, dropped });
    if (fits) {
      try {
        await snapshots.untag(snapshotId, { ...stray, ...withdrawn });
        await snapshots.tag(snapshotId, tags);
      } catch (error) {
        const claim = error instanceof AccessDenied ? await claimOfOther(deps, snapshotId) : undefined;
        if (claim === undefined) throw error;
        return leftAlone(deps, input, claim);
      }
      if (isFirst) {
        metrics.count('SnapshotsAdopted', 1);
        reportCompleted(metrics, 'Snapshot', snapshot, region);
      }
    }
    log.info('managed', { snapshotId, volumeId: volumeId.data, reason: scope.reason, adopted: fits });
    return {
      managed: true,
      reason: scope.reason,
      adopted: fits,
      volumeId: volumeId.data,
      takenAt: adopted.takenAt,
      tags: copyTags(adopted, environment.COPY_VOLUME_TAGS),
      copies: copiesToAskFor({ adopted, siblings, copyRetention, calendar }).map((copy) => ({
        ...copy,
        // What is overdue a sweep may have found as well, and asked for the copy, while this one adopts it.
        newlyAdopted: isFirst && !isOverdue(snapshot, now()),
        newerFrom: newerExpectedFrom(adopted, siblings),
        goesFirst: goesFirst(volume?.tags ?? snapshot.tags, environment.TARGET_HOURS),
      })),
    };
  };

/**
 * The snapshot as if the copies were not confirmed that are gone, and the tags that say they are: while they are made again, the source is wanted. Who names a copy
 * that is there has it confirmed anew by a sweep, and nothing deleted until then.
 */
function withoutGone(
  found: Snapshot | undefined,
  goneCopies = '',
): { readonly found: Snapshot | undefined; readonly withdrawn: Tags } {
  const gone = new Set(goneCopies.split(' '));
  const isGone = (key: string, value: string): boolean =>
    key.startsWith(copyTag('')) && gone.has(value.split(' ')[0]!);
  const tags = Object.entries(found?.tags ?? {});
  return {
    found: found && { ...found, tags: Object.fromEntries(tags.filter((tag) => !isGone(...tag))) },
    withdrawn: Object.fromEntries(tags.filter((tag) => isGone(...tag))),
  };
}

/** The volume with the overrides of its instances, where these count. */
async function withOverrides(
  { environment, instanceOverrides, now }: Deps,
  { enteredAt }: Input,
  volume: Volume,
  siblings: readonly ManagedSnapshot[],
): Promise<Volume> {
  if (!environment.INSTANCE_OVERRIDES) return volume;
  const attached = instanceIdsOf(volume);
  const instances = await instanceOverrides.of(attached);
  const unseen = attached.find((id) => !instances.has(id));
  if (unseen !== undefined && !isSettled(enteredAt, now()))
    throw new ScopeUnsettled(`${volume.volumeId}: EC2 does not show ${unseen}, to which it is attached`);
  return withInstanceOverrides(volume, { instances, snapshots: siblings });
}

async function withItsImage({ images, environment, now }: Deps, snapshot: Snapshot): Promise<Snapshot> {
  if (images === undefined) return snapshot;
  const shown = await images.byIds(imageIdsIn([snapshot]));
  return withImages([snapshot], { deployment: environment.DEPLOYMENT, images: shown, now: now() })[0]!;
}

function unmanaged({ log }: Deps, { snapshotId, volumeId }: Input, reason: string): Output {
  log.info('not managed', { snapshotId, volumeId, reason });
  return { managed: false, reason };
}

/**
 * The snapshot is in scope of another deployment, of nobody known, or of nobody. That another one has it is told of each: its tags say
 * so, which many may write, and tags that say so of earlier ones are no proof that anybody was told.
 */
function leftAlone(deps: Deps, input: Input, { verdict, reason }: Scope): Output {
  if (verdict === 'unknown')
    throw new ScopeUnknown(`${input.volumeId}: ${reason}, so that nobody knows whether it was selected.`);
  if (verdict === 'others') throw new OtherOwner(`${input.snapshotId} of ${input.volumeId} is ${reason}.`);
  return unmanaged(deps, input, reason);
}

/** IAM keeps us from tagging what another deployment has adopted: the one that came first has it. */
async function claimOfOther(
  { snapshots, environment }: Deps,
  snapshotId: string,
): Promise<Scope | undefined> {
  const snapshot = await snapshots.byId(snapshotId);
  const owner = snapshot === undefined ? undefined : otherOwner(snapshot, environment.DEPLOYMENT);
  return owner === undefined ? undefined : ownedBy(owner);
}

/** EC2 shows a placeholder of copies and imports; whoever starts an execution may say so of any snapshot. */
async function ofNoVolume(deps: Deps, input: Input): Promise<Output> {
  const { snapshotId, volumeId, enteredAt } = input;
  const snapshot = await deps.snapshots.byId(snapshotId);
  if (snapshot === undefined && !isSettled(enteredAt, deps.now()))
    throw new SnapshotNotVisible(`EC2 does not show ${snapshotId}`);
  refuseOtherVolume(snapshot, volumeId);
  return unmanaged(deps, input, `${volumeId} is no volume`);
}

/** EC2 does not list the snapshot among those of the volume. */
async function missing(deps: Deps, input: Input, volume: Volume | undefined): Promise<Output> {
  const { snapshots, environment, now } = deps;
  const { snapshotId, volumeId } = input;
  const elsewhere = await snapshots.byId(snapshotId);
  refuseOtherVolume(elsewhere, volumeId);
  if (elsewhere !== undefined || !isSettled(input.enteredAt, now()))
    throw new SnapshotNotVisible(`EC2 does not show ${snapshotId}`);
  if (volume !== undefined && !isSelected(volume.tags, environment.SELECTION))
    return unmanaged(deps, input, 'the snapshot is gone, and its volume is not selected');
  throw new SnapshotGone(`${snapshotId} of ${volumeId} was deleted before it could be tagged and copied.`);
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: TagSnapshotEnvironment,
  deps: ({ clients, region, now, log, metrics }, environment) => ({
    snapshots: snapshotsIn(clients.ec2(region)),
    volumes: volumesIn(clients.ec2(region)),
    instanceOverrides: instanceOverridesIn(clients.ec2(region)),
    ...(environment.IMAGES && { images: imagesIn(clients.ec2(region)) }),
    environment,
    region,
    calendar: calendarOf(environment.TIME_ZONE),
    now,
    log,
    metrics,
  }),
  run: tagSnapshot,
});
