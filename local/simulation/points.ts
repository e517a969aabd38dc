import type { Tags } from '../../functions/domain/tags';
import type { Dated } from './expected-retention';

/** A snapshot or copy as it really is, whatever anybody was told of it. */
export type Point = Dated & {
  readonly region: string;
  readonly state: string;
  readonly tags: Tags;
  /**
   * The volume whose data it is, where it is ours: a function of ours made or adopted it, and nobody has taken it from us by
   * its tags since. Else undefined.
   */
  readonly volumeId: string | undefined;
  /** As EC2 shows it; of copies it means nothing. */
  readonly ec2VolumeId: string;
  /** Of a copy that we started, its source. */
  readonly sourceId: string | undefined;
  readonly isArchived: boolean;
  /** Of what the functions have taken, for which schedules, by EC2's description. */
  readonly schedules: readonly string[];
};

/** A copy that the stacks have started. */
export type StartedCopy = {
  readonly id: string;
  readonly sourceId: string;
  readonly region: string;
  readonly startMs: number;
  /** Of its data: whose and from when. */
  readonly volumeId: string;
  readonly takenMs: number;
  /** Undefined while it runs and where it failed. */
  completedMs: number | undefined;
};

/** Whether a confirmation on a source, where there is one, names a finished copy of it in that Region, and itself. */
export function isTrueConfirmation(
  confirmation: string | undefined,
  sourceId: string,
  region: string,
  copies: ReadonlyMap<string, StartedCopy>,
): boolean {
  if (confirmation === undefined) return true;
  const [copyId = '', named] = confirmation.split(' of ');
  const copy = copies.get(copyId);
  const isFinished = copy?.completedMs !== undefined && copy.region === region && copy.sourceId === sourceId;
  return isFinished && named === sourceId;
}

/** Those that retention counts. */
export function goodOf(points: readonly Point[], nowMs: number): Point[] {
  const surplus = surplusCopies(points);
  return points.filter(
    ({ id, state, takenMs }) =>
      state === 'completed' && !Number.isNaN(takenMs) && takenMs <= nowMs && !surplus.has(id),
  );
}

/** Of several completed copies of one source, all but the one that began first; an archived one only where all are. */
export function surplusCopies(points: readonly Point[]): Set<string> {
  const completed = points.filter(({ state, takenMs }) => state === 'completed' && !Number.isNaN(takenMs));
  const first = new Map<string, Point>();
  const inOrder = [...completed].sort(
    (a, b) => Number(a.isArchived) - Number(b.isArchived) || a.startMs - b.startMs || (a.id < b.id ? -1 : 1),
  );
  const surplus = new Set<string>();
  for (const point of inOrder) {
    if (point.sourceId === undefined) continue;
    if (first.has(point.sourceId)) surplus.add(point.id);
    else first.set(point.sourceId, point);
  }
  return surplus;
}

/** Whether a person holds a snapshot: IAM, which then refuses its deletion, knows the key in any case. */
export const isHeld = (tags: Readonly<Record<string, string>>): boolean =>
  Object.keys(tags).some((key) => /^snapshot-keeper:(?:hold|opt-out)$/i.test(key));

/** Whether a person, or who carried a person's tag there, keeps a snapshot from being adopted. One that has been adopted it holds. */
export const isOptedOut = ({ tags, volumeId }: Pick<Point, 'tags' | 'volumeId'>): boolean =>
  volumeId === undefined && Object.keys(tags).some((key) => /^snapshot-keeper:opt-out$/i.test(key));
