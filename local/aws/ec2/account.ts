import type { StorageTier } from '@aws-sdk/client-ec2';
import type { Authorization, Caller } from '../api';
import type { Random } from '../../kernel/random';
import type { OrderedDamage } from './block-damage';
import { Catalogue } from './catalogue';
import { ClientTokens } from './client-tokens';
import { CompletedCopies } from './completed-copies';
import { imageFields, type ImageRecord } from './image-record';
import { PlannedFailures } from './planned-failures';
import { RecycleBin } from './recycle-bin';
import type { Tags } from './resource-tags';
import type { SnapshotLock } from './snapshot-lock';
import { snapshotFields, type SnapshotRecord } from './snapshot-record';
import { TokenBuckets } from './token-buckets';
import { volumeFields, type VolumeFailure, type VolumeRecord } from './volume-record';

export type Ec2Options = {
  readonly accountId: string;
  /** The stream of what `name` says is drawn. */
  readonly random: (name: string) => Random;
  /**
   * The KMS key that a Region knows by this id, ARN or alias (`alias/aws/ebs` is EBS's own), with all its aliases;
   * undefined where there is none, which makes the copy end in `error`.
   */
  readonly kmsKey: (region: string, keyIdOrAlias: string) => KmsKey | undefined;
  /** Whether IAM and the keys' policies allow what EC2 does on the caller's behalf within a call, such as to use a KMS key. */
  readonly isAllowed: (caller: Caller, authorizations: readonly Authorization[]) => boolean;
  /**
   * Whether each member of a multi-volume set has its own `createSnapshot` event. AWS does not say [unverified];
   * default true.
   */
  readonly memberEvents?: boolean;
  /** The part of the account's copy slots and request limits that is had here; default 1. */
  readonly accountShare?: number;
  /** How many copies the account may have running to one destination Region; default 20. */
  readonly copySlots?: number;
  /** How many snapshots of volumes the account may have under way in one Region; by default as many as are asked for. */
  readonly pendingSnapshots?: number;
  /** How long a snapshot of this volume takes that is taken at `nowMs`; by default drawn by size. */
  readonly snapshotDurationMs?: (volumeId: string, nowMs: number) => number;
  /** How long a copy of this volume's data takes that does not fail; by default drawn by size. */
  readonly copyDurationMs?: (volumeId: string, destination: string) => number;
};

/**
 * How many snapshots an account may have in a Region, unless AWS has raised it on request.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
export const SNAPSHOT_QUOTA = 100_000;

/** How many copies an account may have running to one destination Region. */
const COPY_SLOTS = 20;

export type KmsKey = {
  readonly arn: string;
  readonly aliases?: readonly string[];
  /** Absent where nothing is known of it: then it is `Enabled`. */
  readonly state?: string;
};

/** What one AWS account has in one Region. */
export class Ec2Region {
  readonly snapshots: Catalogue<SnapshotRecord>;
  readonly volumes = new Catalogue<VolumeRecord>(volumeFields);
  /** The tokens of CreateVolume. */
  readonly volumeTokens = new ClientTokens();
  /** By instance, its tags: of an instance that has none nothing. */
  readonly instanceTags = new Map<string, Tags>();
  readonly images = new Catalogue<ImageRecord>(imageFields);
  /** By snapshot, its lock, also one that has run out. */
  readonly locks = new Map<string, SnapshotLock>();
  /** By snapshot, the zones in which fast snapshot restore is on. */
  readonly fastRestores = new Map<string, readonly string[]>();
  readonly copies = new CompletedCopies();
  readonly recycleBin = new RecycleBin();
  /** Ids of the instances that do not run; all others do. */
  readonly stoppedInstances = new Set<string>();
  /** By instance, until when it is on its way to being stopped or running. */
  readonly powerChangesUntilMs = new Map<string, number>();
  /** By instance whose boot volume was detached, the name of the device under which it is to be. */
  readonly rootDevices = new Map<string, string>();
  /** Ids of the instances that run Windows; all others run Linux. */
  readonly windowsInstances = new Set<string>();
  /** Ids of the snapshots that are on their way from one storage tier to another. */
  readonly movingSnapshots = new Map<string, StorageTier>();
  copiesInProgress = 0;
  snapshotsInProgress = 0;
  snapshotQuota = SNAPSHOT_QUOTA;

  constructor(
    readonly name: string,
    readonly accountId: string,
    readonly buckets: TokenBuckets,
  ) {
    this.snapshots = new Catalogue(snapshotFields(accountId));
  }

