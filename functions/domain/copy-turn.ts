import type { Calendar } from './calendar';
import { isMissed } from './missed-copy';
import type { RetentionPolicy } from './retention-policy';
import { isCompleted, type Dated, type ManagedSnapshot } from './snapshot';
import { confirmedCopy } from './tags';

/** `after`: another one of the volume, which is full, must end first. `never`: the policy would not keep it beside those that are confirmed. */
export type CopyTurn =
  { readonly turn: 'now' | 'never' } | { readonly turn: 'after'; readonly copyId: string };

export type TurnQuestion = {
  /** What is to be copied. */
  readonly wanted: Dated;
  /** No copy of the volume was known to be confirmed there when it was asked for. */
  readonly isFirst: boolean;
  /** Ours of the volume in the destination. */
  readonly copies: readonly ManagedSnapshot[];
  /** Ours of the volume in the primary Region; only of a first copy they are read. */
  readonly sources: readonly ManagedSnapshot[];
  readonly region: string;
  readonly retention: RetentionPolicy;
  readonly calendar: Calendar;
  readonly now: Date;
};

/**
 * Whether it is the turn of a copy that may be full. EC2 makes a copy full unless an earlier one of the volume under the same key is
 * finished, and the one that was started last is still there (EBS user guide, "Copy an Amazon EBS snapshot"). So none is made beside a full
 * one that runs; and of those that have waited for the first none of older data that retention would delete again, by which the next copy
 * would be full. That a newer one takes its place is believed only where a source of ours confirms that one: many may make what passes for a copy, and then the volume would get none,
 * unseen. One that may still be confirmed is waited for.
 */
export function copyTurn(question: TurnQuestion): CopyTurn {
  const { wanted, isFirst, copies, sources, region, ...rest } = question;
  const { retention, calendar, now } = rest;
  const isWanted = (beside: readonly ManagedSnapshot[]): boolean =>
    isMissed(wanted, beside, retention, calendar, now);
  const confirmedBySource = new Map(
    sources.map((source) => [source.snapshotId, confirmedCopy(source, region)]),
  );
  const ofSource = ({ sourceSnapshotId = '' }: ManagedSnapshot) => confirmedBySource.get(sourceSnapshotId);
  const confirmed = copies.filter((copy) => isCompleted(copy) && ofSource(copy) === copy.snapshotId);
  if (isFirst && !isWanted(confirmed)) return { turn: 'never' };
  const full = copies.find((copy) => isRunning(copy) && !isIncremental(copy, copies));
  if (full !== undefined) return { turn: 'after', copyId: full.snapshotId };
  const undecided = copies.filter(
    (copy) =>
      (isRunning(copy) || isCompleted(copy)) &&
      confirmedBySource.has(copy.sourceSnapshotId ?? '') &&
      ofSource(copy) === undefined,
  );
  const [first] = undecided;
  return !isFirst || first === undefined || isWanted([...confirmed, ...undecided.map(asFinished)])
    ? { turn: 'now' }
    : { turn: 'after', copyId: first.snapshotId };
}

const asFinished = (copy: ManagedSnapshot): ManagedSnapshot => ({ ...copy, state: 'completed' });

const isRunning = ({ state }: ManagedSnapshot): boolean => state === 'pending';

/** As far as anybody can know of one that runs: it may build on a finished one that is under its key. */
const isIncremental = (running: ManagedSnapshot, copies: readonly ManagedSnapshot[]): boolean =>
  copies.some((copy) => isCompleted(copy) && copy.kmsKeyId === running.kmsKeyId);
