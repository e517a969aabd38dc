import { DescribeSnapshotTierStatusCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { codeOf, translated } from './aws-errors';

/** Where there is no archive tier, nothing is moved there. */
const NO_SUCH_TIER = ['InvalidAction', 'UnsupportedOperation'];

/**
 * Ids of the snapshots of the Region that somebody is archiving. EC2 shows them in the standard tier until they have arrived, and would
 * delete them. It is asked anew for each plan that deletes: what somebody began since cannot be had back. Throws ServiceBusy,
 * AccessDenied, or EC2's own.
 */
export async function archivingIn(ec2: EC2Client): Promise<ReadonlySet<string>> {
  const snapshotIds = new Set<string>();
  let nextToken: string | undefined;
  try {
    // A page may be empty and still not be the last one.
    do {
      const page = await ec2.send(
        new DescribeSnapshotTierStatusCommand({
          Filters: [{ Name: 'last-tiering-operation', Values: ['archival-in-progress'] }],
          MaxResults: 1000,
          ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        }),
      );
      for (const { SnapshotId } of page.SnapshotTierStatuses ?? [])
        if (SnapshotId !== undefined) snapshotIds.add(SnapshotId);
      nextToken = page.NextToken;
    } while (nextToken);
  } catch (error) {
    // After a first page there is such a tier, and a part of the list would leave the rest to be deleted.
    if (nextToken !== undefined || !NO_SUCH_TIER.includes(codeOf(error))) throw translated(error);
  }
  return snapshotIds;
}
