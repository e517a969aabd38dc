import { copyTag } from '../../functions/domain/tags';
import { DAY_MS, HOUR_MS } from '../kernel/time-units';
import type { Violation } from './safety-watch';
import type { Scenario } from './scenario';
import { isOptedOut, type Point } from './points';
import type { ToldMessage } from './telling';
import { toldFailures } from './told-failures';
import { hasMakersTag } from './other-makers';
import type { Truth } from './truth';
import { isUntoldCopy } from './untold-copy';

/** So long after the event about a snapshot, whoever decides about it may still be trying to read its volume. */
export const SCOPE_SETTLED_MS = DAY_MS;

/** So long the copy of a large volume runs at most. */
const COPY_MAX_MS = 12 * HOUR_MS;

export type Question = {
  readonly truth: Truth;
  readonly scenario: Pick<Scenario, 'settings'>;
  readonly nowMs: number;
  /** When an event about a snapshot was first delivered. */
  readonly heardMs: (id: string) => number | undefined;
  /** Ids of snapshots and copies with which people have meddled. */
  readonly meddledWith: ReadonlySet<string>;
  /** Ids of snapshots of which a person was told that they are not managed, for a reason that only a person can remove. */
  readonly toldForGood: ReadonlySet<string>;
  /** Everything that people were told. */
  readonly notifications: readonly ToldMessage[];
};

/**
 * Whether everything that retention wants is tagged and copied, long after the last fault: what no event has told of, too.
 */
export function judgeProtection(question: Question): Violation[] {
  const { truth, scenario, nowMs, meddledWith } = question;
  const { primary, dr } = scenario.settings;
  const violations: Violation[] = [];
  const isWanted = (point: Point): boolean =>
    point.state === 'completed' &&
    !hasMakersTag(point.tags, truth.volumeTags(point.ec2VolumeId)) &&
    !isOptedOut(point) &&
    // By people, who are told that it cannot be copied so.
    !point.isArchived &&
    !truth.ofOtherEnds.has(point.id) &&
    !truth.isOfOthers(point) &&
    !meddledWith.has(point.id) &&
    !question.toldForGood.has(point.id);
  const candidates = truth.pointsIn(primary.region).filter(isWanted);
  for (const volumeId of truth.volumes.selectedOnes) {
    const points = candidates.filter(
      (point) =>
        point.ec2VolumeId === volumeId &&
        truth.volumes.wasSelectedThroughout(
          volumeId,
          point.startMs,
          (question.heardMs(point.id) ?? nowMs) + SCOPE_SETTLED_MS,
        ),
    );
    // Who is not managed yet has no taken-at tag; the time is the snapshot's own.
    const dated = points.map((point) => ({ ...point, takenMs: point.startMs }));
    const policy = truth.policyOf(primary.region, volumeId);
    const kept = policy && truth.keptBy(policy, dated);
    for (const point of points)
      if (kept?.has(point.id) !== false && point.volumeId !== volumeId)
        violations.push(unmet(question, `${point.id} of ${volumeId} is not managed`));
    for (const { region } of dr) {
      // Data that has reached the Region counts, even where its source is gone.
      const reached = [...truth.copies.values()].filter(
        (copy) => copy.region === region && copy.volumeId === volumeId && copy.completedMs !== undefined,
      );
      const others = reached
        .filter(({ sourceId }) => !dated.some(({ id }) => id === sourceId))
        .map(({ sourceId, takenMs }) => ({ id: sourceId, takenMs, startMs: takenMs }));
      const copyPolicy = truth.copyPolicyOf(region, volumeId);
      const wanted = copyPolicy && truth.keptBy(copyPolicy, [...dated, ...others]);
      for (const point of points)
        if (wanted?.has(point.id) !== false) violations.push(...judgeCopy(question, point, region));
    }
  }
  return violations;
}

