import { DescribeVolumesCommand, type EC2Client, type Volume as Ec2Volume } from '@aws-sdk/client-ec2';
import { tagsFromList } from '../domain/tags';
import type { Volume } from '../domain/volume';
import { translating } from './aws-errors';

export type Volumes = ReturnType<typeof volumesIn>;

/** Volumes of the Region that `ec2` calls. */
export const volumesIn = (ec2: EC2Client) => ({
  /**
   * The volumes with these ids, in no particular order; those that do not exist are left out. Takes at most 200 ids, the
   * most that a filter takes; a multi-volume set has at most 128 members.
   * Asking by filter makes one unknown id harmless; asking by VolumeIds would fail for all.
   */
  find: (volumeIds: readonly string[]): Promise<Volume[]> =>
    translating(async () => {
      const found: Volume[] = [];
      let nextToken: string | undefined;
      do {
        const page = await ec2.send(
          new DescribeVolumesCommand({
            Filters: [{ Name: 'volume-id', Values: [...volumeIds] }],
            ...(nextToken === undefined ? {} : { NextToken: nextToken }),
          }),
        );
        found.push(...(page.Volumes ?? []).map(fromEc2));
        nextToken = page.NextToken;
      } while (nextToken);
      return found;
    }),
});

/** EC2's answer in our form. */
export function fromEc2(volume: Ec2Volume): Volume {
  const attachment = volume.Attachments?.[0];
  return {
    volumeId: volume.VolumeId ?? '',
    volumeType: volume.VolumeType ?? '',
    sizeGib: volume.Size ?? 0,
    zone: volume.AvailabilityZone ?? '',
    ...(volume.Iops === undefined ? {} : { iops: volume.Iops }),
    ...(volume.Throughput === undefined ? {} : { throughputMibps: volume.Throughput }),
    ...(attachment?.Device === undefined ? {} : { device: attachment.Device }),
    ...(attachment?.InstanceId === undefined ? {} : { instanceId: attachment.InstanceId }),
    tags: tagsFromList(volume.Tags),
  };
}
