import { arnOf } from '../../functions/domain/arn';
import { isInstanceId, isSnapshotId, isVolumeId } from '../../functions/domain/ids';
import { regionsOf, type Deployment } from '../../infra/settings';
import { meantRegions } from '../flags/region-option';
import { UsageError } from '../flags/usage-error';
import { regionOfZone } from '../inventory/entries';
import { restoredId, type RestoreInput, type Restored } from './restore';
import { refuseUnfit } from './volume-flags';

export type Flags = {
  readonly at?: Date;
  readonly region?: string;
  readonly of?: string;
  readonly zone?: string;
  readonly to?: string;
  readonly device?: string;
  readonly type?: string;
  readonly iops?: number;
  readonly throughput?: number;
  readonly initialize?: number;
  readonly key?: string;
  readonly partly?: true;
  readonly withoutSelectionTag?: true;
};

export type Meant = {
  /** Where it is restored. */
  readonly region: string;
  /** Of the primary Region whose machine there does it. */
  readonly settings: Deployment;
  readonly input: RestoreInput;
};

/** The argument parser of what is restored. It throws UsageError. */
export function restored(text: string): Restored {
  if (isSnapshotId(text)) return { snapshotId: text };
  if (isVolumeId(text)) return { volumeId: text };
  if (isInstanceId(text)) return { instanceId: text };
  throw new UsageError(
    `restore: expected the id of a snapshot, a volume or an instance, such as snap-0123456789abcdef0, vol-0123456789abcdef0 or i-0123456789abcdef0, found "${text}".`,
  );
}

/** What the flags of `restore` mean by these settings. Throws UsageError. */
export function meant(deployments: readonly Deployment[], what: Restored, flags: Flags): Meant {
  refuseTogether(what, flags);
  refuseUnfit(flags);
  const region = regionMeant(deployments, flags.region);
  const settings = ownerMeant(deployments, region, flags.of);
  refuseElsewhere(region, flags);
  return { region, settings, input: inputOf(what, flags) };
}

function inputOf(what: Restored, flags: Flags): RestoreInput {
  const { at, zone, to, device, type, iops, throughput, key, initialize, partly, withoutSelectionTag } =
    flags;
  return {
    ...what,
    ...(at !== undefined && { at: at.toISOString() }),
    ...(zone !== undefined && { zone }),
    ...(to !== undefined && { attachTo: to }),
    ...(device !== undefined && { device }),
    ...(type !== undefined && { volumeType: type }),
    ...(iops !== undefined && { iops }),
    ...(throughput !== undefined && { throughputMibps: throughput }),
    ...(key !== undefined && { kmsKeyId: key }),
    ...(initialize !== undefined && { initializationRateMibps: initialize }),
    ...(partly !== undefined && { partly }),
    ...(withoutSelectionTag !== undefined && { withoutSelectionTag }),
  };
}

function refuseTogether(what: Restored, { at, zone, to, device, partly }: Flags): void {
  if ('snapshotId' in what && at !== undefined)
    throw new UsageError(
      `--at: expected the id of a volume or an instance with it, found ${what.snapshotId}, which is of one time already.`,
    );
  if (!('instanceId' in what) && partly !== undefined)
    throw new UsageError(
      `--partly: expected the id of an instance with it, found ${restoredId(what)}, which has no parts.`,
    );
  if (zone !== undefined && to !== undefined)
    throw new UsageError('restore: expected --zone or --to, whose zone it is then, found both.');
  if (device !== undefined && to === undefined)
    throw new UsageError('--device: expected --to too, the instance to which the volume is attached.');
}

function refuseElsewhere(region: string, { zone, key }: Flags): void {
  if (zone !== undefined && regionOfZone(zone) !== region)
    throw new UsageError(
      `--zone: expected an Availability Zone of ${region}, such as ${region}a, found "${zone}".`,
    );
  if (key?.startsWith('arn:') && arnOf(key).region !== region)
    throw new UsageError(`--key: expected a key in ${region}, since KMS keys are Regional, found "${key}".`);
}

function regionMeant(deployments: readonly Deployment[], named: string | undefined): string {
  if (named !== undefined) {
    meantRegions(deployments, [named]);
    return named;
  }
  const [first, ...others] = primaryRegionsOf(deployments);
  if (first !== undefined && others.length === 0) return first;
  throw new UsageError(
    `restore: expected --region, in which the new volume is to be: ${[...meantRegions(deployments, undefined)].join(' or ')}.`,
  );
}

/** A Region of several primary ones has a machine of each: for its own volumes, and for the copies of another's. */
function ownerMeant(deployments: readonly Deployment[], region: string, of: string | undefined): Deployment {
  const owners = deployments.filter((deployment) => regionsOf(deployment).includes(region));
  const [only, ...others] = owners;
  if (only !== undefined && others.length === 0) {
    if (of === undefined) return only;
    throw new UsageError(
      `--of: expected none, since ${region} is of ${only.primary.region} alone, found "${of}".`,
    );
  }
  const owner = owners.find(({ primary }) => primary.region === of);
  if (owner !== undefined) return owner;
  throw new UsageError(
    `--of: expected the primary Region whose volume it is, since ${region} is of ${primaryRegionsOf(owners).join(' and ')}, found ${of === undefined ? 'none' : `"${of}"`}.`,
  );
}

const primaryRegionsOf = (deployments: readonly Deployment[]): string[] =>
  deployments.map(({ primary }) => primary.region);
