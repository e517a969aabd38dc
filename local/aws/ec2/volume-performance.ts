import type { Volume, VolumeType } from '@aws-sdk/client-ec2';

type Performance = Pick<Volume, 'Iops' | 'Throughput'>;

/** What EC2 gives a volume where nothing else is asked for, in I/O operations and MiB a second. */
const DEFAULTS: Partial<Record<VolumeType, (sizeGib: number) => Performance>> = {
  gp2: (sizeGib) => ({ Iops: Math.min(16_000, Math.max(100, 3 * sizeGib)) }),
  gp3: () => ({ Iops: 3_000, Throughput: 125 }),
};

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
