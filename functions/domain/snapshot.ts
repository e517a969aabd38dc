import * as z from 'zod';
import { copyTag, TAG, tagsWithKeys, type Tags } from './tags';

/** What every decision reads of a snapshot: EC2's own fields and its tags, nothing computed. */
export const Snapshot = z.object({
  snapshotId: z.string(),
  state: z.enum(['pending', 'completed', 'error', 'recoverable', 'recovering']),
  /** EC2's StartTime: of a copy, when the copy began. ISO 8601 in UTC. */
  startedAt: z.iso.datetime(),
  sizeGib: z.number(),
  storageTier: z.enum(['standard', 'archive']),
  description: z.string(),
  /** AWS's reason where the state is `error`. */
  stateMessage: z.string(),
  tags: z.record(z.string(), z.string()),
});

export type Snapshot = Readonly<z.infer<typeof Snapshot>>;

/** When the data is from: the source snapshot's start, which a copy carries as a tag. Else its own start. */
export const takenAt = (snapshot: Snapshot): string =>
  (hasReadableTime(snapshot) ? snapshot.tags[TAG.takenAt] : undefined) ?? snapshot.startedAt;

/** False where somebody has put something else than a time into the tag: then nobody knows when the data is from. */
export const hasReadableTime = ({ tags }: Snapshot): boolean =>
  !Number.isNaN(Date.parse(tags[TAG.takenAt] ?? '1970-01-01'));

export const isManagedBy = ({ tags }: { readonly tags: Tags }, deployment: string): boolean =>
  tags[TAG.managedBy] === deployment;

/** The description that every copy of ours is made with. Unlike a tag, nobody can change it or carry it elsewhere. */
export const copyDescription = (sourceSnapshotId: string, sourceRegion: string): string =>
  `Copy of ${sourceSnapshotId} from ${sourceRegion}`;

/** Whether CopySnapshot of ours made this snapshot. */
export const isOwnCopy = ({ tags, description }: Pick<Snapshot, 'tags' | 'description'>): boolean =>
  description === copyDescription(tags[TAG.sourceSnapshot] ?? '', tags[TAG.region] ?? '');

/**
 * Whether our tags are about this very snapshot. Restores and tools carry tags of a snapshot on to a volume and from there
 * to the volume's own snapshots, which are none of ours until we have tagged them ourselves.
 */
export const isOwnTagging = (snapshot: Snapshot): boolean =>
  isOwnCopy(snapshot) || snapshot.tags[TAG.takenAt] === snapshot.startedAt;

/** The snapshot without the source that it has inherited as a tag, unless it is a copy of ours. */
export function withoutStraySource(snapshot: Snapshot): Snapshot {
  if (snapshot.tags[TAG.sourceSnapshot] === undefined || isOwnCopy(snapshot)) return snapshot;
  return { ...snapshot, tags: tagsWithKeys(snapshot.tags, (key) => key !== TAG.sourceSnapshot) };
}

/**
 * Those of `tagged`, which bear this deployment's tags, that it has tagged itself, as retention sees them.
 */
export const ownAmong = (tagged: readonly Snapshot[]): Snapshot[] =>
  tagged.filter(isOwnTagging).map(withoutStraySource);

export const isCompleted = ({ state }: Snapshot): boolean => state === 'completed';

/** `takenAt` in milliseconds since the epoch. */
export const takenAtMs = ({ tags, startedAt }: Snapshot): number => {
  const taggedMs = Date.parse(tags[TAG.takenAt] ?? '');
  return Number.isNaN(taggedMs) ? Date.parse(startedAt) : taggedMs;
};

/**
 * The snapshots, newest data first. Equal times are ordered by start, newest first, and then by id, so that the order
 * never depends on the order of the list.
 */
export function newestFirst(snapshots: readonly Snapshot[]): Snapshot[] {
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

/** Whether retention reads a tag; see planRetention and effectivePolicy. */
const isReadByRetention = (key: string): boolean =>
  RETENTION_TAGS.has(key) || key.startsWith(copyTag('')) || key.startsWith('aws:backup:');

const RETENTION_TAGS = new Set<string>([
  TAG.managedBy,
  TAG.volume,
  TAG.takenAt,
  TAG.policy,
  TAG.sourceSnapshot,
  TAG.hold,
  TAG.retain,
  TAG.drRetain,
]);

/** The snapshot with what retention decisions read and nothing else, small enough for a state machine's payload. */
export const forRetention = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  description: '',
  tags: tagsWithKeys(snapshot.tags, isReadByRetention),
});
