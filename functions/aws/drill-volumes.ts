import {
  DeleteVolumeCommand,
  DescribeVolumesCommand,
  DescribeVolumeStatusCommand,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import type { ShownVolume } from '../domain/guard-drill-volume';
import { TAG, tagsFromList } from '../domain/tags';
import { codeOf, isDenied, isRefusal, messageOf, translated, translating } from './aws-errors';

/** A volume that some drill has made. */
export type MadeByDrill = ShownVolume & {
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
};

/** How a deletion ended; `refused`: EC2 does not do it, or a right is missing. */
export type VolumeDeletion =
  { readonly outcome: 'deleted' | 'gone' } | { readonly outcome: 'refused'; readonly reason: string };

export type DrillVolumes = ReturnType<typeof drillVolumesIn>;

/** Volumes of the Region that `ec2` calls, as a drill looks at them and deletes them again. Throws what passes by itself. */
export const drillVolumesIn = (ec2: EC2Client) => ({
  /** Undefined where EC2 does not show it. The id must have been checked, since filters take wildcards. */
  async byId(volumeId: string): Promise<ShownVolume | undefined> {
    return (await find(ec2, [{ Name: 'volume-id', Values: [volumeId] }]))[0];
  },

  /** All that drills of the deployment have made, and that are still there. */
  madeFor: (deployment: string): Promise<MadeByDrill[]> =>
    find(ec2, [
      { Name: `tag:${TAG.restoredBy}`, Values: [deployment] },
      { Name: 'tag-key', Values: [TAG.drill] },
    ]),

  /** Whether EBS has read all of it from its snapshot; false where EC2 does not say. */
  async isInitialized(volumeId: string): Promise<boolean> {
    try {
      const { VolumeStatuses: [status] = [] } = await ec2.send(
        new DescribeVolumeStatusCommand({ VolumeIds: [volumeId] }),
      );
      const details = status?.VolumeStatus?.Details ?? [];
      return details.some(({ Name, Status }) => Name === 'initialization-state' && Status === 'completed');
    } catch (error) {
      if (codeOf(error) === 'InvalidVolume.NotFound') return false;
      throw translated(error);
    }
  },

  /** A repeated call answers `gone`. */
  async delete(volumeId: string): Promise<VolumeDeletion> {
    try {
      await ec2.send(new DeleteVolumeCommand({ VolumeId: volumeId }));
      return { outcome: 'deleted' };
    } catch (error) {
      if (codeOf(error) === 'InvalidVolume.NotFound') return { outcome: 'gone' };
      if (!isRefusal(error) && !isDenied(error)) throw translated(error);
      return { outcome: 'refused', reason: `EC2 refuses, ${codeOf(error)}: ${messageOf(error)}` };
    }
  },
});

async function find(ec2: EC2Client, filters: Filter[]): Promise<MadeByDrill[]> {
  const found: MadeByDrill[] = [];
  let nextToken: string | undefined;
  do {
    const page = await translating(() =>
      ec2.send(
        new DescribeVolumesCommand({
          Filters: filters,
          MaxResults: 500,
          ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        }),
      ),
    );
    for (const { VolumeId, State, Attachments, CreateTime, Tags } of page.Volumes ?? [])
      found.push({
        volumeId: VolumeId ?? '',
        state: State ?? 'unknown',
        attachments: Attachments?.length ?? 0,
        createdAt: CreateTime?.toISOString() ?? '',
        tags: tagsFromList(Tags),
      });
    nextToken = page.NextToken;
  } while (nextToken);
  return found;
}
