import { byVolume } from './by-volume';
import type { Calendar } from './calendar';
import { replacementAmong } from './copy-failure';
import type { DeletionLimit } from './deletion-limit';
import { overRetention } from './over-retention';
import { ManagedVolumes } from './managed-volumes';
import type { RegionPlan } from './plan-region';
import { isEvidence } from './plan-retention';
import { planningTogether } from './plan-together';
import { disowned } from './disowned-copies';
import { recognise } from './recognise';
import { inOrder, isOverdue, type Lack, type Repair } from './repair';
import type { RetentionPolicy } from './retention-policy';
import type { ManagedSnapshot, Snapshot } from './snapshot';
import { TAG } from './tags';
import type { UnderWay } from './under-way';

export type CopiesQuestion = {
  readonly deployment: string;
  readonly primaryRegion: string;
  /** The DR Region. */
  readonly region: string;
  readonly retention: RetentionPolicy;
  readonly deletionLimit: DeletionLimit;
  readonly calendar: Calendar;
  /** When EC2 was read. */
  readonly now: Date;
  /** What bears the description of the deployment's copies in the Region, whatever its tags. */
  readonly copies: readonly Snapshot[];
  readonly underWay: UnderWay;
};

/**
 * What the copies of a DR Region lack that can be seen without the primary Region, which may be down: one repair at most for each copy, most
 * urgent first.
 */
export function sweepCopies(question: CopiesQuestion): Repair[] {
  const { copies, deployment, primaryRegion, region, underWay, now } = question;
  const home = { deployment, primaryRegion, region };
  const { managed } = recognise(copies, home);
  const planOf = planningTogether({
    managed: new ManagedVolumes(managed),
    overrideTag: TAG.drRetain,
    retention: question.retention,
    schedules: { deployment, retention: {} },
    copyRetention: {},
    deletionLimit: question.deletionLimit,
    calendar: question.calendar,
    now,
  });
  return inOrder(
    [
      ...[...byVolume(managed)].flatMap(([volumeId, ofVolume]) => [
        ...unjudged(question, ofVolume),
        ...pruning(question, ofVolume, () => planOf(volumeId)),
      ]),
      ...disowned(copies, home)
        .filter(({ copy }) => isOverdue(copy, now))
        // It finds the copy, and tells which tags it should bear.
        .map(({ copy, reason }) => aboutCopy(region, copy, 'copy disowned', reason)),
    ].filter(({ snapshotId }) => !underWay.has(snapshotId)),
  );
}

/** The newest failed copy of each source that has no other one. An execution that has judged it bears its name. */
function unjudged({ region, now }: CopiesQuestion, ofVolume: readonly ManagedSnapshot[]): Repair[] {
  const newest = new Map<string, ManagedSnapshot>();
  for (const copy of ofVolume) {
    const { sourceSnapshotId = '' } = copy;
    const other = newest.get(sourceSnapshotId);
    if (copy.state === 'error' && (other === undefined || copy.startedAt > other.startedAt))
      newest.set(sourceSnapshotId, copy);
  }
  return [...newest].flatMap(([sourceSnapshotId, copy]): Repair[] => {
    const ofSource = ofVolume.filter((one) => one.sourceSnapshotId === sourceSnapshotId);
    if (replacementAmong(ofSource, copy.snapshotId) !== undefined) return [];
    if (!isEvidence(copy, now)) return [];
    return [
      {
        lack: 'copy failed',
        machine: 'copy-failed',
        region,
        snapshotId: copy.snapshotId,
        volumeId: copy.volumeId,
        input: { snapshotId: copy.snapshotId, sourceSnapshotId, cause: copy.stateMessage },
        takenAt: copy.takenAt,
        reason: copy.stateMessage || 'AWS gave no reason',
      },
    ];
  });
}

/** Prunes the volume in the DR Region. */
function pruning(
  { region, now, underWay }: CopiesQuestion,
  snapshots: readonly ManagedSnapshot[],
  plan: () => RegionPlan,
): Repair[] {
  const over = overRetention({ snapshots, plan, elsewhere: [], underWay, now });
  return over === undefined ? [] : [aboutCopy(region, over.newest, 'over retention', over.reason)];
}

/** An execution of `snapshot-copied` confirms, prunes, and tells of a copy that cannot be told to be ours. */
const aboutCopy = (
  region: string,
  { snapshotId, volumeId, sourceSnapshotId = '', takenAt }: ManagedSnapshot,
  lack: Lack,
  reason: string,
): Repair => ({
  lack,
  machine: 'snapshot-copied',
  region,
  snapshotId,
  volumeId,
  input: { snapshotId, sourceSnapshotId },
  takenAt,
  reason,
});
