import * as z from 'zod';
import { question } from './authorization';
import { existingVolume } from './existing-resource';
import { listEntries, listingParameters, listingRate } from './listing';
import { defineOperation } from './operation';
import { describeVolume } from './volume-record';

/** DescribeVolumes, in order of creation. One unknown id fails the whole call. */
export const describeVolumes = defineOperation('DescribeVolumes', {
  parameters: { ...listingParameters, VolumeIds: z.array(z.string()).optional() },
  rate: (input) => listingRate(input, input.VolumeIds),
  authorizations: (subject) => [question(subject, 'DescribeVolumes', '*')],
  apply: ({ region, nowMs }, input) => {
    input.VolumeIds?.forEach((id) => existingVolume(region, id));
    const { entries, nextToken } = listEntries(region.volumes, nowMs, input, input.VolumeIds);
    return {
      output: {
        Volumes: entries.map((volume) => describeVolume(volume, nowMs)),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      },
    };
  },
});
