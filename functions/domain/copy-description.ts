import { isSnapshotId, isVolumeId } from './ids';
import { endingOfSet, readSet, type SnapshotSet } from './snapshot-set';
import { TAG, type Tags } from './tags';

/** What a copy was made from, by whom and in which call: the witness of a copy. */
export type CopyWitness = {
  readonly deployment: string;
  readonly sourceSnapshotId: string;
  /** Origin volume. */
  readonly volumeId: string;
  /** Region of the origin volume and of the source. */
  readonly region: string;
  /** When the data is from: start of the source. ISO 8601 in UTC. */
  readonly takenAt: string;
  /** When CopySnapshot was called. ISO 8601 in UTC. */
  readonly requestedAt: string;
  /** Of the one call; no two calls have the same. Letters and digits. */
  readonly requestId: string;
  /** The set of the source, where it is of one. */
  readonly set?: SnapshotSet | undefined;
};

/**
 * The description that every copy of ours is made with. Unlike a tag, nobody can change it afterwards (EC2 has no such call).
 * At most 250 of the 255 characters that EC2 takes.
 */
export const describeCopy = (witness: CopyWitness): string =>
  `${descriptionOfCopies(witness.deployment)}${witness.sourceSnapshotId} of ${witness.volumeId} in ${witness.region}, ` +
  `taken ${witness.takenAt}, requested ${witness.requestedAt} ${witness.requestId}` +
  (witness.set === undefined ? '' : endingOfSet(witness.set));

/** What the descriptions of all copies of a deployment begin with. */
export const descriptionOfCopies = (deployment: string): string => `snapshot-keeper ${deployment}: copy of `;

/** The tags that a copy of this witness has, as an index of it. */
export const tagsByWitness = (witness: CopyWitness): Tags => ({
  [TAG.managedBy]: witness.deployment,
  [TAG.volume]: witness.volumeId,
  [TAG.region]: witness.region,
  [TAG.takenAt]: witness.takenAt,
  [TAG.sourceSnapshot]: witness.sourceSnapshotId,
});

/** For a person who is to put them back. */
export const tagsInWords = (witness: CopyWitness): string =>
  Object.entries(tagsByWitness(witness))
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');

const DESCRIPTION =
  /^snapshot-keeper ([a-z][a-z0-9-]{0,29}): copy of (\S+) of (\S+) in ([a-z0-9-]+), taken (\S+), requested (\S+) ([0-9A-Za-z-]{1,36})(?:, set (\S+))?$/;

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/;

/** Reads the description of a copy of ours, of any deployment. Undefined for any other text. */
export function readCopyDescription(description: string): CopyWitness | undefined {
  const match = DESCRIPTION.exec(description);
  if (match === null) return undefined;
  const [, deployment, sourceSnapshotId, volumeId, region, takenAt, requestedAt, requestId, ofSet] =
    match as unknown as [string, string, string, string, string, string, string, string, string?];
  const set = readSet(ofSet);
  if (ofSet !== undefined && set === undefined) return undefined;
  const isTime = (text: string): boolean => TIME.test(text) && !Number.isNaN(Date.parse(text));
  if (!isSnapshotId(sourceSnapshotId) || !isVolumeId(volumeId)) return undefined;
  if (!isTime(takenAt) || !isTime(requestedAt)) return undefined;
  return {
    deployment,
    sourceSnapshotId,
    volumeId,
    region,
    takenAt,
    requestedAt,
    requestId,
    ...(set && { set }),
  };
}
