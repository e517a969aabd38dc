import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { Dated } from './expected-retention';
import type { Point, StartedCopy } from './points';

type Question = {
  /** All that were started. */
  readonly copies: readonly StartedCopy[];
  /** Of the Region for the volume; undefined where nobody can read it. */
  readonly policy: RetentionPolicy | undefined;
  readonly keptBy: (policy: RetentionPolicy, points: readonly Dated[]) => ReadonlySet<string>;
};

/**
 * Whether a DR Region has not got the data of a source yet and would keep it beside all that it ever got of the volume. What it got and
 * somebody has deleted there since was their doing: EC2 tells nobody of deletions.
 */
export function isWantedIn(
  region: string,
  source: Pick<Point, 'volumeId'> & Dated,
  { copies, policy, keptBy }: Question,
): boolean {
  const reached = copies.filter(
    (copy) => copy.region === region && copy.volumeId === source.volumeId && copy.completedMs !== undefined,
  );
  if (reached.some(({ sourceId }) => sourceId === source.id)) return false;
  const there = reached.map(({ sourceId, takenMs }) => ({ id: sourceId, takenMs, startMs: takenMs }));
  return policy === undefined || keptBy(policy, [...there, source]).has(source.id);
}
