import * as z from 'zod';
import { AwsError } from '../api';
import type { Ec2Region } from './account';
import { question } from './authorization';
import { parseFilters, passes, type Filter } from './filters';
import { instanceState, knownInstanceIds } from './instance-power';
import { listingParameters, listingRate } from './listing';
import { defineOperation } from './operation';
import { NO_TAGS, tagList, type Tags } from './resource-tags';
import { attachments, isBootVolume, shownAttachments, type VolumeRecord } from './volume-record';

/** DescribeInstances, of those that have volumes attached or do not run: the local world knows no others. All, or by their ids or tags, and in one page. */
export const describeInstances = defineOperation('DescribeInstances', {
  parameters: {
    ...listingParameters,
    InstanceIds: z.array(z.string()).optional(),
    Filters: z
      .array(
        z.strictObject({
          Name: z.union([z.literal(['instance-id', 'tag-key']), z.templateLiteral(['tag:', z.string()])]),
          Values: z.array(z.string()),
        }),
      )
      .optional(),
  },
  rate: (input) => listingRate(input, input.InstanceIds),
  authorizations: (subject) => [question(subject, 'DescribeInstances', '*')],
  apply: ({ region, nowMs }, input) => {
    const filters = parseFilters(input.Filters);
    const volumes = [...region.volumes.find([], nowMs, -1)].filter(
      (volume) => attachments(volume).length > 0,
    );
    const known = knownInstanceIds(region);
    const { InstanceIds } = input;
    const missing = InstanceIds?.find((id) => !known.has(id));
    if (missing !== undefined)
      throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${missing}' does not exist`);
    const ids = [...known].filter((id) => InstanceIds?.includes(id) ?? true);
    return {
      output: {
        Reservations: ids
          .filter((id) => filters.every((filter) => passes(filter, valuesOf(filter, id, region))))
          .map((InstanceId) => ({
            Instances: [
              {
                ...describeInstance(region, InstanceId, volumes, nowMs),
                ...tagList(tagsOf(region, InstanceId)),
              },
            ],
          })),
      },
    };
  },
});

const tagsOf = (region: Ec2Region, instanceId: string): Tags =>
  region.instanceTags.get(instanceId) ?? NO_TAGS;

function valuesOf({ name }: Filter, instanceId: string, region: Ec2Region): string[] {
  if (name === 'instance-id') return [instanceId];
  const tags = tagsOf(region, instanceId);
  if (name === 'tag-key') return [...tags.keys()];
  const value = tags.get(name.slice('tag:'.length));
  return value === undefined ? [] : [value];
}

const describeInstance = (
  region: Ec2Region,
  InstanceId: string,
  volumes: readonly VolumeRecord[],
  nowMs: number,
) => {
  const mappings = volumes.flatMap((volume) =>
    shownAttachments(volume, nowMs)
      .filter((attachment) => attachment.InstanceId === InstanceId)
      .map(({ Device, State = 'attached' }) => ({ volume, Device, Status: State })),
  );
  const boot = mappings.find(({ volume }) => isBootVolume(volume, InstanceId));
  const root = boot?.Device ?? region.rootDevices.get(InstanceId);
  // An instance is where its volumes are; of one that has none no zone is known.
  const zone = mappings[0]?.volume.details.AvailabilityZone;
  return {
    InstanceId,
    State: instanceState(region, InstanceId, nowMs),
    // Of Linux nothing is said.
    ...(region.windowsInstances.has(InstanceId) && { Platform: 'windows' }),
    ...(root !== undefined && { RootDeviceName: root }),
    ...(zone !== undefined && { Placement: { AvailabilityZone: zone } }),
    BlockDeviceMappings: mappings.map(({ volume, Device, Status }) => ({
      DeviceName: Device,
      Ebs: { VolumeId: volume.id, Status },
    })),
  };
};
