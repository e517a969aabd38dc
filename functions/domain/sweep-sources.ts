import { byVolume } from './by-volume';
import type { Calendar } from './calendar';
import type { DeletionLimit } from './deletion-limit';
import { failedSnapshots } from './failed-snapshots';
import { isVolumeId } from './ids';
import { withInstanceOverrides } from './instance-overrides';
import type { Adoption } from './origin';
import { ManagedVolumes } from './managed-volumes';
import { overRetention } from './over-retention';
import type { RegionPlan } from './plan-region';
import { isEvidence } from './plan-retention';
import { planningTogether } from './plan-together';
import { isAdoptedBy, recognise, type Doubt } from './recognise';
import { missingCopies, type MissingCopiesQuestion } from './missing-copies';
import { inOrder, isOverdue, repairOf, type Repair } from './repair';
import type { RetentionPolicy } from './retention-policy';
import type { ScheduleRetention } from './schedule-retention';
import { judgeScope } from './scope';
import type { Selection } from './selection';
import { snapshotTags } from './snapshot-tags';
import {
  isCompleted,
  isTaggedBy,
  newestFirst,
  takenAtMs,
  type Dated,
  type ManagedSnapshot,
  type Snapshot,
} from './snapshot';
import { TAG, type Tags } from './tags';
import type { UnderWay } from './under-way';
import type { Volume } from './volume';

export type SourcesQuestion = {
  readonly deployment: string;
  /** The primary one, of which everything but the copies is. */
  readonly region: string;
  readonly selection: Selection;
  readonly adoption: Adoption;
  /** What was taken before, and no event has told of, stays as it is. */
  readonly adoptFrom: Date;
  readonly retention: RetentionPolicy;
  /** What schedules keep beside it. */
  readonly scheduleRetention: ScheduleRetention;
  /** By DR Region, the default policy of its copies. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly deletionLimit: DeletionLimit;
  /** Between two sweeps. */
  readonly sweepHours: number;
  readonly calendar: Calendar;
  /** When EC2 was read. */
  readonly now: Date;
  /** By id, those that EC2 shows. */
  readonly volumes: ReadonlyMap<string, Volume>;
  /** By instance, its tags, those that EC2 shows; absent where they do not count for its volumes, or nobody knows them. */
  readonly instances?: ReadonlyMap<string, Tags>;
  /** The account's own. */
  readonly snapshots: readonly Snapshot[];
  /** By DR Region, what bears the deployment's tag; a Region that could not be read is absent, and nothing is missing there. */
  readonly copies: ReadonlyMap<string, readonly Snapshot[]>;
  readonly underWay: UnderWay;
};

/** Whether a sweep looks at a snapshot of the primary Region at all: of what was taken before, only at what is ours, and what has failed. */
export const isSwept = (
  snapshot: Snapshot,
  { deployment, adoptFrom }: Pick<SourcesQuestion, 'deployment' | 'adoptFrom'>,
): boolean =>
  isTaggedBy(snapshot, deployment) ||
  snapshot.state === 'error' ||
  Date.parse(snapshot.startedAt) >= adoptFrom.getTime();

/**
 * What the snapshots of a primary Region, and their copies, lack: one repair at most for each snapshot and copy, most urgent first. What
 * has only just been finished is left to its event; what is under way is not started beside, nor a volume pruned of which anything is.
 */
