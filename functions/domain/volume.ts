import type { Tags } from './tags';

/** What protection needs of a volume. Absent numbers are those that the volume type does not have. */
export type Volume = {
  readonly volumeId: string;
  readonly volumeType: string;
  readonly sizeGib: number;
  readonly zone: string;
  /** ISO 8601 in UTC; absent where EC2 does not tell. */
  readonly createdAt?: string;
  readonly iops?: number;
  readonly throughputMibps?: number;
  /** Of the first attachment. */
  readonly device?: string;
  readonly instanceId?: string;
  /** Of one that is attached to several, the instances of the others. */
  readonly otherInstanceIds?: readonly string[];
  /** The state in which EC2 takes no snapshot of it; absent of all others. */
  readonly unfit?: 'deleting' | 'error';
  readonly tags: Tags;
};

/** All instances that it is attached to. */
export const instanceIdsOf = ({
  instanceId,
  otherInstanceIds = [],
}: Pick<Volume, 'instanceId' | 'otherInstanceIds'>): string[] =>
  instanceId === undefined ? [] : [instanceId, ...otherInstanceIds];
