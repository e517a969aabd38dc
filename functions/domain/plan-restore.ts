import { freeDevices, isDeviceOf, isSameDevice } from './free-devices';
import { initializedInWords, whyNotInitialized } from './initialization-rate';
import type { RestorePoint } from './restore-points';
import { TAG } from './tags';
import { isInRange, VOLUME_TYPES, whyNoVolume, type VolumeKind } from './volume-types';

/** How the new volumes are to be; absent is as the tags of the snapshot say that the old one was. */
export type RestoreWish = Partial<VolumeKind> & {
  /** Of this Region. Not where it is attached, which says the zone. */
  readonly zone?: string;
  /** Id, ARN or alias of the key; absent is that of the snapshot. */
  readonly kmsKeyId?: string;
  /** At which EC2 reads all of them from their snapshots; absent is when it is asked for, slowly. */
  readonly initializationRateMibps?: number;
  /** A name under which the one volume is attached; absent is the first that is free. */
  readonly device?: string;
};

/** The instance to which the new volumes are attached, as EC2 shows it. */
export type Target = {
  readonly instanceId: string;
  /** `running`, `stopped`, and the states on the way there. */
  readonly state: string;
  readonly zone: string;
  readonly isWindows: boolean;
  /** The names that are taken. */
  readonly devices: readonly string[];
};

/** One call of CreateVolume, but for the tags. */
export type VolumeToMake = VolumeKind & {
  readonly ofVolumeId: string;
  readonly snapshotId: string;
  /** When the data is from, ISO 8601 in UTC. */
  readonly takenAt: string;
  readonly sizeGib: number;
  readonly zone: string;
  readonly kmsKeyId?: string | undefined;
  readonly initializationRateMibps?: number | undefined;
  /** Where it is attached, both. */
  readonly instanceId?: string | undefined;
  readonly device?: string | undefined;
  /** Whether nobody has named the device, so that any other that is free would do. */
  readonly isAnyDevice?: boolean | undefined;
};

export type RestoreQuestion = {
  /** Of one volume each. */
  readonly points: readonly RestorePoint[];
  readonly region: string;
  readonly wish: RestoreWish;
  /** Absent where the volumes are not attached. */
  readonly target?: Target;
};

export type RestorePlan =
  | { readonly volumes: readonly VolumeToMake[]; readonly notes: readonly string[] }
  /** Why nothing is made, in one sentence. */
  | { readonly refused: string };

/**
 * The volumes that are made of these points, in order of the volumes' ids, and what a person should know of them. Refused as a whole where one of them cannot be
 * made as it is wished: of what belongs together, a part is of no use.
 */
export function planRestore({ points, region, wish, target }: RestoreQuestion): RestorePlan {
  const refused = whyNoneOf(points, region) ?? whyNotThere(points.length, wish, target);
  if (refused !== undefined) return { refused };
  const ordered = [...points].sort((a, b) => (a.volumeId < b.volumeId ? -1 : 1));
  const devices = devicesFor(points.length, wish, target);
  if (devices !== undefined && devices.length < points.length)
    return {
      refused: `${target!.instanceId} has ${devices.length} free device names, and ${points.length} are needed.`,
    };
  const { kmsKeyId, initializationRateMibps: rateMibps } = wish;
  const volumes: VolumeToMake[] = [];
  const notes: string[] = [];
  for (const [index, point] of ordered.entries()) {
    const { snapshotId, volumeId, sizeGib } = point;
    const zone = target?.zone ?? wish.zone ?? zoneOf(point, region);
    if (zone === undefined)
      return {
        refused: `${snapshotId} does not say in which zone of ${region} its volume was: name one, or an instance.`,
      };
    const { kind, note } = kindOf(point, wish);
    const why = whyNoVolume(kind, sizeGib);
    if (why !== undefined) return { refused: `${snapshotId} of ${volumeId}: ${why}` };
    const slow = rateMibps === undefined ? undefined : whyNotInitialized(rateMibps, zone, region);
    if (slow !== undefined) return { refused: slow.replace(/^./, (first) => first.toUpperCase()) };
    if (note !== undefined) notes.push(note);
    const device = devices?.[index];
    volumes.push({
      ofVolumeId: volumeId,
      snapshotId,
      takenAt: point.takenAt,
      sizeGib,
      zone,
      ...kind,
      ...(kmsKeyId !== undefined && { kmsKeyId }),
      ...(rateMibps !== undefined && { initializationRateMibps: rateMibps }),
      ...(target !== undefined &&
        device !== undefined && {
          instanceId: target.instanceId,
          device,
          ...(wish.device === undefined && { isAnyDevice: true }),
        }),
    });
  }
  const largestGib = Math.max(...volumes.map(({ sizeGib }) => sizeGib));
  return {
    volumes,
    notes: [...notes, ...(rateMibps === undefined ? [] : [initializedInWords(rateMibps, largestGib)])],
  };
}

