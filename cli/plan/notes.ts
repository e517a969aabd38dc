import { readOverride } from '../../functions/domain/override';
import type { PointAge } from '../../functions/domain/recovery-point-age';
import { explainTarget } from '../../functions/domain/recovery-target';
import { isCompleted, newestFirst, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import type { Held } from './after-events';

/** What is known of a volume before its next snapshot. */
type Known = {
  /** Undefined where it is not in the primary Region. */
  readonly volume: Volume | undefined;
  /** In the primary Region. */
  readonly ours: readonly ManagedSnapshot[];
  readonly age: PointAge;
  /** In all Regions. */
  readonly held: readonly Held[];
};

/** What a person should know of a volume before its next snapshot. */
export const notesOn = ({ volume, ours, age, held }: Known): string[] => [
  ...overrideNotes(volume, ours),
  ...targetNote(age),
  ...held.flatMap(doubtNote),
];

/** Overrides that the volume has and its newest snapshot has not: they count from the next one. */
function overrideNotes(volume: Volume | undefined, ours: readonly ManagedSnapshot[]): string[] {
  const newest = newestFinished(ours);
  if (volume === undefined || newest === undefined) return [];
  return [TAG.retain, TAG.drRetain]
    .filter((key) => volume.tags[key] !== newest.tags[key])
    .map(
      (key) =>
        `The tag ${key} has ${saidBy(volume.tags[key])} and ${repeated(newest.tags[key])} on its newest snapshot, which counts until the next.`,
    );
}

function saidBy(text: string | undefined): string {
  if (text === undefined) return 'no value on the volume';
  const { value, instanceId, isContested } = readOverride(text);
  if (instanceId === undefined) return `"${value}" on the volume`;
  return `"${value}" on ${isContested ? 'its instances' : `the instance ${instanceId}`}`;
}

const repeated = (text: string | undefined): string => (text === undefined ? 'no value' : `"${text}"`);

const targetNote = ({ unreadableTarget, targetHours }: PointAge): string[] =>
  unreadableTarget === undefined ? [] : [explainTarget(unreadableTarget, targetHours)];

const doubtNote = ({ snapshot: { snapshotId }, doubt }: Held): string[] =>
  doubt === undefined ? [] : [`${snapshotId} is in doubt, so it is neither counted nor deleted: ${doubt}.`];

export const newestFinished = (snapshots: readonly ManagedSnapshot[]): ManagedSnapshot | undefined =>
  newestFirst(snapshots.filter(isCompleted))[0];
