import { recoveryTarget } from './recovery-target';
import { isCompleted, newestFirst, takenAtMs, type ManagedSnapshot } from './snapshot';
import type { Tags } from './tags';
import { HOUR_MS } from './time-units';

/** A volume whose newest point in a Region is held against its target. */
export type ProtectedVolume = {
  readonly volumeId: string;
  /** With the override of its target, if it has one. */
  readonly tags: Tags;
  /** Since when it can have had a point at all; undefined where that is not known. ISO 8601 in UTC. */
  readonly since?: string;
};

/**
 * `met`: its newest point is no older than the target. `not yet`: it has none, and cannot have had one for longer than that.
 * `uncovered`: it has none.
 */
export type PointAge = {
  readonly volumeId: string;
  readonly verdict: 'met' | 'over target' | 'not yet' | 'uncovered';
  readonly targetHours: number;
  /** The value of an override that cannot be read. */
  readonly unreadableTarget?: string;
  /** Its newest point; absent where it has none. */
  readonly point?: { readonly snapshotId: string; readonly takenAt: string; readonly ageMs: number };
};

export type PointAgeQuestion = {
  readonly volume: ProtectedVolume;
  /** Ours of that volume in one Region. */
  readonly points: readonly ManagedSnapshot[];
  readonly defaultTargetHours: number;
  /** ARNs of the keys that cannot be used, as far as somebody has looked. */
  readonly unusableKeys: ReadonlySet<string>;
  readonly now: Date;
};

/** How old the data of a volume's newest point in a Region is, against the volume's target. */
export function pointAge(question: PointAgeQuestion): PointAge {
  const { volume, points, defaultTargetHours, now } = question;
  const { volumeId, tags, since } = volume;
  const { hours: targetHours, unreadable } = recoveryTarget(tags, defaultTargetHours);
  const common = {
    volumeId,
    targetHours,
    ...(unreadable !== undefined && { unreadableTarget: unreadable }),
  };
  const newest = newestFirst(points.filter((point) => isRecoveryPoint(point, question)))[0];
  if (newest !== undefined) {
    const { snapshotId, takenAt } = newest;
    const ageMs = now.getTime() - takenAtMs(newest);
    const verdict = ageMs > targetHours * HOUR_MS ? 'over target' : 'met';
    return { ...common, verdict, point: { snapshotId, takenAt, ageMs } };
  }
  const isYoung = since !== undefined && now.getTime() - Date.parse(since) <= targetHours * HOUR_MS;
  return { ...common, verdict: isYoung ? 'not yet' : 'uncovered' };
}

/** Why nothing can be restored at once from a finished snapshot, whatever its key. */
export type NotAtOnce = 'archived' | 'in future';

/** A restore from the archive tier takes days. Of what is dated by a clock ahead of ours nobody knows how old it is. Undefined of all others. */
export function notAtOnce(snapshot: ManagedSnapshot, now: Date): NotAtOnce | undefined {
  if (snapshot.storageTier === 'archive') return 'archived';
  return takenAtMs(snapshot) > now.getTime() ? 'in future' : undefined;
}

/** What a volume can be restored from at once: finished, and with a key that can be used. */
const isRecoveryPoint = (snapshot: ManagedSnapshot, { now, unusableKeys }: PointAgeQuestion): boolean =>
  isCompleted(snapshot) &&
  notAtOnce(snapshot, now) === undefined &&
  !unusableKeys.has(snapshot.kmsKeyId ?? '');

/**
 * For how long a volume has had no newer data in a Region, which is what its loss now would cost: the age of its newest point. Where it has none,
 * the time since it can have had one at all, so that whoever waits for a limit is told of a volume without any point as well; undefined
 * where that is not known.
 */
export function atRiskMs({ since }: ProtectedVolume, { point }: PointAge, now: Date): number | undefined {
  if (point !== undefined) return point.ageMs;
  // A volume may have been created after the sweep has looked at its clock.
  return since === undefined ? undefined : Math.max(0, now.getTime() - Date.parse(since));
}

/** What the ages of a Region come to. */
export type AgeFigures = {
  /** Of the oldest of all newest points; undefined where no volume has any. */
  readonly worstMs: number | undefined;
  readonly overTarget: number;
  readonly uncovered: number;
};

export function ageFigures(ages: readonly PointAge[]): AgeFigures {
  let worstMs: number | undefined;
  let [overTarget, uncovered] = [0, 0];
  for (const { verdict, point } of ages) {
    if (point !== undefined) worstMs = Math.max(worstMs ?? 0, point.ageMs);
    if (verdict === 'over target') overTarget += 1;
    if (verdict === 'uncovered') uncovered += 1;
  }
  return { worstMs, overTarget, uncovered };
}

/** Those of which a person has to know, worst first: without any point, then by how far they are over their target. */
export const worstFirst = <A extends PointAge>(ages: readonly A[]): A[] =>
  ages
    .filter(({ verdict }) => verdict === 'uncovered' || verdict === 'over target')
    .sort((a, b) => overMs(b) - overMs(a) || (a.volumeId < b.volumeId ? -1 : 1));

const overMs = ({ point, targetHours }: PointAge): number =>
  point === undefined ? Number.MAX_SAFE_INTEGER : point.ageMs - targetHours * HOUR_MS;
