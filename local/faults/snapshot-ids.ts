import type { AwsEvent } from '../aws/api';

/** The ids of the snapshots or copies that an event of EC2 is about: one, or all members of a set. */
export function snapshotIdsOf({ detail }: AwsEvent): string[] {
  const members = (detail['snapshots'] ?? []) as readonly { readonly snapshot_id: string }[];
  return [...members.map(({ snapshot_id }) => snapshot_id), detail['snapshot_id']].flatMap((arn) =>
    typeof arn === 'string' ? [arn.slice(arn.lastIndexOf('/') + 1)] : [],
  );
}