export function sweepSources(question: SourcesQuestion): Repair[] {
  const copies = [...recognisedCopies(question)];
  const newestTaken = new Map(copies.map(([region, managed]) => [region, newestInOrder(managed)]));
  const volumes = copies.map(([region, managed]) => [region, byVolume(managed)] as const);
  const copiesOf = (volumeId: string): CopiesByRegion =>
    new Map(volumes.map(([region, ofRegion]) => [region, ofRegion.get(volumeId) ?? []]));
  const { deployment, region, snapshots } = question;
  const { managed, doubts } = recognise(snapshots, { deployment, primaryRegion: region, region });
  const doubtsOf = byVolume(doubts.map((doubt) => ({ ...doubt, volumeId: doubt.snapshot.volumeId })));
  const managedVolumes = new ManagedVolumes(managed);
  const planOf = planningTogether({
    ...question,
    managed: managedVolumes,
    overrideTag: TAG.retain,
    schedules: { deployment, retention: question.scheduleRetention },
  });
  const sweep = { ...question, newestTaken, managedVolumes, planOf };
  return inOrder(
    [...byVolume(snapshots)].flatMap(([volumeId, shown]) =>
      sweepVolume(sweep, { volumeId, shown, doubts: doubtsOf.get(volumeId) ?? [] }, copiesOf(volumeId)),
    ),
  );
}

/** When the newest data was taken of these copies, without those of volumes with a target of their own: such may have gone first. */
function newestInOrder(copies: readonly ManagedSnapshot[]): Date | undefined {
  let newestMs = -Infinity;
  for (const copy of copies)
    if (!Object.hasOwn(copy.tags, TAG.target)) newestMs = Math.max(newestMs, takenAtMs(copy));
  return newestMs === -Infinity ? undefined : new Date(newestMs);
}

type CopiesByRegion = ReadonlyMap<string, readonly ManagedSnapshot[]>;

const recognisedCopies = ({ copies, deployment, region }: SourcesQuestion): CopiesByRegion =>
  new Map(
    [...copies].map(([drRegion, shown]) => [
      drRegion,
      recognise(shown, { deployment, primaryRegion: region, region: drRegion }).managed,
    ]),
  );

type Sweep = SourcesQuestion &
  Pick<MissingCopiesQuestion, 'newestTaken'> & {
    readonly managedVolumes: ManagedVolumes;
    readonly planOf: (volumeId: string) => RegionPlan;
  };

type OfVolume = {
  readonly volumeId: string;
  readonly shown: readonly Snapshot[];
  readonly doubts: readonly Doubt[];
};

function sweepVolume(
  question: Sweep,
  { volumeId, shown, doubts }: OfVolume,
  copies: CopiesByRegion,
): Repair[] {
  const { managedVolumes, underWay } = question;
  if (!isVolumeId(volumeId)) return [];
  const managed = managedVolumes.of(volumeId);
  const isInScope = (snapshot: Snapshot): boolean =>
    scopeOf(question, snapshot, managed).verdict === 'managed';
  const adopt = unadopted(question, shown, managed, copies);
  const retag = doubts
    .filter(
      ({ snapshot }) =>
        isOverdue(snapshot, question.now) && isInScope(snapshot) && hasRoom(question, snapshot, managed),
    )
    .map(({ snapshot, reason }) => repairOf(question.region, snapshot, 'tags edited', reason));
  // What has failed is in nobody's scope.
  const one = managed.find(({ state }) => state !== 'error');
  const areInScope = one !== undefined && isInScope(one);
  const failed = failedSnapshots({ ...question, volume: question.volumes.get(volumeId), shown });
  const repairs = oncePerExecution([
    ...[...adopt, ...failed, ...retag].filter(({ snapshotId }) => !underWay.has(snapshotId)),
    ...missingCopies({ ...question, managed, copies }).filter(
      // Of a volume that is not selected any more as well: other copies that were asked for wait until one is confirmed.
      ({ lack }) => areInScope || lack === 'copy unconfirmed',
    ),
  ]);
  // Beside others that prune as well: those that have been tried today are not started again.
  return areInScope
    ? oncePerExecution([...repairs, ...pruning(question, volumeId, copies, repairs)])
    : repairs;
}

/** Whether our tags can be put on it, as `snapshot-created` decides: what instances bear for the volume needs room as well. */
function hasRoom(
  question: SourcesQuestion,
  snapshot: Snapshot,
  siblings: readonly ManagedSnapshot[],
): boolean {
  const { volumes, instances, deployment, region, retention, scheduleRetention } = question;
  const { copyRetention, sweepHours, now } = question;
  const volume = volumes.get(snapshot.volumeId);
  return snapshotTags({
    snapshot,
    volume: volume && instances ? withInstanceOverrides(volume, { instances, snapshots: siblings }) : volume,
    siblings,
    deployment,
    region,
    retention,
    scheduleRetention,
    drRegions: Object.keys(copyRetention),
    copyVolumeTags: false,
    sweepHours,
    now,
  }).fits;
}

