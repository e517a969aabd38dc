import {
  CreateSnapshotCommand,
  CreateSnapshotsCommand,
  CreateTagsCommand,
  type EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';

/** A snapshot, or a multi-volume set of an instance, that somebody takes. */
export type Taking = {
  readonly atMs: number;
  readonly who: string;
  readonly tags: readonly Tag[];
  /** The name of another deployment that adopts it at once. */
  readonly claimedBy?: string;
} & ({ readonly volumeId: string } | { readonly instanceId: string });

/** Takes what a scenario says, and lets another deployment adopt it where it does. */
export async function takeSnapshot(ec2: EC2Client, taking: Taking): Promise<unknown> {
  const tags =
    taking.tags.length === 0
      ? {}
      : { TagSpecifications: [{ ResourceType: 'snapshot' as const, Tags: [...taking.tags] }] };
  if (!('volumeId' in taking))
    return ec2.send(new CreateSnapshotsCommand({ InstanceSpecification: { InstanceId: taking.instanceId } }));
  const { volumeId: VolumeId } = taking;
  const { SnapshotId = '', StartTime } = await ec2.send(new CreateSnapshotCommand({ VolumeId, ...tags }));
  if (taking.claimedBy === undefined) return SnapshotId;
  const Tags = [
    { Key: TAG.managedBy, Value: taking.claimedBy },
    { Key: TAG.snapshot, Value: SnapshotId },
    { Key: TAG.volume, Value: VolumeId },
    { Key: TAG.takenAt, Value: StartTime?.toISOString() ?? '' },
  ];
  return ec2.send(new CreateTagsCommand({ Resources: [SnapshotId], Tags }));
}
