import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  type DescribeInstancesCommandInput,
  type EC2Client,
  type Filter,
  type Instance,
} from '@aws-sdk/client-ec2';
import { isSelected, type TagSelection } from '../domain/selection';
import { tagsFromList } from '../domain/tags';
import { translating } from './aws-errors';
import { inCalls } from './filter-values';
import { filtersOf } from './tag-filters';

/** The most that one page of DescribeInstances holds (EC2 API reference). */
const PAGE_SIZE = 1000;

export type InstanceLook = {
  readonly isStopped: boolean;
  /** Absent of any other platform. */
  readonly isWindows?: true;
  /** Absent of one that is not stopped, or was shut down: its memory holds nothing any more. */
  readonly isHibernated?: true;
  readonly volumeIds: readonly string[];
  /** That it boots from; absent of an instance store. */
  readonly bootVolumeId?: string;
};

export type InstanceDevices = {
  readonly volumes: readonly { readonly volumeId: string; readonly device: string }[];
  /** Absent of one that boots from an instance store. */
  readonly bootVolumeId?: string;
};

export type Instances = ReturnType<typeof instancesIn>;

/** Why EC2 shows an instance as stopped whose memory is kept on its root volume. Where it cannot hibernate, it is shut down all the same. */
const HIBERNATED = 'Client.UserInitiatedHibernate';

/** Instances of the Region that `ec2` calls, and their volumes. */
export const instancesIn = (ec2: EC2Client) => ({
  /** Ids of those with a tag, in whatever state: what is terminated has no volumes any more. */
  async taggedWith(tag: TagSelection): Promise<Set<string>> {
    const found = new Set<string>();
    for (const filter of filtersOf(tag))
      for await (const page of pagesOfInstances(ec2, { Filters: [filter] }))
        for (const { InstanceId = '', Tags } of page)
          if (isSelected(tagsFromList(Tags), tag)) found.add(InstanceId);
    return found;
  },

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
        const boot = bootVolumeIdOf({ RootDeviceName, BlockDeviceMappings });
        if (boot !== undefined) booted.set(InstanceId, boot);
      }
      return page.NextToken;
    });
    return booted;
  },

  /** What is attached to an instance, as EC2 shows it now; undefined of one that it does not show. */
  async devicesOf(instanceId: string): Promise<InstanceDevices | undefined> {
    const instance = await instanceById(ec2, instanceId);
    if (instance === undefined) return undefined;
    const { RootDeviceName, BlockDeviceMappings = [] } = instance;
    const volumes = BlockDeviceMappings.flatMap(({ DeviceName = '', Ebs }) =>
      Ebs?.VolumeId === undefined ? [] : [{ volumeId: Ebs.VolumeId, device: DeviceName }],
    );
    const boot = volumes.find(({ device }) => device === RootDeviceName);
    return { volumes, ...(boot && { bootVolumeId: boot.volumeId }) };
  },

  /** How an instance is, as EC2 shows it now; undefined of one that it does not show. */
  async look(instanceId: string): Promise<InstanceLook | undefined> {
    const instance = await instanceById(ec2, instanceId);
    if (instance === undefined) return undefined;
    const { State, StateReason, Platform, BlockDeviceMappings = [] } = instance;
    const isStopped = State?.Name === 'stopped';
    const bootVolumeId = bootVolumeIdOf(instance);
    return {
      isStopped,
      // EC2 writes it small, and the SDK's own list does not.
      ...(Platform?.toLowerCase() === 'windows' && { isWindows: true as const }),
      ...(isStopped && StateReason?.Code === HIBERNATED && { isHibernated: true as const }),
      volumeIds: BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
      ...(bootVolumeId !== undefined && { bootVolumeId }),
    };
  },
});

const bootVolumeIdOf = ({
  RootDeviceName,
  BlockDeviceMappings = [],
}: Pick<Instance, 'RootDeviceName' | 'BlockDeviceMappings'>): string | undefined =>
  BlockDeviceMappings.find(({ DeviceName }) => DeviceName === RootDeviceName)?.Ebs?.VolumeId;

/** As EC2 describes it; undefined of one that it does not show. The id must have been checked, since filters take wildcards. Errors come translated. */
export async function instanceById(ec2: EC2Client, instanceId: string): Promise<Instance | undefined> {
  const Filters: Filter[] = [{ Name: 'instance-id', Values: [instanceId] }];
  // A page may be empty, and not the last one.
  for await (const [instance] of pagesOfInstances(ec2, { Filters }))
    if (instance !== undefined) return instance;
  return undefined;
}

/** Those that fit, as EC2 describes them, page by page. Errors come translated. */
export async function* pagesOfInstances(
  ec2: EC2Client,
  input: Pick<DescribeInstancesCommandInput, 'Filters'> = {},
): AsyncGenerator<Instance[]> {
  let nextToken: string | undefined;
  do {
    const page = await translating(() =>
      ec2.send(
        new DescribeInstancesCommand({
          ...input,
          MaxResults: PAGE_SIZE,
          ...(nextToken && { NextToken: nextToken }),
        }),
      ),
    );
    yield (page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
    nextToken = page.NextToken;
  } while (nextToken);
}

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
