import { readCopyDescription, tagsByWitness } from './copy-description';
import { isAdoptedBy, recognise, type Home } from './recognise';
import { brokenSets, isOfBroken, setOf } from './snapshot-set';
import { newestFirst, takenAtMs, type ManagedSnapshot, type Snapshot } from './snapshot';

/** A snapshot or copy in one Region, as something to restore a volume from. */
export type RestorePoint = ManagedSnapshot & {
  /** Whether this deployment has it; of those that it has not, nobody here takes care. */
  readonly isOurs: boolean;
  /** Why a restore leaves it out; absent where it may take it. Of a member of a set that lacks another, EC2 makes a volume all the same. */
  readonly obstacle?: string;
};

export type RestorePointsQuestion = {
  readonly volumeId: string;
  /**
   * What the Region shows of the volume: in the primary Region all of its snapshots, elsewhere what is described as a copy of one; and all
   * members of their sets, of whatever volume.
   */
  readonly snapshots: readonly Snapshot[];
  readonly home: Home;
  readonly now: Date;
};

/**
 * What can be restored of a volume in one Region, newest data first, and what cannot and why. Goes by what nobody can edit: the volume that EC2
 * shows of a snapshot, and the description of a copy. Tags may be lost.
 */
export function restorePoints({ volumeId, snapshots, home, now }: RestorePointsQuestion): RestorePoint[] {
  const { known, doubts } = home.region === home.primaryRegion ? taken(snapshots) : copied(snapshots, home);
  const broken = brokenSets(known, now);
  const points = known
    .filter((snapshot) => snapshot.volumeId === volumeId)
    .map((snapshot): RestorePoint => {
      const obstacle =
        doubts.get(snapshot.snapshotId) ??
        obstacleOf(snapshot, now) ??
        (isOfBroken(snapshot, broken) ? whyBroken(snapshot) : undefined);
      return {
        ...snapshot,
        isOurs: home.region !== home.primaryRegion || isAdoptedBy(snapshot, home.deployment),
        ...(obstacle !== undefined && { obstacle }),
      };
    });
  return newestFirst(points);
}

/** What a restore of the volume at `at` takes: the newest data that is no newer. Undefined where there is none. `points` newest first. */
export const restoredAt = (points: readonly RestorePoint[], at: Date): RestorePoint | undefined =>
  points.find((point) => point.obstacle === undefined && takenAtMs(point) <= at.getTime());

type Known = {
  readonly known: readonly ManagedSnapshot[];
  /** By the id of one that is not what it says, why. */
  readonly doubts: ReadonlyMap<string, string>;
};

const taken = (snapshots: readonly Snapshot[]): Known => ({
  known: snapshots.map((snapshot) => ({ ...snapshot, takenAt: snapshot.startedAt })),
  doubts: new Map(),
});

function copied(snapshots: readonly Snapshot[], home: Home): Known {
  const described = snapshots.flatMap((snapshot) => {
    const witness = readCopyDescription(snapshot.description);
    // Of the tags only the description's own count, so that those that are lost or edited hide nothing.
    return witness === undefined
      ? []
      : { ...snapshot, tags: { ...snapshot.tags, ...tagsByWitness(witness) } };
  });
  const { managed, doubts } = recognise(described, home);
  const inDoubt = doubts.flatMap(({ snapshot }) => {
    const { volumeId, takenAt } = readCopyDescription(snapshot.description)!;
    return { ...snapshot, volumeId, takenAt };
  });
  return {
    known: [...managed, ...inDoubt],
    doubts: new Map(
      doubts.map(({ snapshot, reason }) => [snapshot.snapshotId, `not what it says: ${reason}`]),
    ),
  };
}

function whyBroken(snapshot: ManagedSnapshot): string {
  const { image } = snapshot;
  if (image?.state !== undefined) return `its AMI ${image.imageId} is ${image.state}`;
  return `its ${image === undefined ? `set ${setOf(snapshot)?.id}` : `AMI ${image.imageId}`} lacks a finished member`;
}

function obstacleOf(snapshot: ManagedSnapshot, now: Date): string | undefined {
  const { state, stateMessage, storageTier } = snapshot;
  if (state === 'pending') return 'not finished yet';
  if (state === 'error') return `failed${stateMessage === '' ? '' : `: ${stateMessage}`}`;
  if (state !== 'completed') return `in the state ${state}`;
  if (storageTier === 'archive')
    return 'in the archive tier, from which it has to be restored first, which takes up to 72 hours';
  return takenAtMs(snapshot) > now.getTime() ? 'dated in the future' : undefined;
}
