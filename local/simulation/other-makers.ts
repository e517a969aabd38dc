import type { CreateSnapshotRequest, Volume } from '@aws-sdk/client-ec2';
import type { Tags } from '../../functions/domain/tags';
import type { ApiRequest } from '../aws/api';

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

/** The keys of the volumes' own tags that belong on their snapshots. */
export const keysToCarry = (volumes: readonly Volume[]): string[] =>
  volumes.flatMap(({ Tags = [] }) => Tags.map(({ Key = '' }) => Key)).filter((key) => key !== VELERO_TAG.Key);

/** Whether a call takes a snapshot for a scan. */
export const isScan = ({ operation, input }: Pick<ApiRequest, 'operation' | 'input'>): boolean => {
  const { TagSpecifications = [] } = input as Partial<CreateSnapshotRequest>;
  return (
    operation === 'CreateSnapshot' &&
    TagSpecifications.some(({ Tags = [] }) => Tags.some(({ Key }) => Key === SCAN_TAG))
  );
};
