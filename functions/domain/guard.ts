import { readCopyDescription } from './copy-description';
import type { Snapshot } from './snapshot';

/** One deletion that a plan wants, with what was read for the plan. */
export type Deletion = {
  readonly snapshotId: string;
  /** Everything that the read showed and that has not been deleted since. */
  readonly shown: readonly Snapshot[];
  readonly volumeId: string;
  readonly region: string;
  readonly primaryRegion: string;
  readonly deployment: string;
  /** When the list was asked for. */
  readonly readAt: Date;
  readonly now: Date;
};

/** A read is not acted on for longer than this: by then somebody may have deleted what it calls the newest. */
const READ_AGE_MAX_SECONDS = 240;

/**
 * Whether a deletion must not be carried out, with the reason; undefined where nothing speaks against it. Asked directly before
 * each DeleteSnapshot. It shares nothing with the planner but the form of a copy's description, because what it is there for is
 * a planner that is wrong. A refusal means just that, and is told.
 */
export function guardDeletion(deletion: Deletion): string | undefined {
  const { snapshotId, shown, volumeId, readAt, now } = deletion;
  const ageSeconds = (now.getTime() - readAt.getTime()) / 1000;
  if (!(ageSeconds >= 0 && ageSeconds <= READ_AGE_MAX_SECONDS))
    return `the list is ${ageSeconds} seconds old, not 0 to ${READ_AGE_MAX_SECONDS}`;
  const snapshot = shown.find((one) => one.snapshotId === snapshotId);
  if (snapshot === undefined) return 'it is not among what EC2 has shown';
  const { tags, state, storageTier } = snapshot;
  if (state !== 'completed' && state !== 'error') return `its state is ${state}`;
  const isKept = (key: string): boolean => /^snapshot-keeper:(?:hold|opt-out)$/i.test(key);
  if (Object.keys(tags).some(isKept)) return 'it is held';
  if (storageTier !== 'standard') return `it is in the tier ${storageTier}`;
  if (Object.keys(tags).some((key) => key.startsWith('aws:backup:'))) return 'AWS Backup manages it';
  if (tags['snapshot-keeper:told']?.startsWith('in doubt: copied from '))
    return 'somebody has copied it from ours';
  const dataMs = dataTimeMs(snapshot, deletion);
  if (dataMs === undefined) return `nothing proves that it is ours and of ${volumeId}`;
  const isLater = (other: Snapshot): boolean =>
    other.snapshotId !== snapshotId &&
    other.state === 'completed' &&
    (dataTimeMs(other, deletion) ?? -Infinity) >= dataMs;
  return shown.some(isLater) ? undefined : `it is the newest good one of ${volumeId}`;
}

/** When the data of a snapshot is from, if it is proven to be this deployment's and of the volume; else undefined. */
function dataTimeMs(
  { snapshotId, volumeId, startedAt, description, tags }: Snapshot,
  deletion: Deletion,
): number | undefined {
  const { deployment, region, primaryRegion } = deletion;
  if (tags['snapshot-keeper:managed-by'] !== deployment) return undefined;
  if (tags['snapshot-keeper:region'] !== primaryRegion) return undefined;
  if (tags['snapshot-keeper:volume'] !== deletion.volumeId) return undefined;
  if (region === primaryRegion) {
    const isOurs = tags['snapshot-keeper:snapshot'] === snapshotId && volumeId === deletion.volumeId;
    return isOurs ? Date.parse(startedAt) : undefined;
  }
  // Of a copy, EC2 shows a placeholder.
  if (!/^vol-f+$/.test(volumeId)) return undefined;
  const copy = readCopyDescription(description);
  const isOurs =
    copy?.deployment === deployment && copy.volumeId === deletion.volumeId && copy.region === primaryRegion;
  return isOurs ? Date.parse(copy.takenAt) : undefined;
}
