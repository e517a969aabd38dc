import type { InitializationStatusDetails, InitializationType } from '@aws-sdk/client-ec2';
import { AwsError } from '../api';
import type { SnapshotRecord } from './snapshot-record';

/** How EBS fetches the blocks of a volume that was made of a snapshot: the volume can be used meanwhile, and is slow. */
export type Initialization = {
  readonly type: InitializationType;
  readonly fromMs: number;
  readonly untilMs: number;
};

/** In MiB a second where no rate was asked for. AWS names none [unverified]. */
const DEFAULT_RATE = 50;

const MIB = 2 ** 20;

type Asked = {
  readonly SnapshotId?: string | undefined;
  readonly VolumeInitializationRate?: number | undefined;
};

/** Throws where a rate is asked for that EC2 does not keep, or there is nothing to fetch; in Local Zones there is none. The codes are [unverified]. */
export function checkInitializationRate(
  {
    SnapshotId,
    VolumeInitializationRate: rate,
    AvailabilityZone,
  }: Asked & { readonly AvailabilityZone: string },
  region: string,
): void {
  if (rate === undefined) return;
  if (rate < 100 || rate > 300)
    throw new AwsError(
      'InvalidParameterValue',
      `VolumeInitializationRate must be between 100 and 300, found ${rate}.`,
    );
  if (AvailabilityZone.length > region.length + 1)
    throw new AwsError('InvalidParameterCombination', 'VolumeInitializationRate is not supported here.');
  if (SnapshotId === undefined)
    throw new AwsError(
      'InvalidParameterDependency',
      'The parameter VolumeInitializationRate requires the parameter SnapshotId to be set.',
    );
}

/**
 * The time that all data of the snapshot take at the rate (https://docs.aws.amazon.com/ebs/latest/userguide/initalize-volume.html); none where fast
 * snapshot restore is on in the zone and no rate is asked for. The quota of such rates in a Region is not simulated.
 */
export function initializationOf(
  { fullSizeBytes }: SnapshotRecord,
  { VolumeInitializationRate }: Asked,
  { isFast, fromMs }: { readonly isFast: boolean; readonly fromMs: number },
): Initialization {
  const type = VolumeInitializationRate === undefined ? 'default' : 'provisioned-rate';
  if (type === 'default' && isFast) return { type, fromMs, untilMs: fromMs };
  const seconds = fullSizeBytes / MIB / (VolumeInitializationRate ?? DEFAULT_RATE);
  return { type, fromMs, untilMs: fromMs + Math.ceil(seconds * 1_000) };
}

export const isInitialized = ({ untilMs }: Initialization, nowMs: number): boolean => nowMs >= untilMs;

/** As DescribeVolumeStatus shows it: the time that is left for volumes with a rate alone. */
export function initializationStatus(
  { type, fromMs, untilMs }: Initialization,
  nowMs: number,
): InitializationStatusDetails {
  const leftMs = Math.max(0, untilMs - Math.max(nowMs, fromMs));
  return {
    InitializationType: type,
    Progress: leftMs === 0 ? 100 : Math.floor(100 * (1 - leftMs / (untilMs - fromMs))),
    ...(type === 'provisioned-rate' && { EstimatedTimeToCompleteInSeconds: Math.ceil(leftMs / 1_000) }),
  };
}