/** What EC2 takes volumes in; an instance that is on its way from one to the other does not stay as it is shown. */
const TAKES_VOLUMES: ReadonlySet<string> = new Set(['running', 'stopped']);

function whyNoneOf(points: readonly RestorePoint[], region: string): string | undefined {
  for (const { snapshotId, obstacle, isWholeAlone, isOurs, isDenied, tags } of points) {
    if (!isOurs)
      return `${snapshotId} is not of this deployment, which may make no volume of it: docs/restore.md says how a person does.`;
    if (obstacle !== undefined && !isWholeAlone) return `${snapshotId} cannot be restored: ${obstacle}.`;
    if (isDenied)
      return `${snapshotId} has lost its tag ${TAG.managedBy}, without which IAM has the deployment make no volume of it. Put it back: aws ec2 create-tags --region ${region} --resources ${snapshotId} --tags Key=${TAG.managedBy},Value=${tags[TAG.managedBy]}`;
  }
  return undefined;
}

function whyNotThere(count: number, { device }: RestoreWish, target: Target | undefined): string | undefined {
  if (target === undefined) return undefined;
  if (!TAKES_VOLUMES.has(target.state))
    return `${target.instanceId} is ${target.state}: a volume is attached to one that is running or stopped.`;
  if (device === undefined) return undefined;
  if (count > 1)
    return `${device} is one device, and ${count} volumes are to be attached: leave it out, and each gets one that is free.`;
  if (!isDeviceOf(device, target))
    return `${device} is the name of a device of Windows, and ${target.instanceId} is none: expected one such as /dev/sdf.`;
  const taken = target.devices.find((other) => isSameDevice(other, device));
  return taken === undefined
    ? undefined
    : `${device} of ${target.instanceId} is taken${taken === device ? '' : `, by ${taken}`}.`;
}

const devicesFor = (
  count: number,
  { device }: RestoreWish,
  target: Target | undefined,
): string[] | undefined => {
  if (target === undefined) return undefined;
  return device === undefined
    ? freeDevices(target.devices, { isWindows: target.isWindows, count })
    : [device];
};

/** The zone of the volume, where it was in this Region. */
function zoneOf({ tags }: RestorePoint, region: string): string | undefined {
  const zone = tags[TAG.zone];
  return zone !== undefined && isZoneOf(zone, region) ? zone : undefined;
}

/** Whether it is the name of a zone in the Region, such as us-east-1a, or us-west-2-lax-1a of a Local Zone. */
export const isZoneOf = (zone: string, region: string): boolean =>
  zone.startsWith(region) && /^(?:[a-z]|(?:-[a-z0-9]+)+)$/.test(zone.slice(region.length));

/** What is wished, and beside it what the tags say of a volume of that type: anybody can edit them, so that only what EC2 takes is read of them. */
function kindOf(
  { snapshotId, tags }: RestorePoint,
  wish: RestoreWish,
): { readonly kind: VolumeKind; readonly note?: string } {
  const tagged = tags[TAG.volumeType];
  const known = tagged !== undefined && VOLUME_TYPES.includes(tagged) ? tagged : undefined;
  const volumeType = wish.volumeType ?? known ?? 'gp3';
  const iops = wish.iops ?? (volumeType === known ? fromTag(volumeType, 'iops', tags[TAG.iops]) : undefined);
  const throughputMibps =
    wish.throughputMibps ??
    (volumeType === known ? fromTag(volumeType, 'throughputMibps', tags[TAG.throughput]) : undefined);
  const kind = {
    volumeType,
    ...(iops !== undefined && { iops }),
    ...(throughputMibps !== undefined && { throughputMibps }),
  };
  return wish.volumeType === undefined && known === undefined
    ? { kind, note: `${snapshotId} does not say of which type its volume was: gp3 is made.` }
    : { kind };
}

function fromTag(
  volumeType: string,
  what: 'iops' | 'throughputMibps',
  text: string | undefined,
): number | undefined {
  const value = /^\d{1,7}$/.test(text ?? '') ? Number(text) : undefined;
  return value !== undefined && isInRange(volumeType, what, value) ? value : undefined;
}