/** Of those that have no room for our tags the newest is copied; of the others, which never become ours, people are told once. */
const isCopied = ({ snapshotId }: Snapshot, copies: CopiesByRegion): boolean =>
  [...copies.values()].every((there) =>
    there.some(({ sourceSnapshotId, state }) => sourceSnapshotId === snapshotId && state !== 'error'),
  );

/** Snapshots in scope that no event has told of. */
function unadopted(
  question: SourcesQuestion,
  shown: readonly Snapshot[],
  managed: readonly ManagedSnapshot[],
  copies: CopiesByRegion,
): Repair[] {
  const { deployment, region, adoptFrom, now } = question;
  const strange = shown.filter((snapshot) => !isAdoptedBy(snapshot, deployment));
  if (strange.length === 0) return [];
  const newest = newestFirst(dated(shown.filter(isCompleted)))[0]?.snapshotId;
  return strange
    .filter((snapshot) => Date.parse(snapshot.startedAt) >= adoptFrom.getTime() && isOverdue(snapshot, now))
    .flatMap((snapshot): Repair[] => {
      const { verdict, reason } = scopeOf(question, snapshot, managed);
      // Its execution tells that.
      if (verdict === 'unknown')
        return isEvidence(snapshot, now) ? [repairOf(region, snapshot, 'scope unknown', reason)] : [];
      if (verdict !== 'managed') return [];
      const isNewest = snapshot.snapshotId === newest;
      if (!hasRoom(question, snapshot, managed) && (!isNewest || isCopied(snapshot, copies)))
        return isEvidence(snapshot, now)
          ? [repairOf(region, snapshot, 'no room', 'it has no room for our tags')]
          : [];
      return [
        repairOf(region, snapshot, isNewest ? 'newest unadopted' : 'unadopted', 'no event has told of it'),
      ];
    });
}

const dated = (snapshots: readonly Snapshot[]): Dated[] =>
  snapshots.map(({ snapshotId, startedAt }) => ({ snapshotId, startedAt, takenAt: startedAt }));

/** An execution of `snapshot-created` adopts, asks for all copies that are missing, and prunes: what comes first starts it. */
function oncePerExecution(repairs: readonly Repair[]): Repair[] {
  const seen = new Set<string>();
  return inOrder(repairs).filter(({ machine, region, snapshotId }) => {
    const key = `${machine} ${region} ${snapshotId}`;
    return !seen.has(key) && seen.add(key);
  });
}

const scopeOf = (question: SourcesQuestion, snapshot: Snapshot, managed: readonly ManagedSnapshot[]) =>
  judgeScope({
    snapshot,
    hasManagedSnapshots: managed.length > 0,
    volume: question.volumes.get(snapshot.volumeId),
    deployment: question.deployment,
    selection: question.selection,
    adoption: question.adoption,
  });

/** Prunes the volume in the primary Region, unless that deleted a source whose tag says of a copy that is gone that it is there: a repair takes that back first. */
function pruning(
  { region, managedVolumes, planOf, now, underWay }: Sweep,
  volumeId: string,
  copies: CopiesByRegion,
  repairs: readonly Repair[],
): Repair[] {
  const over = overRetention({
    snapshots: managedVolumes.of(volumeId),
    plan: () => planOf(volumeId),
    elsewhere: [...copies.values()].flat(),
    underWay,
    now,
  });
  const lost = new Set(
    repairs.filter(({ input }) => input['goneCopies'] !== undefined).map(({ snapshotId }) => snapshotId),
  );
  return over === undefined || over.givenUp.some((id) => lost.has(id))
    ? []
    : [repairOf(region, over.newest, 'over retention', over.reason)];
}
