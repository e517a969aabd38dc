import type { Image, LockedSnapshotsInfo, Snapshot, StorageTier, Tag, Volume } from '@aws-sdk/client-ec2';
import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { Ebs } from './ebs';
import { Ec2Account, type Ec2Options, type Ec2Region } from './ec2/account';
import { attachVolume, detachVolume } from './ec2/attach-volume';
import { createTags, deleteTags } from './ec2/change-tags';
import { completeSnapshot } from './ec2/complete-snapshot';
import { copySnapshot } from './ec2/copy-snapshot';
import { createImage } from './ec2/create-image';
import { createSnapshot } from './ec2/create-snapshot';
import { createSnapshots } from './ec2/create-snapshots';
import { createVolume, deleteVolume, takeVolumeBack } from './ec2/create-volume';
import { deleteSnapshot } from './ec2/delete-snapshot';
import { deregisterImage } from './ec2/deregister-image';
import { describeImages } from './ec2/describe-images';
import { describeInstances } from './ec2/describe-instances';
import { describeRegions } from './ec2/describe-regions';
import { describeSnapshots } from './ec2/describe-snapshots';
import { describeVolumeStatus } from './ec2/describe-volume-status';
import { describeVolumes } from './ec2/describe-volumes';
import { describeImage } from './ec2/image-record';
import { loadImage, loadLock } from './ec2/load-protection';
import { loadSnapshot, type CopiedVolume } from './ec2/load-snapshot';
import { endHangingAttachments, startInstances, stopInstances } from './ec2/instance-power';
import { modifyInstanceAttribute } from './ec2/modify-instance-attribute';
import { describeLockedSnapshots, lockSnapshot, unlockSnapshot } from './ec2/lock-snapshot';
import type { Call, Operation, Subject } from './ec2/operation';
import { registerImage } from './ec2/register-image';
import { listSnapshotsInRecycleBin, restoreSnapshotFromRecycleBin } from './ec2/restore-from-recycle-bin';
import { describeSnapshot } from './ec2/snapshot-record';
import {
  describeSnapshotTierStatus,
  modifySnapshotTier,
  moveSnapshotTier,
  restoreSnapshotTier,
} from './ec2/snapshot-tier';
import { asTags, NO_TAGS, tagList } from './ec2/resource-tags';
import { EC2_ITSELF } from './ec2/start-snapshot';
import { storeVolume } from './ec2/store-volume';
import { attachments, describeVolume, isBootVolume, type VolumeFailure } from './ec2/volume-record';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    AttachVolume: attachVolume,
    CopySnapshot: copySnapshot,
    CreateImage: createImage,
    CreateSnapshot: createSnapshot,
    CreateSnapshots: createSnapshots,
    CreateTags: createTags,
    CreateVolume: createVolume,
    DeleteSnapshot: deleteSnapshot,
    DeleteTags: deleteTags,
    DeleteVolume: deleteVolume,
    DeregisterImage: deregisterImage,
    DescribeLockedSnapshots: describeLockedSnapshots,
    DescribeRegions: describeRegions,
    DescribeImages: describeImages,
    DescribeInstances: describeInstances,
    DescribeSnapshots: describeSnapshots,
    DescribeSnapshotTierStatus: describeSnapshotTierStatus,
    DescribeVolumes: describeVolumes,
    DescribeVolumeStatus: describeVolumeStatus,
    DetachVolume: detachVolume,
    ListSnapshotsInRecycleBin: listSnapshotsInRecycleBin,
    LockSnapshot: lockSnapshot,
    ModifyInstanceAttribute: modifyInstanceAttribute,
    ModifySnapshotTier: modifySnapshotTier,
    RegisterImage: registerImage,
    RestoreSnapshotFromRecycleBin: restoreSnapshotFromRecycleBin,
    RestoreSnapshotTier: restoreSnapshotTier,
    StartInstances: startInstances,
    StopInstances: stopInstances,
    UnlockSnapshot: unlockSnapshot,
  }),
);

/** A volume as an instance has it. */
export type AttachedDevice = { readonly name: string; readonly isBoot: boolean };

/** The steps that EC2 takes by itself; no caller may ask for them. */
const OWN_STEPS: ReadonlyMap<string, (call: Call, input: ApiRequest['input']) => Outcome> = new Map([
  ['completeSnapshot', (call, { SnapshotId }) => completeSnapshot(call, String(SnapshotId))],
  [
    'moveSnapshotTier',
    (call, { SnapshotId, StorageTier }) =>
      moveSnapshotTier(call, String(SnapshotId), StorageTier as StorageTier),
  ],
  ['takeVolumeBack', (call, { VolumeId }) => takeVolumeBack(call, String(VolumeId))],
]);

