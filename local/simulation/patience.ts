import { HOUR_MS } from '../kernel/time-units';
import { isAlarmAbout, type Undone } from './concerning-alarms';
import { SCOPE_SETTLED_MS } from './convergence';
import type { Violation } from './safety-watch';
import type { ToldMessage } from './telling';
import { isOptedOut, type Point } from './points';
import { toldFailures } from './told-failures';
import { hasMakersTag } from './other-makers';
import type { Truth } from './truth';

/**
 * How long a snapshot may stay without adoption or copy, from the event about it on. Its steps try again for about seven hours, an
 * outage lasts up to six and others take the copy slots for up to four, one after the other; a failed copy is tried again within the hour.
 */
const PROTECTED_WITHIN_MS = 24 * HOUR_MS;

/**
 * How long what retention gives up may stay after three events that prune its volume. To the above come a copy's event that is up to
 * six hours late and seven hours each for confirming it and for pruning.
 */
const PRUNED_WITHIN_MS = 44 * HOUR_MS;

/** EC2 may refuse each deletion once, and an answer of it may be old, each with one event: the third is there for that. */
const EVENTS_TO_PRUNE = 3;

export type Watched = {
  readonly truth: Truth;
  /** When EventBridge first delivered an event about a snapshot or copy; undefined where it has not. */
  readonly heardMs: (id: string) => number | undefined;
  /** Since when retention has given a snapshot up. */
  readonly givenUpSinceMs: ReadonlyMap<string, number>;
  readonly meddledWith: ReadonlySet<string>;
  readonly notifications: readonly ToldMessage[];
};

/** Finds, at any step, what has been left undone for too long without a person having been told. Each volume and snapshot once. */
export class Patience {
  readonly #found = new Set<string>();

  /** What is overdue at `nowMs` and has not been found before. */
  overdue(nowMs: number, watched: Watched): Violation[] {
    return [...unprotected(nowMs, watched), ...unpruned(nowMs, watched)].flatMap(([id, rule, what]) => {
      if (this.#found.has(id)) return [];
      this.#found.add(id);
      return [{ atMs: nowMs, rule, what }];
    });
  }
}

type Overdue = readonly [id: string, rule: string, what: string];

/** Volumes in scope whose newest data is not adopted and copied everywhere. */
function* unprotected(nowMs: number, watched: Watched): Iterable<Overdue> {
  const { truth, meddledWith } = watched;
  const [primary = '', ...drRegions] = truth.regions;
  const points = truth.pointsIn(primary);
  for (const volumeId of truth.volumes.selectedOnes) {
    const ofVolume = points.filter((point) => point.ec2VolumeId === volumeId && point.state === 'completed');
    const isProtected = (point: Point): boolean =>
      truth.adopted.has(point.id) &&
      drRegions.every((region) => copiesOf(truth, point.id, region).some((copy) => copy.completedMs));
    const protectedToMs = Math.max(...ofVolume.filter(isProtected).map(({ startMs }) => startMs), -Infinity);
    for (const point of ofVolume) {
      const sinceMs = watched.heardMs(point.id) ?? Infinity;
      if (nowMs - sinceMs <= PROTECTED_WITHIN_MS || point.startMs <= protectedToMs) continue;
      if (hasMakersTag(point.tags, truth.volumeTags(volumeId)) || isOptedOut(point)) continue;
      if (truth.ofOtherEnds.has(point.id) || truth.isOfOthers(point) || meddledWith.has(point.id)) continue;
      const { startMs } = point;
      if (!truth.volumes.wasSelectedThroughout(volumeId, startMs, sinceMs + SCOPE_SETTLED_MS)) continue;
      const copies = drRegions.flatMap((region) => copiesOf(truth, point.id, region));
      const ids = [point.id, volumeId, ...copies.map(({ id }) => id)];
      if (copies.some(({ id }) => meddledWith.has(id))) continue;
      const lacking = drRegions.filter(
        (region) => !copies.some((copy) => copy.region === region && copy.completedMs !== undefined),
      );
      // A sweep may tell of it before a late event comes; and by EC2's clock it may begin only after its event.
      const thereMs = Math.min(startMs, sinceMs);
      // The primary Region hands out the copies.
      if (!isTold(watched, ids, { kind: 'unprotected', regions: [primary, ...lacking] }, thereMs))
        yield [
          volumeId,
          'nothing stays unprotected for long without a word',
          `${point.id} of ${volumeId} is neither adopted and copied nor told of for ${hours(nowMs - sinceMs)} hours`,
        ];
    }
  }
}

/** What retention has given up for so long that events about its volume should have removed it. */
function* unpruned(nowMs: number, watched: Watched): Iterable<Overdue> {
  const { truth, givenUpSinceMs, meddledWith } = watched;
  const [primary] = truth.regions;
  for (const region of truth.regions) {
    // A source waits for its copies to be confirmed, which is done from their Regions.
    const regions = region === primary ? truth.regions : [region];
    const undone: Undone = { kind: 'unpruned', regions };
    const blocked = truth.waitingIn(region, nowMs);
    for (const { point } of truth.givenUpIn(region, nowMs)) {
      const { id, volumeId = '' } = point;
      const sinceMs = givenUpSinceMs.get(id) ?? nowMs;
      const events = truth
        .pointsIn(region)
        .filter((other) => other.volumeId === volumeId)
        .flatMap((other) => watched.heardMs(other.id) ?? [])
        .filter((heardMs) => heardMs >= sinceMs && nowMs - heardMs > PRUNED_WITHIN_MS);
      if (events.length < EVENTS_TO_PRUNE || blocked.has(id) || truth.refused.has(id)) continue;
      if (meddledWith.has(id) || isTold(watched, [id, volumeId], undone, sinceMs)) continue;
      if (isToldOfItsCopy(watched, id)) continue;
      yield [
        id,
        'nothing stays unpruned for long without a word',
        `${id} of ${volumeId} in ${region} is given up for ${hours(nowMs - sinceMs)} hours`,
      ];
    }
  }
}

const hours = (ms: number): number => Math.round(ms / HOUR_MS);

const copiesOf = (truth: Truth, sourceId: string, region: string) =>
  [...truth.copies.values()].filter((copy) => copy.sourceId === sourceId && copy.region === region);

/** Whether a person has been told of one of these since, or an alarm has rung that may be about what is undone. */
const isTold = (
  { notifications }: Watched,
  ids: readonly string[],
  undone: Undone,
  sinceMs: number,
): boolean =>
  notifications.some(
    (told) =>
      told.atMs >= sinceMs && (isAlarmAbout(told, undone) || ids.some((id) => told.message.includes(id))),
  );

/** Whether a person knows that its copy has failed for good, for which a source waits whatever else reaches the DR Region. */
const isToldOfItsCopy = ({ notifications }: Watched, id: string): boolean =>
  notifications.some(({ message }) =>
    toldFailures(message).some(({ error, snapshotId }) => error === 'CopyFailed' && snapshotId === id),
  );