function judgeCopy(question: Question, point: Point, region: string): Violation[] {
  const { truth, meddledWith } = question;
  const attempts = [...truth.copies.values()].filter(
    (copy) => copy.sourceId === point.id && copy.region === region,
  );
  if (attempts.some(({ id }) => meddledWith.has(id))) return [];
  const there = truth.pointsIn(region);
  const existing = new Set(there.map(({ id }) => id));
  // What EC2 has refused to delete has been given up, and its place may be another's.
  const live = attempts.filter(
    ({ id, completedMs }) => completedMs !== undefined && existing.has(id) && !truth.refused.has(id),
  );
  // That of a large volume runs for hours.
  const isRunning = attempts.some(
    ({ id, startMs }) =>
      question.nowMs - startMs <= COPY_MAX_MS &&
      there.some((copy) => copy.id === id && copy.state === 'pending'),
  );
  if (live.length === 0 && isRunning) return [];
  const confirmed = point.tags[copyTag(region)]?.split(' of ')[0];
  if (live.length > 0 && live.some(({ id }) => id === confirmed)) return [];
  // It was there: whoever deleted it since was judged then.
  if (live.length === 0 && attempts.some(({ completedMs }) => completedMs !== undefined)) return [];
  const what =
    live.length === 0
      ? `${point.id} of ${point.ec2VolumeId} has no copy in ${region}`
      : `the copy of ${point.id} in ${region} is not confirmed`;
  return [unmet(question, what)];
}

/**
 * Whether every Region holds exactly what its policy keeps or the deletion limit blocks, and one copy of each snapshot,
 * after each volume's next snapshot, at most a day ago. A volume that is gone has no next one.
 */
export function judgeExactness(question: Question): Violation[] {
  const { truth, nowMs, meddledWith } = question;
  const violations: Violation[] = [];
  for (const region of truth.regions) {
    const blocked = truth.waitingIn(region, nowMs);
    for (const { point, reason } of truth.givenUpIn(region, nowMs)) {
      if (blocked.has(point.id)) continue;
      const attempts = [...truth.copies.values()].filter(({ sourceId }) => sourceId === point.id);
      const isMeddledWith = [point, ...attempts].some(({ id }) => meddledWith.has(id));
      // Volumes are pruned with their next snapshot in scope, which these do not have.
      const isOver = !truth.hasVolume(point.volumeId ?? '') || !truth.isSelected(point.volumeId ?? '', nowMs);
      if (isOver || isMeddledWith) continue;
      if (!isExplained(question, region, point) && !hasLostItsCopy(question, point))
        violations.push({
          atMs: nowMs,
          rule: 'every Region holds exactly what its policy keeps',
          what: `${point.id} of ${point.volumeId ?? ''} is left in ${region}: ${reason}`,
        });
    }
  }
  return violations;
}

/**
 * Whether people were told why it stays for now: the volume's last plan was refused, and goes on with its next snapshot; or it is taken for
 * restored, for a week and until the next snapshot after that. Where a function ended between its mark and the deletion, it looks so. Or somebody
 * has copied it, and it alone tells that the copy is not ours.
 */
function isExplained({ truth, notifications, nowMs }: Question, region: string, point: Point): boolean {
  const { id, volumeId } = point;
  const set = truth.sets.of(point);
  // With one member the others stay.
  const members = truth.pointsIn(region).filter((one) => set !== undefined && truth.sets.of(one) === set);
  const together = new Set([id, ...members.map((one) => one.id)]);
  return notifications
    .filter(({ atMs }) => nowMs - atMs <= 8 * DAY_MS)
    .some(({ atMs, message }) =>
      toldFailures(message).some(
        (told) =>
          (told.error === 'SnapshotRestored' && together.has(told.snapshotId)) ||
          (told.error === 'SnapshotInDoubt' &&
            message.includes(`bears the description of ${id},`) &&
            isUntoldCopy(truth, { region, id: told.snapshotId, copiedFrom: id })) ||
          (told.error === 'DeletionRefused' &&
            told.volumeId === volumeId &&
            told.region === region &&
            nowMs - atMs <= DAY_MS),
      ),
    );
}

/**
 * Whether its copy was gone from a DR Region before it could be confirmed, so that the source is the only proof that the Region had it. If
 * a policy is widened that gave the copy up, the source waits there for a new one.
 */
const hasLostItsCopy = ({ truth }: Question, point: Point): boolean =>
  [...truth.copies.values()].some(
    ({ id, sourceId, region, completedMs }) =>
      sourceId === point.id &&
      completedMs !== undefined &&
      point.tags[copyTag(region)] === undefined &&
      !truth.pointsIn(region).some((other) => other.id === id),
  );

const unmet = ({ nowMs }: Question, what: string): Violation => ({
  atMs: nowMs,
  rule: 'everything that retention wants is tagged and copied',
  what,
});
