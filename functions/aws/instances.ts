import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { translating } from './aws-errors';
import { inCalls } from './filter-values';

export type Instances = ReturnType<typeof instancesIn>;

/** Instances of the Region that `ec2` calls, and their volumes. */
export const instancesIn = (ec2: EC2Client) => ({
  /** By instance, the ids of the volumes that are attached to it, in order; of one that has none nothing. */
  async volumeIdsOf(instanceIds: readonly string[]): Promise<Map<string, string[]>> {
    const attached = new Map(instanceIds.map((id) => [id, [] as string[]]));
    await eachPage(instanceIds, async (Values, NextToken) => {
      const filters: Filter[] = [{ Name: 'attachment.instance-id', Values }];
      const page = await ec2.send(
        new DescribeVolumesCommand({ Filters: filters, MaxResults: 500, ...(NextToken && { NextToken }) }),
      );
      for (const { VolumeId = '', Attachments = [] } of page.Volumes ?? [])
        for (const { InstanceId = '' } of Attachments) attached.get(InstanceId)?.push(VolumeId);
      return page.NextToken;
    });
    for (const volumeIds of attached.values()) volumeIds.sort();
    return attached;
  },

  /** By instance that EC2 shows, the id of the volume that it boots from; of an instance store nothing. */
  async bootVolumeIdsOf(instanceIds: readonly string[]): Promise<Map<string, string>> {
    const booted = new Map<string, string>();
    await eachPage(instanceIds, async (Values, NextToken) => {
      const filters: Filter[] = [{ Name: 'instance-id', Values }];
      const page = await ec2.send(
        new DescribeInstancesCommand({ Filters: filters, MaxResults: 500, ...(NextToken && { NextToken }) }),
      );
      const instances = (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
      for (const { InstanceId = '', RootDeviceName, BlockDeviceMappings = [] } of instances) {
        const boot = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === RootDeviceName);
        if (boot?.Ebs?.VolumeId !== undefined) booted.set(InstanceId, boot.Ebs.VolumeId);
      }
      return page.NextToken;
    });
    return booted;
  },

  /** Whether an instance is stopped; false of one that EC2 does not show. */
  async isStopped(instanceId: string): Promise<boolean> {
    const filters: Filter[] = [{ Name: 'instance-id', Values: [instanceId] }];
    const page = await translating(() => ec2.send(new DescribeInstancesCommand({ Filters: filters })));
    const [instance] = (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
    return instance?.State?.Name === 'stopped';
  },
});

/** Calls `read` for as many ids as a filter takes, and page by page. */
async function eachPage(
  ids: readonly string[],
  read: (some: string[], nextToken: string | undefined) => Promise<string | undefined>,
): Promise<void> {
  for (const some of inCalls(ids)) {
    let nextToken: string | undefined;
    do nextToken = await translating(() => read(some, nextToken));
    while (nextToken !== undefined && nextToken !== '');
  }
}
