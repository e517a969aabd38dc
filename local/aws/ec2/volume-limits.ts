import type { VolumeType } from '@aws-sdk/client-ec2';
import { AwsError } from '../api';

type Range = readonly [from: number, to: number];

type Limits = {
  readonly sizeGib: Range;
  /** Of the I/O operations a second that a request may choose; absent where it may not. */
  readonly iops?: Range;
  /** How many of them each GiB may have. */
  readonly iopsPerGib?: number;
  /** Whether it must choose them. */
  readonly isProvisioned?: true;
  /** Of the MiB a second that it may choose. */
  readonly throughput?: Range;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html, and for each GiB EBS's guide to volume types. */
const LIMITS: Readonly<Record<VolumeType, Limits>> = {
  gp2: { sizeGib: [1, 16_384] },
  gp3: { sizeGib: [1, 65_536], iops: [3_000, 80_000], iopsPerGib: 500, throughput: [125, 2_000] },
  io1: { sizeGib: [4, 16_384], iops: [100, 64_000], iopsPerGib: 50, isProvisioned: true },
  io2: { sizeGib: [4, 65_536], iops: [100, 256_000], iopsPerGib: 1_000, isProvisioned: true },
  st1: { sizeGib: [125, 16_384] },
  sc1: { sizeGib: [125, 16_384] },
  standard: { sizeGib: [1, 1_024] },
};

/** What gp3 has where nothing is said, whatever its size. */
const GP3_IOPS = 3_000;

/** A gp3 volume has at most a MiB a second for each four I/O operations. */
const MAX_THROUGHPUT_PER_IOPS = 0.25;

/** Throws where EC2 creates no volume of the type with that size and performance. [codes unverified] */
export function checkVolumeLimits(
  type: VolumeType,
  sizeGib: number,
  { Iops, Throughput }: { readonly Iops?: number | undefined; readonly Throughput?: number | undefined },
): void {
  const limits = LIMITS[type];
  checkRange(`Volume size of ${sizeGib}GiB for ${type}`, sizeGib, limits.sizeGib);
  if (limits.isProvisioned && Iops === undefined)
    throw new AwsError('MissingParameter', `The parameter iops must be specified for ${type} volumes.`);
  if (Iops !== undefined) {
    checkRange(`Volume iops of ${Iops}`, Iops, limits.iops ?? unsupported('iops', type));
    if (Iops > GP3_IOPS || type !== 'gp3')
      checkRatio('Iops to volume size', Iops / sizeGib, limits.iopsPerGib ?? Infinity);
  }
  if (Throughput !== undefined) {
    const range = limits.throughput ?? unsupported('throughput', type);
    checkRange(`Throughput of ${Throughput}`, Throughput, range);
    checkRatio('Throughput (MiBps) to iops', Throughput / (Iops ?? GP3_IOPS), MAX_THROUGHPUT_PER_IOPS);
  }
}

const unsupported = (parameter: string, type: VolumeType): never => {
  throw new AwsError(
    'InvalidParameterCombination',
    `The parameter ${parameter} is not supported for ${type} volumes.`,
  );
};

const checkRange = (what: string, value: number, [from, to]: Range): void => {
  if (value < from) throw invalid(`${what} is too low; minimum is ${from}.`);
  if (value > to) throw invalid(`${what} is too high; maximum is ${to}.`);
};

const checkRatio = (what: string, ratio: number, maximum: number): void => {
  if (ratio > maximum)
    throw invalid(`${what} ratio of ${ratio.toFixed(6)} is too high; maximum is ${maximum}`);
};

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
