import type { VolumeStatusItem } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { question } from './authorization';
import { existingVolume } from './existing-resource';
import { initializationStatus, isInitialized } from './initialization';
import { listEntries, listingParameters } from './listing';
import { defineOperation } from './operation';
import { volumeState, type VolumeRecord } from './volume-record';

const { MaxResults, NextToken } = listingParameters;

/** DescribeVolumeStatus, in order of creation, without filters. Nothing is wrong with a volume here but that it is not there yet, or not initialized. */
export const describeVolumeStatus = defineOperation('DescribeVolumeStatus', {
  parameters: { MaxResults, NextToken, VolumeIds: z.array(z.string()).optional() },
  rate: 'describe',
  authorizations: (subject) => [question(subject, 'DescribeVolumeStatus', '*')],
  apply: ({ region, nowMs }, input) => {
    input.VolumeIds?.forEach((id) => existingVolume(region, id));
    const { entries, nextToken } = listEntries(region.volumes, nowMs, input, input.VolumeIds);
    return {
      output: {
        VolumeStatuses: entries.map((volume) => statusOf(volume, nowMs)),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      },
    };
  },
});

/** The status of a volume that was made of nothing is [unverified]. */
function statusOf(volume: VolumeRecord, nowMs: number): VolumeStatusItem {
  const { initialization, details } = volume;
  const isThere = ['available', 'in-use'].includes(volumeState(volume, nowMs));
  const isComplete = initialization === undefined || isInitialized(initialization, nowMs);
  const hasProvisionedIops = details.VolumeType === 'io1' || details.VolumeType === 'io2';
  return {
    VolumeId: volume.id,
    AvailabilityZone: details.AvailabilityZone,
    Actions: [],
    Events: [],
    VolumeStatus: {
      Status: isThere ? 'ok' : 'insufficient-data',
      Details: [
        { Name: 'io-enabled', Status: isThere ? 'passed' : 'insufficient-data' },
        { Name: 'io-performance', Status: hasProvisionedIops && isThere ? 'normal' : 'not-applicable' },
        { Name: 'initialization-state', Status: isComplete ? 'completed' : 'initializing' },
      ],
    },
    ...(initialization && { InitializationStatusDetails: initializationStatus(initialization, nowMs) }),
  };
}
