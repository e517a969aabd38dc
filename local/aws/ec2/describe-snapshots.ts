import * as z from 'zod';
import { question } from './authorization';
import { existingSnapshot } from './existing-resource';
import { listEntries, listingParameters, listingRate } from './listing';
import { defineOperation } from './operation';
import { describeSnapshot } from './snapshot-record';

/**
 * DescribeSnapshots, in order of creation: the account's own snapshots, since those of others, public ones too, are not
 * simulated. One unknown id fails the whole call.
 */
export const describeSnapshots = defineOperation('DescribeSnapshots', {
  parameters: {
    ...listingParameters,
    SnapshotIds: z.array(z.string()).optional(),
    OwnerIds: z.array(z.string()).optional(),
  },
  rate: (input) => listingRate(input, input.SnapshotIds),
  authorizations: (subject) => [question(subject, 'DescribeSnapshots', '*')],
  apply: ({ account, region, nowMs }, input) => {
    input.SnapshotIds?.forEach((id) => existingSnapshot(region, id));
    const { entries, nextToken } = listEntries(region.snapshots, nowMs, input, input.SnapshotIds);
    const owners = input.OwnerIds ?? [];
    const areOwn = owners.length === 0 || owners.includes('self') || owners.includes(account.id);
    if (!areOwn) return { output: { Snapshots: [] } };
    return {
      output: {
        Snapshots: entries.map((snapshot) => describeSnapshot(snapshot, account.id, nowMs)),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      },
    };
  },
});
