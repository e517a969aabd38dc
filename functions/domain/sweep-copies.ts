import { byVolume } from './by-volume';
import type { Calendar } from './calendar';
import { replacementAmong } from './copy-failure';
import type { DeletionLimit } from './deletion-limit';
import { planRegion } from './plan-region';
import { EVIDENCE_DAYS } from './plan-retention';
import { disowned, type Disowned } from './disowned-copies';
import { recognise } from './recognise';
import { inOrder, isLeftToEvent, isOverdue, type Repair } from './repair';
import type { RetentionPolicy } from './retention-policy';
import { isCompleted, newestFirst, type ManagedSnapshot, type Snapshot } from './snapshot';
import { TAG } from './tags';
import { DAY_MS } from './time-units';
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
  const { copies, deployment, primaryRegion, region, underWay } = question;
  const home = { deployment, primaryRegion, region };
  const { managed } = recognise(copies, home);
  return inOrder(
    [
      ...[...byVolume(managed).values()].flatMap((ofVolume) => [
        ...unjudged(question, ofVolume),
        ...overRetention(question, ofVolume),
      ]),
      ...disowned(copies, home).flatMap((copy) => tellingOf(question, copy)),
    ].filter(({ snapshotId }) => !underWay.has(snapshotId)),
  );
}

/** The execution finds it, and tells which tags it should bear. */
function tellingOf({ region, now }: CopiesQuestion, { copy, reason }: Disowned): Repair[] {
  const { snapshotId, volumeId, sourceSnapshotId = '', takenAt } = copy;
  const input = { snapshotId, sourceSnapshotId };
  return isOverdue(copy, now)
    ? [
        {
          lack: 'copy disowned',
          machine: 'snapshot-copied',
          region,
          snapshotId,
          volumeId,
          input,
          takenAt,
          reason,
        },
      ]
    : [];
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
    if (now.getTime() - Date.parse(copy.startedAt) >= EVIDENCE_DAYS * DAY_MS) return [];
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

/** The volume's newest copy, where its plan gives something up that is still there. */
function overRetention(question: CopiesQuestion, ofVolume: readonly ManagedSnapshot[]): Repair[] {
  const { region, retention, deletionLimit, calendar, now, underWay } = question;
  const newest = newestFirst(ofVolume.filter(isCompleted))[0];
  if (newest === undefined || ofVolume.some((copy) => underWay.has(copy.snapshotId))) return [];
  if (ofVolume.some((copy) => isLeftToEvent(copy, now))) return [];
  const { verdicts } = planRegion({
    snapshots: ofVolume,
    overrideTag: TAG.drRetain,
    retention,
    copyRetention: {},
    deletionLimit,
    calendar,
    now,
  });
  const givenUp = verdicts.filter(({ action }) => action === 'remove');
  if (givenUp.length === 0) return [];
  const { snapshotId, volumeId, sourceSnapshotId = '', takenAt } = newest;
  return [
    {
      lack: 'over retention',
      machine: 'snapshot-copied',
      region,
      snapshotId,
      volumeId,
      input: { snapshotId, sourceSnapshotId },
      takenAt,
      reason: `${givenUp.length} of the volume given up, and still there`,
    },
  ];
}
