import type { CreateSnapshotRequest, Volume } from '@aws-sdk/client-ec2';
import type { Tags } from '../../functions/domain/tags';
import type { ApiRequest, Outcome } from '../aws/api';
import type { Ec2 } from '../aws/ec2';

/** AWS Backup's mark, under which nobody else may delete. */
export const BACKUP_TAG = 'aws:backup:source-resource';

/** GuardDuty's, which takes snapshots to scan them and deletes them by itself. */
export const SCAN_TAG = 'GuardDutyScanId';

/** What Velero leaves on a volume that it has restored, and deletes its own snapshots by. */
export const VELERO_TAG = { Key: 'velero.io/backup', Value: 'restored' } as const;

const MAKERS_TAGS = [BACKUP_TAG, SCAN_TAG, VELERO_TAG.Key];

/** Whether it bears what tells of another maker, from the first or since, and its volume does not: then it may be left alone. */
export const hasMakersTag = (tags: Tags, volumeTags: Tags = {}): boolean =>
  MAKERS_TAGS.some((key) => key in tags && tags[key] !== volumeTags[key]);

/** The keys of the volumes' own tags that belong on their snapshots, and of those by which AWS's document for VSS tells how it took them. */
export const keysToCarry = (volumes: readonly Volume[]): string[] => [
  'AppConsistent',
  'AwsVssConfig',
  ...volumes
    .flatMap(({ Tags = [] }) => Tags.map(({ Key = '' }) => Key))
    .filter((key) => key !== VELERO_TAG.Key),
];

/** Ids of what a call of somebody else has taken for other ends than ours: for a scan, or for an AMI. */
export function takenForOtherEnds(
  { operation, region, input, caller }: Pick<ApiRequest, 'operation' | 'region' | 'input' | 'caller'>,
  { output }: Pick<Outcome, 'output'>,
  ec2: Pick<Ec2, 'snapshotIdsOf'>,
): readonly string[] {
  if ('roleArn' in caller) return [];
  if (operation === 'CreateImage') return ec2.snapshotIdsOf(region, String(output['ImageId']));
  const { TagSpecifications = [] } = input as Partial<CreateSnapshotRequest>;
  const isScan =
    operation === 'CreateSnapshot' &&
    TagSpecifications.some(({ Tags = [] }) => Tags.some(({ Key }) => Key === SCAN_TAG));
  return isScan ? [String(output['SnapshotId'])] : [];
}
