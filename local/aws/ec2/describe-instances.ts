import * as z from 'zod';
import type { Ec2Region } from './account';
import { question } from './authorization';
import { parseFilters, passes, type Filter } from './filters';
import { listingParameters, listingRate } from './listing';
import { defineOperation } from './operation';
import { NO_TAGS, tagList, type Tags } from './resource-tags';
import { attachments, isBootVolume, type VolumeRecord } from './volume-record';

/** DescribeInstances, of those that have volumes attached: the local world knows no others. They run unless they were stopped. All, or by their ids or tags, and in one page. */
export const describeInstances = defineOperation('DescribeInstances', {
  parameters: {
    ...listingParameters,
    Filters: z
      .array(
        z.strictObject({
          Name: z.union([z.literal(['instance-id', 'tag-key']), z.templateLiteral(['tag:', z.string()])]),
          Values: z.array(z.string()),
        }),
      )
      .optional(),
  },
  rate: (input) => listingRate(input),
  authorizations: (subject) => [question(subject, 'DescribeInstances', '*')],
  apply: ({ region, nowMs }, input) => {
    const filters = parseFilters(input.Filters);
    const volumes = [...region.volumes.find([], nowMs, -1)].filter(
      (volume) => attachments(volume).length > 0,
    );
    const ids = [
      ...new Set(volumes.flatMap((one) => attachments(one).flatMap(({ InstanceId }) => InstanceId ?? []))),
    ];
    return {
      output: {
        Reservations: ids
          .filter((id) => filters.every((filter) => passes(filter, valuesOf(filter, id, region))))
          .map((InstanceId) => ({
            Instances: [
              { ...describeInstance(region, InstanceId, volumes), ...tagList(tagsOf(region, InstanceId)) },
            ],
          })),
      },
    };
  },
});

const RUNNING = { Code: 16, Name: 'running' };
const STOPPED = { Code: 80, Name: 'stopped' };

const tagsOf = (region: Ec2Region, instanceId: string): Tags =>
  region.instanceTags.get(instanceId) ?? NO_TAGS;

function valuesOf({ name }: Filter, instanceId: string, region: Ec2Region): string[] {
  if (name === 'instance-id') return [instanceId];
  const tags = tagsOf(region, instanceId);
  if (name === 'tag-key') return [...tags.keys()];
  const value = tags.get(name.slice('tag:'.length));
  return value === undefined ? [] : [value];
}

const describeInstance = (region: Ec2Region, InstanceId: string, volumes: readonly VolumeRecord[]) => {
  const mappings = volumes.flatMap((volume) =>
    attachments(volume)
      .filter((attachment) => attachment.InstanceId === InstanceId)
      .map(({ Device }) => ({ volume, Device })),
  );
  const boot = mappings.find(({ volume }) => isBootVolume(volume, InstanceId));
  return {
    InstanceId,
    State: region.stoppedInstances.has(InstanceId) ? STOPPED : RUNNING,
    // Of Linux nothing is said.
    ...(region.windowsInstances.has(InstanceId) && { Platform: 'windows' }),
    ...(boot && { RootDeviceName: boot.Device }),
    BlockDeviceMappings: mappings.map(({ volume, Device }) => ({
      DeviceName: Device,
      Ebs: { VolumeId: volume.id, Status: 'attached' },
    })),
  };
};
