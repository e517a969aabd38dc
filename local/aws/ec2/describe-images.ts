import * as z from 'zod';
import { AwsError } from '../api';
import { question } from './authorization';
import { checkImageId } from './existing-resource';
import { describeImage } from './image-record';
import { listEntries, listingParameters, listingRate } from './listing';
import { defineOperation } from './operation';

/** DescribeImages of the account's own AMIs, in order of creation: those of others are not simulated. None is disabled. One unknown id fails the whole call. */
export const describeImages = defineOperation('DescribeImages', {
  parameters: {
    ...listingParameters,
    ImageIds: z.array(z.string()).optional(),
    Owners: z.tuple([z.literal('self')]),
    IncludeDisabled: z.boolean().optional(),
  },
  rate: (input) => listingRate(input, input.ImageIds),
  authorizations: (subject) => [question(subject, 'DescribeImages', '*')],
  apply: ({ region, nowMs }, input) => {
    for (const id of input.ImageIds ?? []) {
      checkImageId(id);
      if (region.images.get(id) === undefined)
        throw new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
    }
    const { entries, nextToken } = listEntries(region.images, nowMs, input, input.ImageIds);
    return {
      output: {
        Images: entries.map((image) => describeImage(region, image)),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      },
    };
  },
});
