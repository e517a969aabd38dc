import { TAG, type Tags } from './tags';

/** The AMI that a snapshot is of: one of this deployment's, or one that EC2 does not show. */
export type ImageOf = {
  readonly imageId: string;
  /** Absent of one that EC2 does not show: nobody knows whose it is. */
  readonly name?: string;
  /** How many snapshots it holds; absent while EC2 does not say. */
  readonly size?: number;
  /** How many of these have failed and go with it though no plan gives them up; absent where none does. */
  readonly alongCount?: number;
  /** EC2's word for it where it cannot be launched: whatever its snapshots are, it is no recovery point. */
  readonly state?: string;
  /** Somebody has protected it from deregistration. */
  readonly isProtected?: true;
  /** A person holds the AMI itself, and why. */
  readonly hold?: string;
};

/** What every decision reads of a snapshot: EC2's own fields and its tags, nothing computed. */
export type Snapshot = {
  readonly snapshotId: string;
  /** As EC2 shows it. Of a copy and of an import it is a placeholder that names no volume. */
  readonly volumeId: string;
  /** `pending`, `completed`, `error`, `recoverable`, `recovering`, or a state that EC2 may add. */
  readonly state: string;
  /** EC2's StartTime: of a copy, when the copy began. ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Absent while it is not completed. ISO 8601 in UTC. */
  readonly completedAt?: string;
  readonly sizeGib: number;
  readonly storageTier: 'standard' | 'archive';
  readonly description: string;
  /** AWS's reason where the state is `error`. */
  readonly stateMessage: string;
  /** Present where it is stored on an Outpost. */
  readonly outpostArn?: string;
  /** Present where EC2 names the zone in which it is stored, as it does for a Local Zone. */
  readonly zone?: string;
  /** ARN of the key by which it is encrypted. */
  readonly kmsKeyId?: string;
  readonly tags: Tags;
  /** Where AMIs have been read: that of this deployment which holds it. See `withImages`. */
  readonly image?: ImageOf;
};

/** A snapshot or copy that a witness proves to be this deployment's; see `recognise`. */
export type ManagedSnapshot = Snapshot & {
  /** Whose data it is, by the witness. */
  readonly volumeId: string;
  /** When the data is from, by the witness: the start of the source snapshot. ISO 8601 in UTC. */
  readonly takenAt: string;
  /** Of a copy: what it was made from, by the witness. */
  readonly sourceSnapshotId?: string;
};

/** Whether the tags name this deployment, which is an index and no proof. */
export const isTaggedBy = ({ tags }: { readonly tags: Tags }, deployment: string): boolean =>
  tags[TAG.managedBy] === deployment;

export const isCompleted = ({ state }: Pick<Snapshot, 'state'>): boolean => state === 'completed';

/** What puts snapshots in order, and what retention's rules go by. */
export type Dated = Pick<ManagedSnapshot, 'snapshotId' | 'takenAt' | 'startedAt'>;

/** `takenAt` in milliseconds since the epoch. */
export const takenAtMs = ({ takenAt }: Pick<Dated, 'takenAt'>): number => Date.parse(takenAt);

/**
 * The snapshots, newest data first. Equal times are ordered by start, newest first, and then by id, so that the order
 * never depends on the order of the list.
 */
export function newestFirst<S extends Dated>(snapshots: readonly S[]): S[] {
  // Each time is read once and not at every comparison, where it would be most of the work of a decision.
  const dated = snapshots.map((snapshot) => ({ snapshot, atMs: takenAtMs(snapshot) }));
  dated.sort(
    (a, b) =>
      b.atMs - a.atMs ||
      Date.parse(b.snapshot.startedAt) - Date.parse(a.snapshot.startedAt) ||
      compare(b.snapshot.snapshotId, a.snapshot.snapshotId),
  );
  return dated.map(({ snapshot }) => snapshot);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