/**
 * EC2's volumes and snapshots of one account in all Regions. Inputs and outputs have the shapes of the commands of
 * `@aws-sdk/client-ec2`; listings come in order of creation.
 */
export class Ec2 implements Service {
  /** The EBS direct APIs, which read the snapshots that are kept here. */
  readonly ebs: Ebs;
  readonly #account: Ec2Account;
  #nowMs = 0;

  constructor(options: Ec2Options) {
    this.#account = new Ec2Account(options);
    this.ebs = new Ebs(this.#account);
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    if (ownStepOf(request) !== undefined) return [];
    return operationOf(request).authorizations(this.#subject(request), request.input);
  }

  /** A call that is refused leaves everything as it was, but for the token that it takes from its request limit. */
  apply(nowMs: number, request: ApiRequest): Outcome {
    this.#nowMs = nowMs;
    const { account, region, caller } = this.#subject(request);
    const call = { account, region, caller, nowMs };
    const step = ownStepOf(request);
    return step === undefined ? operationOf(request).apply(call, request.input) : step(call, request.input);
  }

  /** A Region as Describe calls show it now, for answers that come too late to be true. */
  freeze(region: string): Ec2Region {
    return this.#account.region(region).frozen();
  }

  /** Answers a request that only reads from what `freeze` gave. */
  applyTo(region: Ec2Region, nowMs: number, request: ApiRequest): Outcome {
    return operationOf(request).apply({ ...this.#subject(request), region, nowMs }, request.input);
  }

  /** Loads a volume of an inventory, as DescribeVolumes shows it. Throws where its id is taken. */
  addVolume(region: string, volume: Volume): void {
    storeVolume(this.#account, this.#account.region(region), volume);
  }

  /**
   * Loads a snapshot of an inventory, as DescribeSnapshots shows it; one that is pending counts as completed. `copied` says of
   * which volume a copy is. Throws where its id is taken.
   */
  addSnapshot(region: string, snapshot: Snapshot, copied?: CopiedVolume): void {
    loadSnapshot(this.#account, this.#account.region(region), snapshot, copied);
  }

  /** Gives an instance these tags, in place of those that it has. It is there as long as volumes are attached to it. */
  tagInstance(region: string, instanceId: string, tags: readonly Tag[]): void {
    this.#account.region(region).instanceTags.set(instanceId, asTags(tags));
  }

  /** The tags of an instance. */
  instanceTags(region: string, instanceId: string): readonly Tag[] {
    return tagList(this.#account.region(region).instanceTags.get(instanceId) ?? NO_TAGS).Tags ?? [];
  }

  /** Loads an AMI of an inventory, after the snapshots that it uses. */
  addImage(region: string, image: Image): void {
    loadImage(this.#account, this.#account.region(region), image);
  }

  /** Loads the lock of a snapshot of an inventory, after the snapshot. */
  addLock(region: string, lock: LockedSnapshotsInfo): void {
    loadLock(this.#account.region(region), lock);
  }

  /** All volumes of a Region, as of the last request. */
  volumes(region: string): readonly Volume[] {
    const volumes = [...this.#account.region(region).volumes.values()];
    return volumes.map((volume) => describeVolume(volume, this.#nowMs));
  }

  /** All snapshots of a Region, as of the last request. */
  snapshots(region: string): readonly Snapshot[] {
    const snapshots = [...this.#account.region(region).snapshots.values()];
    return snapshots.map((snapshot) => describeSnapshot(snapshot, this.#account.id, this.#nowMs));
  }

  /** One snapshot of a Region, as of the last request; undefined where there is none of that id. */
  snapshot(region: string, snapshotId: string): Snapshot | undefined {
    const snapshot = this.#account.region(region).snapshots.get(snapshotId);
    return snapshot && describeSnapshot(snapshot, this.#account.id, this.#nowMs);
  }

  /** All AMIs of a Region. */
  images(region: string): readonly Image[] {
    const place = this.#account.region(region);
    return [...place.images.values()].map((image) => describeImage(place, image));
  }

  /** Ids of the snapshots that an AMI is made of; none where it is not there. */
  snapshotIdsOf(region: string, imageId: string): readonly string[] {
    const image = this.#account.region(region).images.get(imageId);
    return image?.devices.map(({ snapshotId }) => snapshotId) ?? [];
  }

  /** How many copies are running to a Region: AWS allows 20 at a time. */
  copiesInProgress(region: string): number {
    return this.#account.region(region).copiesInProgress;
  }

  /** Sets how many snapshots a Region may hold, as AWS does on request. */
  setSnapshotQuota(region: string, quota: number): void {
    this.#account.region(region).snapshotQuota = quota;
  }

  /**
   * Gives a Region a retention rule of the Recycle Bin for all snapshots that are deleted from now on, of 1 to 365 days;
   * undefined takes it away.
   */
  retainDeleted(region: string, days: number | undefined): void {
    this.#account.region(region).recycleBin.setRetention(days);
  }

  /** For how long the Recycle Bin of a Region keeps what is deleted; undefined where it has no rule. */
  retentionDays(region: string): number | undefined {
    return this.#account.region(region).recycleBin.retentionDays;
  }

  /** Whether a snapshot lies in the Recycle Bin of a Region, as of the last request. */
  isInRecycleBin(region: string, snapshotId: string): boolean {
    return this.#account.region(region).recycleBin.get(snapshotId, this.#nowMs) !== undefined;
  }

  /** Turns fast snapshot restore on for a snapshot in these Availability Zones and off in all others. */
  setFastRestores(region: string, snapshotId: string, zones: readonly string[]): void {
    const { fastRestores } = this.#account.region(region);
    if (zones.length === 0) fastRestores.delete(snapshotId);
    else fastRestores.set(snapshotId, zones);
  }

  /** The devices by which the volumes of an instance are attached, in order of creation: none where it is not known. */
  devicesOf(region: string, instanceId: string): readonly AttachedDevice[] {
    const volumes = this.#account.region(region).volumes.having('attachment.instance-id', instanceId);
    return volumes.map((volume) => ({
      name: attachments(volume).find((one) => one.InstanceId === instanceId)?.Device ?? '',
      isBoot: isBootVolume(volume, instanceId),
    }));
  }

  /** Stops an instance, or starts it again. */
  setStopped(region: string, instanceId: string, isStopped: boolean): void {
    const place = this.#account.region(region);
    if (isStopped) {
      place.stoppedInstances.add(instanceId);
      endHangingAttachments(place, instanceId);
    } else place.stoppedInstances.delete(instanceId);
  }

  /** Has an instance run Windows. */
  setWindows(region: string, instanceId: string): void {
    this.#account.region(region).windowsInstances.add(instanceId);
  }

  isStopped(region: string, instanceId: string): boolean {
    return this.#account.region(region).stoppedInstances.has(instanceId);
  }

  /** Sets EC2's clock off by `skewMs` for the start times of the snapshots that are taken from now on. */
  skewStarts(skewMs: number): void {
    this.#account.startSkewMs = skewMs;
  }

  /** Makes the next snapshot of a volume, alone or in a set, end in `error`; a second call means the one after. */
  failNextSnapshotOf(volumeId: string, reason: string): void {
    this.#account.failingSnapshots.plan(volumeId, reason);
  }

  /** Makes the next copy of a snapshot, or of any of a volume's snapshots, end in `error`. */
  failNextCopyOf(volumeIdOrSnapshotId: string, reason: string): void {
    this.#account.failingCopies.plan(volumeIdOrSnapshotId, reason);
  }

  /** Makes the next volume of a snapshot end so, some seconds after EC2 has accepted it. */
  failNextVolumeOf(snapshotId: string, failure: VolumeFailure): void {
    this.#account.failingVolumes.plan(snapshotId, failure);
  }

  /** Makes the next attachment of a volume, or to an instance, stay `attaching` until the instance is stopped. */
  hangNextAttachmentOf(volumeIdOrInstanceId: string): void {
    this.#account.hangingAttachments.plan(volumeIdOrInstanceId, 'hangs');
  }

  #subject({ region, caller }: ApiRequest): Subject {
    return { account: this.#account, region: this.#account.region(region), caller };
  }
}

const ownStepOf = ({ operation, caller }: ApiRequest) => {
  const step = OWN_STEPS.get(operation);
  const isEc2 = 'outsider' in caller && caller.outsider === EC2_ITSELF.outsider;
  if (step !== undefined && !isEc2)
    throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
  return step;
};

const operationOf = ({ operation }: ApiRequest): Operation => {
  const known = OPERATIONS.get(operation);
  if (!known) throw new Error(`not simulated: ec2:${operation}`);
  return known;
};
