import * as z from 'zod';
import type { Ec2Region } from './account';
import { question } from './authorization';
import { parseFilters, passes } from './filters';
import { listingParameters, listingRate } from './listing';
import { defineOperation } from './operation';
import { attachments, isBootVolume, type VolumeRecord } from './volume-record';

/** DescribeInstances, of those that have volumes attached: the local world knows no others. They run unless they were stopped. By the filter `instance-id`, and all in one page. */
export const describeInstances = defineOperation('DescribeInstances', {
  parameters: {
    ...listingParameters,
    Filters: z.array(z.strictObject({ Name: z.literal('instance-id'), Values: z.array(z.string()) })),
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
          .filter((id) => filters.every((filter) => passes(filter, [id])))
          .map((InstanceId) => ({ Instances: [describeInstance(region, InstanceId, volumes)] })),
      },
    };
  },
});

const RUNNING = { Code: 16, Name: 'running' };
const STOPPED = { Code: 80, Name: 'stopped' };

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
    ...(boot && { RootDeviceName: boot.Device }),
    BlockDeviceMappings: mappings.map(({ volume, Device }) => ({
      DeviceName: Device,
      Ebs: { VolumeId: volume.id, Status: 'attached' },
    })),
  };
};
