import { AccessDenied, DeletionFailed, GuardRefused, PruneIncomplete, ServiceBusy } from '../domain/errors';
import { guardDeletion } from '../domain/guard';
import { givenUpMark } from '../domain/restored';
import type { Snapshot } from '../domain/snapshot';
import { explainDenial } from './explain-denial';
import type { Deps } from './handler';
import { markGivenUp, takeMarkAway } from './mark-given-up';
import type { Result } from './result';

/** A snapshot and why it goes or stays. */
export type Given = { readonly snapshotId: string; readonly reason: string };

export type Deletions = {
  /** What the plan gives up, newest data first. */
  readonly given: readonly Given[];
  /** All that was read for the plan. */
  readonly shown: readonly Snapshot[];
  readonly readAt: Date;
  readonly volumeId: string;
  /** Name of the execution that deletes. */
  readonly execution: string;
};

/** At most so many in one attempt, the oldest data first; the next attempt plans anew. EC2 takes five a second of all callers. */
const DELETIONS_MAX = 100;

/**
 * Marks all where a Recycle Bin may bring them back, passes each through the guard and deletes it. Attempts all before it throws:
 * GuardRefused, DeletionFailed, or PruneIncomplete where a new plan can do the rest.
 */
export async function deleteGivenUp(
  deps: Deps,
  { given, shown, readAt, volumeId, execution }: Deletions,
): Promise<{ readonly deleted: readonly Given[]; readonly left: readonly Given[] }> {
  const { log, metrics } = deps;
  const results: (Given & { readonly result: Result })[] = [];
  let standing = shown;
  const chosen = given.slice(-DELETIONS_MAX).reverse();
  const mark = givenUpMark(deps.now(), execution);
  const unmarked = await markGivenUp(deps, { snapshotIds: chosen.map(({ snapshotId }) => snapshotId), mark });
  for (const one of chosen) {
    const result =
      unmarked?.get(one.snapshotId) ??
      (await attempt(deps, one.snapshotId, { shown: standing, readAt, volumeId }));
    log.info('prune', { volumeId, ...one, ...result });
    if (result.outcome === 'deleted' || result.outcome === 'gone')
      standing = standing.filter(({ snapshotId }) => snapshotId !== one.snapshotId);
    if (result.outcome === 'deleted') metrics.count('SnapshotsPruned', 1);
    results.push({ ...one, result });
  }
  if (unmarked !== undefined) {
    const stay = results.filter(({ snapshotId, result }) => !unmarked.has(snapshotId) && surelyStays(result));
    await takeMarkAway(deps, { snapshotIds: stay.map(({ snapshotId }) => snapshotId), mark });
  }
  const deleted = results.filter(({ result: { outcome } }) => outcome === 'deleted' || outcome === 'gone');
  const refused = results.filter(({ result: { outcome } }) => REFUSED.includes(outcome));
  if (deleted.length === 0 && refused.length > 0) metrics.count('PlansRefused', 1);
  throwFirst(results, given.length - results.length);
  const plain = ({ snapshotId, reason }: Given): Given => ({ snapshotId, reason });
  return {
    deleted: deleted.map(plain),
    left: results.flatMap(({ snapshotId, result }) =>
      result.outcome === 'left' ? [{ snapshotId, reason: result.reason }] : [],
    ),
  };
}

const REFUSED: readonly Result['outcome'][] = ['failed', 'guarded', 'unfinished'];

/** A call that did not come through may have had its effect; so may one that IAM refuses when the SDK repeats it. */
const surelyStays = ({ outcome }: Result): boolean =>
  outcome !== 'deleted' && outcome !== 'gone' && outcome !== 'unfinished';

/** The worst of what stood in the way, with everything that it befell. */
function throwFirst(results: readonly (Given & { readonly result: Result })[], restCount: number): void {
  const saying = (outcome: 'failed' | 'guarded'): string =>
    results
      .flatMap(({ snapshotId, result }) =>
        result.outcome === outcome ? [`${snapshotId}: ${result.reason}`] : [],
      )
      .join('; ');
  const unfinished = results.flatMap(({ snapshotId, result }) =>
    result.outcome === 'unfinished' ? [{ snapshotId, error: result.error }] : [],
  );
  const guarded = saying('guarded');
  if (guarded !== '') throw new GuardRefused(guarded);
  // IAM refuses what has just been deleted, too, and EC2 may show it for minutes yet: worth a new plan before a person is told.
  const denied = unfinished
    .filter(({ error }) => error instanceof AccessDenied)
    .map(({ snapshotId, error }) => `${snapshotId}: ${error.message}`);
  const failed = [saying('failed'), ...denied].filter((text) => text !== '').join('; ');
  if (failed !== '') throw new DeletionFailed(failed);
  if (unfinished.length > 0)
    throw new PruneIncomplete(
      unfinished.map(({ snapshotId, error }) => `${snapshotId}: ${error.message}`).join('; '),
    );
  if (restCount > 0) throw new PruneIncomplete(`${restCount} more to delete`);
}

/** Deletes one snapshot, if the guard lets it. Throws only what is a fault of ours. */
async function attempt(
  { snapshots, environment, region, now }: Deps,
  snapshotId: string,
  { shown, readAt, volumeId }: Pick<Deletions, 'shown' | 'readAt' | 'volumeId'>,
): Promise<Result> {
  const { DEPLOYMENT: deployment, PRIMARY_REGION: primaryRegion } = environment;
  if (now().getTime() - readAt.getTime() > PLAN_SECONDS_MAX * 1000)
    return { outcome: 'unfinished', error: new ServiceBusy('EC2 was too slow for this plan') };
  const refusal = guardDeletion({
    snapshotId,
    shown,
    volumeId,
    region,
    primaryRegion,
    deployment,
    readAt,
    now: now(),
  });
  if (refusal !== undefined) return { outcome: 'guarded', reason: refusal };
  try {
    return await snapshots.delete(snapshotId);
  } catch (error) {
    if (error instanceof AccessDenied) return explainDenial(snapshots, deployment, snapshotId, error);
    if (error instanceof ServiceBusy) return { outcome: 'unfinished', error };
    throw error;
  }
}

/** After this long the rest waits for a new plan; well below what the guard lets pass. */
const PLAN_SECONDS_MAX = 180;
