import type { Calendar } from './calendar';
import { copyObstacle } from './copy-obstacle';
import { effectivePolicy } from './effective-policy';
import type { RetentionPolicy } from './retention-policy';
import { rulesKeeping } from './retention-rules';
import { isCompleted, takenAtMs, type Dated, type ManagedSnapshot } from './snapshot';
import { readSet, setOf } from './snapshot-set';
import { confirmedCopy, TAG } from './tags';
import { DAY_MS } from './time-units';

export type LeaveOutQuestion = {
  /** Whose turn it is. */
  readonly wanted: Dated;
  /** Ours of the volume in the primary Region. */
  readonly sources: readonly ManagedSnapshot[];
  /** Destination. */
  readonly region: string;
  readonly retention: RetentionPolicy;
  readonly calendar: Calendar;
  readonly now: Date;
  /** Id of the newest one that waited when the first of those that wait was left out; absent where none is known to have been. */
  readonly heirId?: string | undefined;
};

/**
 * The newest source for whose copy that of `wanted` is left out: those that wait behind it, of newer data, will be copied, and the
 * destination's policy would not keep it beside them. Undefined where it is to be made.
 *
 * Who waits is known by the sources, of which no copy is confirmed; so the plan of the primary Region agrees, and keeps `wanted` there until
 * one of them is. Of a set none is left out: others of it may be copied by now, and each volume would have its own heir. Of a volume whose snapshots come faster than its turn, each could be left out for the next one: so they are left out
 * for one heir, which is copied whatever waits behind it, and where an older one was not copied and nobody knows of an heir, for none.
 */
export function leftOutFor(question: LeaveOutQuestion): ManagedSnapshot | undefined {
  const { wanted, sources, region, retention, calendar, now, heirId } = question;
  const { policy, unreadable } = effectivePolicy(sources, TAG.drRetain, retention);
  const own = sources.find((one) => one.snapshotId === wanted.snapshotId);
  // Of an AMI, which is not asked for here, the tag alone says so.
  const isOfSet = own !== undefined && (setOf(own) ?? readSet(own.tags[TAG.set])) !== undefined;
  if (unreadable !== undefined || isOfSet || wanted.snapshotId === heirId) return undefined;
  const good = sources.filter(
    (source) =>
      isCompleted(source) && takenAtMs(source) <= now.getTime() && copyObstacle(source) === undefined,
  );
  const confirmed = good.filter((source) => confirmedCopy(source, region) !== undefined);
  const others = good.filter(
    (source) => source.snapshotId !== wanted.snapshotId && !confirmed.includes(source),
  );
  const newestConfirmedMs = Math.max(...confirmed.map(takenAtMs));
  const wantedMs = takenAtMs(wanted);
  const isOlderPassed = others.some(
    (source) => takenAtMs(source) < wantedMs && takenAtMs(source) > newestConfirmedMs,
  );
  const heir = others.find(({ snapshotId }) => snapshotId === heirId);
  if (isOlderPassed && heir === undefined) return undefined;
  const untilMs = heir === undefined ? Infinity : takenAtMs(heir);
  const newer = others
    .filter((source) => takenAtMs(source) > wantedMs && takenAtMs(source) <= untilMs)
    .sort((a, b) => takenAtMs(b) - takenAtMs(a));
  const isKept = rulesKeeping([...confirmed, ...newer, wanted], policy, calendar).has(wanted.snapshotId);
  return isKept ? undefined : newer[0];
}

/** A volume's snapshots are not taken to the minute, and the next one has to be completed and adopted. */
const LEEWAY = 1.5;

/** From when a newer snapshot of the volume may wait behind one, going by how far apart they were before; by days where there was none. */
export function newerExpectedFrom(snapshot: Dated, siblings: readonly Dated[]): string {
  const takenMs = takenAtMs(snapshot);
  const beforeMs = Math.max(...siblings.map(takenAtMs).filter((ms) => ms < takenMs));
  const apartMs = Number.isFinite(beforeMs) ? takenMs - beforeMs : DAY_MS;
  return new Date(takenMs + apartMs * LEEWAY).toISOString();
}
