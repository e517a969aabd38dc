import { readCopyDescription, tagsByWitness } from './copy-description';
import { isVolumeId } from './ids';
import { isTaggedBy, type ManagedSnapshot, type Snapshot } from './snapshot';
import { TAG, type Tags } from './tags';

/** Whose snapshots are looked for, and where. */
export type Home = {
  readonly deployment: string;
  readonly primaryRegion: string;
  /** Where the snapshots are: in the primary Region sources, elsewhere copies. */
  readonly region: string;
};

/** Something that bears our tags and contradicts them: it is never counted and never deleted, and a person is told. */
export type Doubt = {
  readonly snapshot: Snapshot;
  readonly reason: string;
  /** Of a copy of one of our copies: that one. */
  readonly copiedFrom?: string;
  /** It began so late that its start alone, which nobody can edit, keeps it from ever being taken for ours. */
  readonly beganLate?: boolean;
};

export type Recognised = {
  readonly managed: readonly ManagedSnapshot[];
  readonly doubts: readonly Doubt[];
};

/**
 * Which of `snapshots`, all that one Region shows under an index, are this deployment's. Tags are an index, not a witness: they
 * are written by many. A source is ours where its tags name this very snapshot, and is of the volume and time that EC2 shows.
 * A copy is ours where EC2 shows no volume of it and its description tells so, since nobody can edit that. Tags that only tell of another snapshot were
 * carried here by a tool or a person and mean nothing.
 */
export function recognise(snapshots: readonly Snapshot[], home: Home): Recognised {
  const tagged = snapshots.filter((snapshot) => isTaggedBy(snapshot, home.deployment));
  return home.region === home.primaryRegion ? sourcesAmong(tagged, home) : copiesAmong(tagged, home);
}

/** Whether the snapshot's tags name it as what `deployment` has adopted, rather than having been carried here. */
export const isAdoptedBy = (snapshot: Snapshot, deployment: string): boolean =>
  isTaggedBy(snapshot, deployment) && snapshot.tags[TAG.snapshot] === snapshot.snapshotId;

function sourcesAmong(tagged: readonly Snapshot[], { deployment, region }: Home): Recognised {
  const managed: ManagedSnapshot[] = [];
  const doubts: Doubt[] = [];
  for (const snapshot of tagged) {
    if (!isAdoptedBy(snapshot, deployment) || !isVolumeId(snapshot.volumeId)) continue;
    const contradicted = contradictions(snapshot.tags, {
      [TAG.volume]: snapshot.volumeId,
      [TAG.region]: region,
      [TAG.takenAt]: isSameSecond(snapshot) ? (snapshot.tags[TAG.takenAt] ?? '') : snapshot.startedAt,
    });
    if (contradicted.length === 0) managed.push({ ...snapshot, takenAt: snapshot.startedAt });
    else doubts.push({ snapshot, reason: contradicted.join('; ') });
  }
  return { managed, doubts };
}

/** EC2 shows some start times with milliseconds and some without. */
const isSameSecond = ({ tags, startedAt }: Snapshot): boolean =>
  Math.abs(Date.parse(tags[TAG.takenAt] ?? '') - Date.parse(startedAt)) < 1000;

/** A copy of ours begins when it is asked for. Whatever began so much later was made from it, by somebody else. */
const START_LAG_MAX_MS = 300_000;

/**
 * The value of the tag `told` on a copy of one of our copies. It has to be remembered there: once the one that it was made from is
 * gone, nothing else tells.
 */
export const toldAsCopyOf = (copyId: string): string => `in doubt: copied from ${copyId}`;

const wasToldAsCopyOf = ({ tags }: Snapshot): string | undefined =>
  /^in doubt: copied from (\S+)$/.exec(tags[TAG.told] ?? '')?.[1];

/** The same of copies alone, in whatever Region: of those among `tagged` that describe themselves as such, and bear the tag of the deployment. */
export function copiesAmong(
  tagged: readonly Snapshot[],
  { deployment, primaryRegion }: Pick<Home, 'deployment' | 'primaryRegion'>,
): Recognised {
  const managed: ManagedSnapshot[] = [];
  const doubts: Doubt[] = [];
  const firsts = firstOfEachDescription(tagged);
  for (const snapshot of tagged) {
    const witness = readCopyDescription(snapshot.description);
    if (witness === undefined) continue;
    const { sourceSnapshotId, volumeId, region, takenAt, requestedAt } = witness;
    const contradicted = contradictions(snapshot.tags, {
      ...tagsByWitness(witness),
      // A copy has none; one that names another snapshot was carried here.
      ...(snapshot.tags[TAG.snapshot] === undefined ? {} : { [TAG.snapshot]: snapshot.snapshotId }),
    });
    const isOthers = witness.deployment !== deployment || region !== primaryRegion;
    // A primary Region of the same deployment may share this one.
    if (isOthers && contradicted.length === 0) continue;
    if (isOthers) contradicted.push(`made by ${witness.deployment} for ${region}`);
    // EC2 shows a placeholder as the volume of a copy; whoever takes a snapshot may describe it as one of ours.
    if (isVolumeId(snapshot.volumeId)) contradicted.push(`taken of ${snapshot.volumeId}, and no copy`);
    const first = firsts.get(snapshot.description);
    const copiedFrom = first === snapshot.snapshotId ? wasToldAsCopyOf(snapshot) : first;
    if (copiedFrom !== undefined)
      contradicted.push(`bears the description of ${copiedFrom}, and one call makes one copy`);
    const beganLate = Date.parse(snapshot.startedAt) - Date.parse(requestedAt) > START_LAG_MAX_MS;
    if (beganLate) contradicted.push(`began at ${snapshot.startedAt}, long after the call of ${requestedAt}`);
    if (contradicted.length === 0) managed.push({ ...snapshot, volumeId, takenAt, sourceSnapshotId });
    else
      doubts.push({
        snapshot,
        reason: contradicted.join('; '),
        ...(copiedFrom === undefined ? {} : { copiedFrom }),
        ...(beganLate && { beganLate }),
      });
  }
  return { managed, doubts };
}

/** What the tags say otherwise than the facts. */
const contradictions = (tags: Tags, facts: Tags): string[] =>
  Object.entries(facts)
    .filter(([key, fact]) => tags[key] !== fact)
    .map(
      ([key, fact]) => `${key} is ${tags[key] === undefined ? 'missing' : `"${tags[key]}"`}, not "${fact}"`,
    );

/**
 * Description to the id of the snapshot that began first with it. One call of CopySnapshot makes one copy, so any other with the
 * same description was copied from it, tags and all, by somebody who wants to keep it.
 */
function firstOfEachDescription(snapshots: readonly Snapshot[]): Map<string, string> {
  const firsts = new Map<string, Snapshot>();
  for (const snapshot of snapshots) {
    const first = firsts.get(snapshot.description);
    if (first === undefined || isEarlier(snapshot, first)) firsts.set(snapshot.description, snapshot);
  }
  return new Map([...firsts].map(([description, { snapshotId }]) => [description, snapshotId]));
}

const isEarlier = (a: Snapshot, b: Snapshot): boolean =>
  Date.parse(a.startedAt) < Date.parse(b.startedAt) ||
  (a.startedAt === b.startedAt && a.snapshotId < b.snapshotId);
