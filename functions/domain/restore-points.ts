import { readCopyDescription, tagsByWitness, type CopyWitness } from './copy-description';
import { isVolumeId } from './ids';
import { copiesAmong, isAdoptedBy } from './recognise';
import { brokenSets, isOfBroken, setOf } from './snapshot-set';
import { isTaggedBy, newestFirst, takenAtMs, type ManagedSnapshot, type Snapshot } from './snapshot';

/** A snapshot or copy in one Region, as something to restore a volume from. */
export type RestorePoint = ManagedSnapshot & {
  /** Whether this deployment has it; of those that it has not, nobody here takes care. */
  readonly isOurs: boolean;
  /** Why a restore leaves it out; absent where it may take it. */
  readonly obstacle?: string;
  /** A volume can be made of it all the same: only its set lacks another member. */
  readonly isWholeAlone?: true;
  /** Of one that the deployment has: IAM lets it make no volume of it, since its tag of whose it is was lost or edited. A person may. */
  readonly isDenied?: true;
};

export type RestorePointsQuestion = {
  readonly volumeId: string;
  /**
   * What the Region shows of the volume, and what is described there as a copy of one of its snapshots; and all members of their sets, of whatever
   * volume.
   */
  readonly snapshots: readonly Snapshot[];
  readonly here: Here;
  readonly now: Date;
};

/** Where the snapshots are, and for whom this deployment works there. */
export type Here = {
  readonly deployment: string;
  readonly region: string;
  /** The primary Regions of the deployment among this one and those whose copies come here. */
  readonly primaryRegions: readonly string[];
};

/**
 * What can be restored of a volume in one Region, newest data first, and what cannot and why. Goes by what nobody can edit: the volume that EC2
 * shows of a snapshot, and the description of a copy, of which EC2 shows none. Tags may be lost, and settings may have had another name and other
 * Regions when it was made: they only tell whose it is.
 */
export function restorePoints({ volumeId, snapshots, here, now }: RestorePointsQuestion): RestorePoint[] {
  // Each kind by itself: what is taken under the description of a member makes no set of copies whole.
  return newestFirst(
    [taken(snapshots, here), copied(snapshots, here)].flatMap((known) => pointsAmong(known, volumeId, now)),
  );
}

function pointsAmong(known: readonly Known[], volumeId: string, now: Date): RestorePoint[] {
  const sound = known.filter(({ doubt }) => doubt === undefined);
  const broken = brokenSets(sound, now);
  return known
    .filter((snapshot) => snapshot.volumeId === volumeId)
    .map(({ doubt, ...snapshot }): RestorePoint => {
      const obstacle = doubt ?? obstacleOf(snapshot, now);
      if (obstacle !== undefined) return { ...snapshot, obstacle };
      if (isOfBroken(snapshot, broken))
        return { ...snapshot, obstacle: whyBroken(snapshot), isWholeAlone: true };
      return snapshot;
    });
}

/** What is of others, and what IAM denies, is not restored unless it is named, and then refused. */
export const restorable = (points: readonly RestorePoint[]): RestorePoint[] =>
  points.filter(({ isOurs, isDenied }) => isOurs && !isDenied);

/** What a restore of the volume at `at` takes: the newest data that is no newer. Undefined where there is none. `points` newest first. */
export const restoredAt = (points: readonly RestorePoint[], at: Date): RestorePoint | undefined =>
  restorable(points).find((point) => point.obstacle === undefined && takenAtMs(point) <= at.getTime());

type Known = Omit<RestorePoint, 'obstacle' | 'isWholeAlone'> & {
  /** Of one that is not what it says, why. */
  readonly doubt?: string;
};

const taken = (snapshots: readonly Snapshot[], { deployment, region, primaryRegions }: Here): Known[] =>
  snapshots
    .filter(({ volumeId }) => isVolumeId(volumeId))
    .map((snapshot) => ({
      ...snapshot,
      takenAt: snapshot.startedAt,
      isOurs: primaryRegions.includes(region) && isAdoptedBy(snapshot, deployment),
    }));

function copied(snapshots: readonly Snapshot[], here: Here): Known[] {
  const calls = new Map<string, { readonly witness: CopyWitness; readonly copies: Snapshot[] }>();
  for (const snapshot of snapshots) {
    const witness = readCopyDescription(snapshot.description);
    // EC2's word for its volume says as much, and more.
    if (witness === undefined || witness.volumeId === snapshot.volumeId) continue;
    const copies: Snapshot[] = calls.get(snapshot.description)?.copies ?? [];
    calls.set(snapshot.description, { witness, copies });
    // Of the tags only the description's own count, so that those that are lost or edited hide nothing.
    copies.push({ ...snapshot, tags: { ...snapshot.tags, ...tagsByWitness(witness) } });
  }
  const tagged = new Set(
    snapshots.filter((one) => isTaggedBy(one, here.deployment)).map(({ snapshotId }) => snapshotId),
  );
  return [...calls.values()]
    .flatMap(({ witness, copies }) => ofOneCall(witness, copies, here))
    .map((one) => (one.isOurs && !tagged.has(one.snapshotId) ? { ...one, isDenied: true } : one));
}

function ofOneCall(
  witness: CopyWitness,
  copies: readonly Snapshot[],
  { deployment, region, primaryRegions }: Here,
): Known[] {
  const isOurs =
    witness.deployment === deployment && witness.region !== region && primaryRegions.includes(witness.region);
  const maker = { deployment: witness.deployment, primaryRegion: witness.region };
  const { managed, doubts } = copiesAmong(copies, maker);
  const { volumeId, takenAt } = witness;
  return [
    ...managed.map((copy) => ({ ...copy, isOurs })),
    ...doubts.map(({ snapshot, reason }) => ({
      ...snapshot,
      volumeId,
      takenAt,
      isOurs,
      doubt: `not what it says: ${reason}`,
    })),
  ];
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
