import type { Calendar } from './calendar';
import { isMissed } from './missed-copy';
import type { RetentionPolicy } from './retention-policy';
import { isCompleted, type Dated, type ManagedSnapshot } from './snapshot';
import { confirmedCopy } from './tags';

/** `after`: another one of the volume must end first. `never`: the policy would not keep it beside those that are confirmed. */
export type CopyTurn =
  { readonly turn: 'now' | 'never' } | { readonly turn: 'after'; readonly copyId: string };

export type TurnQuestion = {
  /** What is to be copied. */
  readonly wanted: Dated;
  /** Ours of the volume in the destination. */
  readonly copies: readonly ManagedSnapshot[];
  /** Ours of the volume in the primary Region. */
  readonly sources: readonly ManagedSnapshot[];
  readonly region: string;
  readonly retention: RetentionPolicy;
  readonly calendar: Calendar;
  readonly now: Date;
};

/**
 * Whether it is the turn of a copy that may be the first of its volume in a Region. EC2 makes a copy full unless the one that was made
 * last is finished and still there (EBS user guide, "Copy an Amazon EBS snapshot"), so they are made one after the other, and none of older
 * data that retention would delete again. That a newer one takes its place is believed only where a source of ours confirms that one: many
 * may make what passes for a copy, and then the volume would get none, unseen. One that is finished and may still be confirmed is waited for.
 */
export function copyTurn({ wanted, copies, sources, region, ...rest }: TurnQuestion): CopyTurn {
  const running = copies.find(({ state }) => state === 'pending');
  if (running !== undefined) return { turn: 'after', copyId: running.snapshotId };
  const { retention, calendar, now } = rest;
  const isWanted = (beside: readonly ManagedSnapshot[]): boolean =>
    isMissed(wanted, beside, retention, calendar, now);
  const bySource = new Map(sources.map((source) => [source.snapshotId, source]));
  const finished = copies.filter(isCompleted).map((copy) => {
    const source = bySource.get(copy.sourceSnapshotId ?? '');
    const confirmed = source && confirmedCopy(source, region);
    return {
      copy,
      isConfirmed: confirmed === copy.snapshotId,
      isSettling: source !== undefined && confirmed === undefined,
    };
  });
  const confirmed = finished.filter(({ isConfirmed }) => isConfirmed).map(({ copy }) => copy);
  const settling = finished.filter(({ isSettling }) => isSettling).map(({ copy }) => copy);
  if (!isWanted(confirmed)) return { turn: 'never' };
  const [first] = settling;
  return first === undefined || isWanted([...confirmed, ...settling])
    ? { turn: 'now' }
    : { turn: 'after', copyId: first.snapshotId };
}
