import type { Volume, VolumeType } from '@aws-sdk/client-ec2';
import { AwsError } from '../api';

type Performance = Pick<Volume, 'Iops' | 'Throughput'>;

/** What EC2 gives a volume where nothing else is asked for, in I/O operations and MiB a second. */
const DEFAULTS: Partial<Record<VolumeType, (sizeGib: number) => Performance>> = {
  gp2: (sizeGib) => ({ Iops: Math.min(16_000, Math.max(100, 3 * sizeGib)) }),
  gp3: () => ({ Iops: 3_000, Throughput: 125 }),
};

/** The types whose I/O operations a request may choose; those of these two it must. */
const PROVISIONED: readonly VolumeType[] = ['io1', 'io2'];

/** What DescribeVolumes shows of a volume's performance: nothing for magnetic ones, throughput only for gp3. */
export const shownPerformance = (
  type: VolumeType | undefined,
  sizeGib: number,
  { Iops, Throughput }: Performance,
): Performance => ({
  ...(type !== undefined && DEFAULTS[type]?.(sizeGib)),
  ...(Iops !== undefined && { Iops }),
  ...(Throughput !== undefined && { Throughput }),
});

/** Throws where EC2 creates no volume of the type with that performance. [codes unverified] */
export function checkPerformance(type: VolumeType, { Iops, Throughput }: Performance): void {
  if (PROVISIONED.includes(type) && Iops === undefined)
    throw new AwsError('MissingParameter', `The parameter iops must be specified for ${type} volumes.`);
  const refuse = (parameter: string): never => {
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameter ${parameter} is not supported for ${type} volumes.`,
    );
  };
  if (Iops !== undefined && type !== 'gp3' && !PROVISIONED.includes(type)) refuse('iops');
  if (Throughput !== undefined && type !== 'gp3') refuse('throughput');
}
