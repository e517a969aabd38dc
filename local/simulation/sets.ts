import { DAY_MS } from '../kernel/time-units';
import { surplusCopies, type Point } from './points';

/** So long a set waits for a newer one. */
const WAITS_MS = 35 * DAY_MS;

/** What the functions have taken of an instance at one moment: who belongs together, by EC2's answers and not by what anybody says. */
export class Sets {
  /** By snapshot that is a member, all members of its set. */
  readonly #members = new Map<string, readonly string[]>();
  readonly #deregistered = new Set<string>();
  /** By snapshot that an AMI holds or held, the instance of which that was made. */
  readonly #imagedInstances = new Map<string, string>();

  /** These were taken together; `imageOf` is the instance of which an AMI was made, where they were taken with one. */
  note(snapshotIds: readonly string[], imageOf?: string): void {
    if (imageOf !== undefined) for (const id of snapshotIds) this.#imagedInstances.set(id, imageOf);
    for (const id of snapshotIds) this.#members.set(id, snapshotIds);
  }

  /** Of what an AMI held that is deregistered: what is left of it is single, and a copy's set stays. */
  forget(imageIds: readonly string[]): void {
    for (const id of imageIds) this.#deregistered.add(id);
  }

  /** Names the set of a snapshot or copy; undefined of a single one, as the copy is of what an AMI holds alone. */
  of({ id, sourceId = id }: Pick<Point, 'id' | 'sourceId'>): string | undefined {
    const isLeft = id === sourceId && this.#deregistered.has(id);
    const members = this.#members.get(sourceId) ?? [];
    const isCopyOfOne = id !== sourceId && members.length === 1;
    return isLeft || isCopyOfOne ? undefined : members[0];
  }

  /** The sets of which all that is ours in a Region lacks nothing. */
  wholeAmong(points: readonly Point[], nowMs: number): Set<string> {
    const present = new Map<string, Set<string>>();
    for (const point of points) {
      const set = this.of(point);
      const counts = point.volumeId !== undefined && point.state === 'completed' && point.takenMs <= nowMs;
      if (set === undefined || !counts) continue;
      present.set(set, (present.get(set) ?? new Set()).add(point.sourceId ?? point.id));
    }
    return new Set(
      [...present].flatMap(([set, ids]) => (ids.size === this.#members.get(set)?.length ? set : [])),
    );
  }

  /** Of each instance the newest of these whole sets that is an AMI. */
  lastImages(points: readonly Point[], whole: ReadonlySet<string>): Set<string> {
    const last = new Map<string, Point>();
    for (const point of points) {
      if (!this.#isOfImage(point) || !whole.has(this.of(point) ?? '')) continue;
      const instanceId = this.#imagedInstances.get(point.id)!;
      if (point.takenMs > (last.get(instanceId)?.takenMs ?? -Infinity)) last.set(instanceId, point);
    }
    return new Set([...last.values()].flatMap((point) => this.of(point) ?? []));
  }

  /** Whether a member may go by the rules; `good` are the points of its volume, and `last` the AMIs for which nothing but a newer one makes room. */
  isFollowed(member: Point, good: readonly Point[], last: ReadonlySet<string>, nowMs: number): boolean {
    const waits = nowMs - member.takenMs <= WAITS_MS || last.has(this.of(member) ?? '');
    return good.some(
      (other) => other.takenMs > member.takenMs && (!waits || this.#takesPlaceOf(member, other)),
    );
  }

  /** Of a set nothing can be launched. */
  #takesPlaceOf(member: Point, other: Point): boolean {
    return this.#isOfImage(member) ? this.#isOfImage(other) : this.of(other) !== undefined;
  }

  #isOfImage({ id, sourceId = id }: Point): boolean {
    return id === sourceId && this.#imagedInstances.has(id) && !this.#deregistered.has(id);
  }

  /** What is newer than a member for whose set nobody waits any more, whole or not. */
  outliving(member: Point, finished: readonly Point[], nowMs: number): Point[] {
    return nowMs - member.takenMs > WAITS_MS
      ? finished.filter(({ takenMs }) => takenMs > member.takenMs)
      : [];
  }

  /** The members of sets of which one stays in a Region: ours and finished, and for which `goes` says no. A second copy is no member. */
  stayingTogether(points: readonly Point[], goes: (point: Point) => boolean): Set<string> {
    if (this.#members.size === 0) return new Set();
    // A copy that somebody has taken from us makes no other one a second copy.
    const surplus = surplusCopies(points.filter(({ volumeId }) => volumeId !== undefined));
    const members = points.filter(
      (point) =>
        this.of(point) !== undefined &&
        point.volumeId !== undefined &&
        point.state === 'completed' &&
        !Number.isNaN(point.takenMs) &&
        !surplus.has(point.id),
    );
    const staying = new Set(members.filter((point) => !goes(point)).map((point) => this.of(point)));
    return new Set(members.filter((point) => staying.has(this.of(point))).map(({ id }) => id));
  }

  /** By volume, also those that share sets with it among `points`. */
  sharing(volumeId: string, points: readonly Point[]): string[] {
    const sets = new Set(
      points.filter((point) => point.volumeId === volumeId).flatMap((point) => this.of(point) ?? []),
    );
    return points.filter((point) => sets.has(this.of(point) ?? '')).flatMap((point) => point.volumeId ?? []);
  }
}
