import {
  CreateTagsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Filter,
  type Volume as Ec2Volume,
} from '@aws-sdk/client-ec2';
import { isSelected, type TagSelection } from '../domain/selection';
import { tagsFromList, tagsToList, type Tags } from '../domain/tags';
import type { Volume } from '../domain/volume';
import { codeOf, translated, translating } from './aws-errors';
import { filtersOf } from './tag-filters';

export type Volumes = ReturnType<typeof volumesIn>;

/** The most that one page of DescribeVolumes holds (EC2 API reference). */
const PAGE_SIZE = 1000;

/** Volumes of the Region that `ec2` calls. */
export const volumesIn = (ec2: EC2Client) => ({
  /** All of the Region, a page of up to 1,000 at a time. */
  pages: () => pages(ec2, []),

  /** Those with the tag of the selection. */
  async selectedBy(selection: TagSelection): Promise<Volume[]> {
    const found: Volume[] = [];
    for (const filter of filtersOf(selection))
      for await (const page of pages(ec2, [filter]))
        found.push(...page.filter(({ tags }) => isSelected(tags, selection)));
    return found;
  },

  /** Those that are attached to an instance. The id must have been checked (`InstanceId`), since filters take wildcards. */
  async attachedTo(instanceId: string): Promise<Volume[]> {
    const found: Volume[] = [];
    for await (const page of pages(ec2, [{ Name: 'attachment.instance-id', Values: [instanceId] }]))
      found.push(...page);
    return found;
  },

  /**
   * One volume, or undefined where EC2 does not show it. The id must have been checked (`VolumeId`), since filters take wildcards;
   * asking by VolumeIds would fail for a volume that is gone.
   */
  byId: (volumeId: string): Promise<Volume | undefined> =>
    translating(async () => {
      let nextToken: string | undefined;
      do {
        const page = await ec2.send(
          new DescribeVolumesCommand({
            Filters: [{ Name: 'volume-id', Values: [volumeId] }],
            ...(nextToken === undefined ? {} : { NextToken: nextToken }),
          }),
        );
        const [volume] = page.Volumes ?? [];
        if (volume !== undefined) return fromEc2(volume);
        nextToken = page.NextToken;
      } while (nextToken);
      return undefined;
    }),

  /** Sets tags, overwriting equal keys; false where the volume is gone. */
  async tag(volumeId: string, tags: Tags): Promise<boolean> {
    try {
      await ec2.send(new CreateTagsCommand({ Resources: [volumeId], Tags: tagsToList(tags) }));
      return true;
    } catch (error) {
      if (codeOf(error) === 'InvalidVolume.NotFound') return false;
      throw translated(error);
    }
  },
});

async function* pages(ec2: EC2Client, filters: Filter[]): AsyncGenerator<Volume[]> {
  let nextToken: string | undefined;
  do {
    const page = await translating(() =>
      ec2.send(
        new DescribeVolumesCommand({
          ...(filters.length === 0 ? {} : { Filters: filters }),
          MaxResults: PAGE_SIZE,
          ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        }),
      ),
    );
    yield (page.Volumes ?? []).map(fromEc2);
    nextToken = page.NextToken;
  } while (nextToken);
}

/** EC2's answer in our form. */
export function fromEc2(volume: Ec2Volume): Volume {
  const [attachment, ...others] = volume.Attachments ?? [];
  const otherInstanceIds = others.flatMap(({ InstanceId }) => InstanceId ?? []);
  return {
    volumeId: volume.VolumeId ?? '',
    volumeType: volume.VolumeType ?? '',
    sizeGib: volume.Size ?? 0,
    zone: volume.AvailabilityZone ?? '',
    ...(volume.CreateTime === undefined ? {} : { createdAt: volume.CreateTime.toISOString() }),
    ...(volume.Iops === undefined ? {} : { iops: volume.Iops }),
    ...(volume.Throughput === undefined ? {} : { throughputMibps: volume.Throughput }),
    ...(attachment?.Device === undefined ? {} : { device: attachment.Device }),
    ...(attachment?.InstanceId === undefined ? {} : { instanceId: attachment.InstanceId }),
    ...(otherInstanceIds.length === 0 ? {} : { otherInstanceIds }),
    ...(volume.State === 'error' && { unfit: 'error' as const }),
    ...(GOING.has(volume.State ?? '') && { unfit: 'deleting' as const }),
    tags: tagsFromList(volume.Tags),
  };
}

const GOING: ReadonlySet<string> = new Set(['deleting', 'deleted']);
