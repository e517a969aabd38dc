import type { Calendar } from './calendar';
import { copyObstacle } from './copy-obstacle';
import { isReadable, overriddenCopyPolicies } from './effective-policy';
import { survivingCopies } from './plan-retention';
import { isOverdue, repairOf, type Repair } from './repair';
import type { RetentionPolicy } from './retention-policy';
import { rulesKeeping } from './retention-rules';
import { isCompleted, newestFirst, takenAtMs, type Dated, type ManagedSnapshot } from './snapshot';
import { confirmedCopy, TAG } from './tags';
import { DAY_MS } from './time-units';
import { hasHadItsTurn, type UnderWay } from './under-way';

export type MissingCopiesQuestion = {
  /** The primary Region. */
  readonly region: string;
  /** Our snapshots of one volume, in scope. */
  readonly managed: readonly ManagedSnapshot[];
  /** By DR Region that could be read, our copies of them. */
  readonly copies: ReadonlyMap<string, readonly ManagedSnapshot[]>;
  /** By DR Region, the default policy of its copies. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  /** By DR Region, when the newest data was taken of which there is a copy, but of volumes whose copies go first; undefined where there is none. */
  readonly newestTaken: ReadonlyMap<string, Date | undefined>;
  readonly underWay: UnderWay;
  readonly calendar: Calendar;
  readonly now: Date;
};

/** Copies that a DR Region's policy would keep beside those that are there and are not, and finished ones that are not confirmed. */
export function missingCopies(question: MissingCopiesQuestion): Repair[] {
  const { managed, copies } = question;
  const policies = overriddenCopyPolicies(managed, question.copyRetention);
  const isKnown = isReadable(managed, TAG.drRetain);
  const sources = newestFirst(managed.filter(isCompleted)).filter(
    (source) => copyObstacle(source) === undefined && takenAtMs(source) <= question.now.getTime(),
  );
  return together(
    [...copies].flatMap(([region, there]) =>
      missingIn(question, { region, policy: policies[region]!, isKnown, sources, there }),
    ),
  );
}

/** What one source has lost in several Regions is taken back by the first repair of it. */
function together(repairs: readonly Repair[]): Repair[] {
  const gone = new Map<string, string[]>();
  for (const { snapshotId, input } of repairs)
    if (input['goneCopies'] !== undefined)
      gone.set(snapshotId, [...(gone.get(snapshotId) ?? []), input['goneCopies']]);
  return repairs.map((repair) => {
    const goneCopies = repair.lack === 'copy missing' ? gone.get(repair.snapshotId)?.join(' ') : undefined;
    return goneCopies === undefined ? repair : { ...repair, input: { ...repair.input, goneCopies } };
  });
}

type Destination = {
  readonly region: string;
  readonly policy: RetentionPolicy;
  /** False where nobody can read what the volume's owner wants there: then each copy is wanted. */
  readonly isKnown: boolean;
  /** Newest first. */
  readonly sources: readonly ManagedSnapshot[];
  readonly there: readonly ManagedSnapshot[];
};

function missingIn(
  question: MissingCopiesQuestion,
  { region, policy, isKnown, sources, there }: Destination,
): Repair[] {
  const { now, underWay, newestTaken, calendar } = question;
  const survivors = survivingCopies(there);
  const running = there.filter(({ state }) => state === 'pending');
  const finished = there.filter((copy) => survivors.get(copy.sourceSnapshotId ?? '') === copy.snapshotId);
  // By the data, since the copies of what is being copied have no id yet.
  const reached = new Map<string, Dated>(
    [...finished, ...running].map((copy) => [copy.sourceSnapshotId ?? '', copy]),
  );
  return sources.flatMap((source): Repair[] => {
    const { snapshotId } = source;
    const copyId = survivors.get(snapshotId);
    if (copyId !== undefined) {
      const copy = finished.find((one) => one.snapshotId === copyId)!;
      const isSettled = confirmedCopy(source, region) === copyId || !isOverdue(copy, now);
      return isSettled || underWay.has(copyId) ? [] : [confirmation(copy, region)];
    }
    if (reached.has(snapshotId)) return [];
    const isWanted =
      !isKnown || rulesKeeping([...reached.values(), source], policy, calendar).has(snapshotId);
    if (!isWanted) return [];
    reached.set(snapshotId, source);
    const since = underWay.get(snapshotId);
    // Behind one that runs it may well wait.
    if (since !== undefined && (running.length > 0 || !hasHadItsTurn(since, newestTaken.get(region), now)))
      return [];
    const failed = newestFailure(there, snapshotId);
    if (!isOverdue(source, now) || (failed !== undefined && isRecent(failed, now))) return [];
    const gone = confirmedCopy(source, region);
    const why =
      failed !== undefined
        ? `its copy ${failed.snapshotId} in ${region} has failed`
        : gone === undefined
          ? `it has no copy in ${region}`
          : `its copy in ${region} is gone`;
    return [repairOf(question.region, source, 'copy missing', why, gone === undefined ? [] : [gone])];
  });
}

const newestFailure = (
  there: readonly ManagedSnapshot[],
  sourceSnapshotId: string,
): ManagedSnapshot | undefined =>
  there
    .filter((copy) => copy.state === 'error' && copy.sourceSnapshotId === sourceSnapshotId)
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))[0];

/** What has failed is tried again by `copy-failed` first, and a person is told; then once a day. */
const isRecent = ({ startedAt }: ManagedSnapshot, now: Date): boolean =>
  now.getTime() - Date.parse(startedAt) < DAY_MS;

const confirmation = (copy: ManagedSnapshot, region: string): Repair => ({
  lack: 'copy unconfirmed',
  machine: 'snapshot-copied',
  region,
  snapshotId: copy.snapshotId,
  volumeId: copy.volumeId,
  input: { snapshotId: copy.snapshotId, sourceSnapshotId: copy.sourceSnapshotId ?? '' },
  takenAt: copy.takenAt,
  reason: `its source ${copy.sourceSnapshotId ?? ''} does not say that it is there`,
});
