import { isCompleted, type Snapshot } from './snapshot';
import { HOUR_MS } from './time-units';

/**
 * What is not as it should be, most urgent first: the newest data of a volume is not adopted; a DR Region lacks a copy; a finished copy is not
 * confirmed; AWS has failed a copy and nobody has judged that; failed snapshots keep a volume from ever getting another one; a snapshot has
 * failed and nobody has told of it; tags of ours have been edited, on a source or on a copy; older data is not adopted; older data has no room for our tags; nobody knows whether it
 * is in scope, and a person has to be told; retention has given something up that is still there.
 */
export const LACKS = [
  'newest unadopted',
  'copy missing',
  'copy unconfirmed',
  'copy failed',
  'volume blocked',
  'snapshot failed',
  'tags edited',
  'copy disowned',
  'unadopted',
  'no room',
  'scope unknown',
  'over retention',
] as const;

export type Lack = (typeof LACKS)[number];

/** One execution to start, of the machine that an event would have started, with the input that the event would have given. */
export type Repair = {
  readonly lack: Lack;
  readonly machine: 'snapshot-created' | 'snapshot-failed' | 'snapshot-copied' | 'copy-failed';
  /** Where the machine is. */
  readonly region: string;
  /** What the execution is about, and named after. */
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly input: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC; see `inOrder`. */
  readonly takenAt: string;
  /** In words. */
  readonly reason: string;
};

/**
 * A repair of a source in `region`: an execution of `snapshot-created` adopts, takes back that these copies are there, asks for all copies that are missing, and
 * prunes.
 */
export const repairOf = (
  region: string,
  { snapshotId, volumeId, startedAt }: Snapshot,
  lack: Lack,
  reason: string,
  goneCopies: readonly string[] = [],
): Repair => ({
  lack,
  machine: 'snapshot-created',
  region,
  snapshotId,
  volumeId,
  input: { snapshotId, volumeId, ...(goneCopies.length > 0 && { goneCopies: goneCopies.join(' ') }) },
  takenAt: startedAt,
  reason,
});

/**
 * So long what EC2 has told of is left to its event: an event that comes and a sweep that sees the same would start the same work at once,
 * and two looks for a copy may both come before it is shown.
 */
const LEFT_TO_EVENTS_MS = HOUR_MS;

/** Whether a snapshot or copy has been finished for so long that its event should have been handled. */
export const isOverdue = (snapshot: Snapshot, now: Date): boolean =>
  isCompleted(snapshot) &&
  now.getTime() - Date.parse(snapshot.completedAt ?? snapshot.startedAt) >= LEFT_TO_EVENTS_MS;

/** Whether its event may still be on the way, or be handled just now. */
export const isLeftToEvent = (snapshot: Snapshot, now: Date): boolean =>
  isCompleted(snapshot) && !isOverdue(snapshot, now);

/** The repairs, most urgent first; of those that are equally urgent, of the newest data first. Equal ones stay in order of their ids. */
export const inOrder = (repairs: readonly Repair[]): Repair[] =>
  [...repairs].sort(
    (a, b) =>
      LACKS.indexOf(a.lack) - LACKS.indexOf(b.lack) ||
      Date.parse(b.takenAt) - Date.parse(a.takenAt) ||
      (a.snapshotId < b.snapshotId ? -1 : 1),
  );

/** The volume that its execution prunes in the primary Region, whatever it is started for; undefined where it prunes none there. */
export const prunedVolume = ({
  machine,
  volumeId,
}: Pick<Repair, 'machine' | 'volumeId'>): string | undefined =>
  machine === 'snapshot-created' ? volumeId : undefined;

/** What a person is told of, and nothing is started for again: whether that has been done, the names tell that are taken. */
const TOLD_ONCE: ReadonlySet<Lack> = new Set([
  'copy failed',
  'snapshot failed',
  'copy disowned',
  'no room',
  'scope unknown',
]);

export const isToldOnce = ({ lack }: Pick<Repair, 'lack'>): boolean => TOLD_ONCE.has(lack);

/** How often each lack is found, most urgent first; those that are not are absent. */
export const countsByLack = (repairs: readonly Repair[]): Partial<Record<Lack, number>> =>
  Object.fromEntries(
    LACKS.map((lack) => [lack, repairs.filter((repair) => repair.lack === lack).length] as const).filter(
      ([, count]) => count > 0,
    ),
  );

/**
 * The names under which to start a repair, until one is free. Where no event has started anything, the name is the very one that the event
 * would have given it, so that an event which comes later starts nothing. Else one with `occasion`, of letters, digits and hyphens: a sweep
 * gives the day, since what was tried and has not helped is worth another try a day later, and people are told of it once a day at most. What
 * a person alone can mend, and has been told of, has one name; where it may happen again to the same copy, one a month.
 */
export function namesFor(
  { lack, snapshotId }: Pick<Repair, 'lack' | 'snapshotId'>,
  occasion: string,
): string[] {
  const again = `${snapshotId}-sweep-${occasion}`;
  switch (lack) {
    case 'newest unadopted':
    case 'unadopted':
    case 'copy unconfirmed':
      return [snapshotId, again];
    case 'copy failed':
    case 'snapshot failed':
    case 'no room':
    case 'scope unknown':
      return [snapshotId];
    case 'copy disowned':
      return [`${snapshotId}-disowned-${occasion.slice(0, 'YYYY-MM'.length)}`];
    case 'copy missing':
    case 'volume blocked':
    case 'tags edited':
    case 'over retention':
      return [again];
  }
}

/** The snapshot that an execution is about, by the name that an event or `namesFor` gives it; undefined for a person's. */
export const snapshotOfExecution = (name: string): string | undefined => /^snap-[0-9a-f]+/.exec(name)?.[0];