  /**
   * What Describe calls show, as it is now, unmoved by what happens later; the request limits stay those of the Region.
   */
  frozen(): Ec2Region {
    const frozen = new Ec2Region(this.name, this.accountId, this.buckets);
    for (const snapshot of this.snapshots.values())
      frozen.snapshots.add({ ...snapshot, pending: snapshot.pending && { ...snapshot.pending } });
    for (const volume of this.volumes.values()) frozen.volumes.add({ ...volume });
    for (const image of this.images.values()) frozen.images.add(image);
    for (const [instanceId, tags] of this.instanceTags) frozen.instanceTags.set(instanceId, tags);
    for (const [snapshotId, lock] of this.locks) frozen.locks.set(snapshotId, lock);
    for (const [snapshotId, to] of this.movingSnapshots) frozen.movingSnapshots.set(snapshotId, to);
    for (const instanceId of this.stoppedInstances) frozen.stoppedInstances.add(instanceId);
    for (const [instanceId, untilMs] of this.powerChangesUntilMs)
      frozen.powerChangesUntilMs.set(instanceId, untilMs);
    for (const [instanceId, device] of this.rootDevices) frozen.rootDevices.set(instanceId, device);
    for (const instanceId of this.windowsInstances) frozen.windowsInstances.add(instanceId);
    return frozen;
  }

  /** Takes a snapshot out of every place but the Recycle Bin, which it enters where there is a rule for it. */
  removeSnapshot(snapshot: SnapshotRecord, nowMs: number): void {
    this.snapshots.remove(snapshot);
    this.locks.delete(snapshot.id);
    this.fastRestores.delete(snapshot.id);
    const isNotedCopy = this.copies.remove(snapshot);
    if (this.recycleBin.takes(snapshot)) this.recycleBin.put(snapshot, nowMs, isNotedCopy);
  }
}

/** The account: its Regions, what is drawn by chance for them, and the failures that were ordered. */
export class Ec2Account {
  readonly id: string;
  readonly memberEvents: boolean;
  readonly copyLimit: number;
  readonly pendingLimit: number;
  readonly snapshotDuration: Random;
  readonly copyDuration: Random;
  readonly failingSnapshots = new PlannedFailures();
  readonly failingCopies = new PlannedFailures();
  /** By snapshot or volume. */
  readonly damagedCopies = new PlannedFailures<OrderedDamage>();
  /** By snapshot, how volumes of it end. */
  readonly failingVolumes = new PlannedFailures<VolumeFailure>();
  /** By volume or instance. */
  readonly hangingAttachments = new PlannedFailures<'hangs'>();
  /** What the blocks of all volumes are derived from. */
  readonly blockSeed: string;
  /** How far EC2's clock is off when it notes when a snapshot starts. */
  startSkewMs = 0;
  readonly #share: number;
  readonly #ids: Random;
  readonly #eventIds: Random;
  readonly #data: Random;
  readonly #regions = new Map<string, Ec2Region>();
  #sequence = 0;

  constructor(readonly options: Ec2Options) {
    this.id = options.accountId;
    this.memberEvents = options.memberEvents ?? true;
    this.#share = options.accountShare ?? 1;
    this.copyLimit = Math.floor((options.copySlots ?? COPY_SLOTS) * this.#share);
    this.pendingLimit = (options.pendingSnapshots ?? Infinity) * this.#share;
    this.#ids = options.random('ec2 ids');
    this.#eventIds = options.random('ec2 events');
    this.#data = options.random('ec2 data');
    this.snapshotDuration = options.random('ec2 snapshot duration');
    this.copyDuration = options.random('ec2 copy duration');
    this.blockSeed = options.random('ec2 blocks').hex(8);
  }

  region(name: string): Ec2Region {
    const known = this.#regions.get(name);
    if (known) return known;
    const region = new Ec2Region(name, this.id, new TokenBuckets(this.#share));
    this.#regions.set(name, region);
    return region;
  }

  /** A new id of 17 hexadecimal digits. */
  newId(prefix: 'snap' | 'vol' | 'ami'): string {
    return `${prefix}-0${this.#ids.hex(16)}`;
  }

  /** A higher number than any before. */
  nextSequence(): number {
    return this.#sequence++;
  }

  newEventId(): string {
    return uuid(this.#eventIds);
  }

  newDataEncryptionKeyId(): string {
    return uuid(this.#data);
  }

  /** How much of a volume was ever written, in bytes: between a fifth and nine tenths, in blocks of 512 KiB. */
  newWrittenBytes(sizeGib: number): number {
    const blocks = sizeGib * 2048;
    return this.#data.integer(Math.ceil(blocks * 0.2), Math.floor(blocks * 0.9)) * 512 * 1024;
  }
}

const uuid = (random: Random): string =>
  `${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}`;
