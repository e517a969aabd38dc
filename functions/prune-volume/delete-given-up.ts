import type { Snapshots } from '../aws/snapshots';
import { AccessDenied, DeletionFailed, GuardRefused, PruneIncomplete, ServiceBusy } from '../domain/errors';
import { guardDeletion } from '../domain/guard';
import { isTaggedBy, type Snapshot } from '../domain/snapshot';
import { TAG } from '../domain/tags';
import type { Deps } from './handler';

/** A snapshot and why it goes or stays. */
export type Given = { readonly snapshotId: string; readonly reason: string };

export type Deletions = {
  /** What the plan gives up, newest data first. */
  readonly given: readonly Given[];
  /** All that was read for the plan. */
  readonly shown: readonly Snapshot[];
  readonly readAt: Date;
  readonly volumeId: string;
};

/** At most so many in one attempt, the oldest data first; the next attempt plans anew. EC2 takes five a second of all callers. */
const DELETIONS_MAX = 100;

type Result =
  | { readonly outcome: 'deleted' | 'gone' }
  | { readonly outcome: 'left' | 'failed' | 'guarded'; readonly reason: string }
  | { readonly outcome: 'unfinished'; readonly error: ServiceBusy | AccessDenied };

/**
 * Passes each through the guard and deletes it. Attempts all before it throws: GuardRefused, AccessDenied, DeletionFailed, or
 * PruneIncomplete where a new plan can do the rest.
 */
export async function deleteGivenUp(
  deps: Deps,
  { given, shown, readAt, volumeId }: Deletions,
): Promise<{ readonly deleted: readonly Given[]; readonly left: readonly Given[] }> {
  const { log, metrics } = deps;
  const results: (Given & { readonly result: Result })[] = [];
  let standing = shown;
  for (const one of given.slice(-DELETIONS_MAX).reverse()) {
    const result = await attempt(deps, one.snapshotId, { shown: standing, readAt, volumeId });
    log.info('prune', { volumeId, ...one, ...result });
    if (result.outcome === 'deleted' || result.outcome === 'gone')
      standing = standing.filter(({ snapshotId }) => snapshotId !== one.snapshotId);
    if (result.outcome === 'deleted') metrics.count('SnapshotsPruned', 1);
    results.push({ ...one, result });
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
  const denial = unfinished.find(({ error }) => error instanceof AccessDenied);
  if (denial !== undefined) throw denial.error;
  const failed = saying('failed');
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
  { shown, readAt, volumeId }: Omit<Deletions, 'given'>,
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

/**
 * Why IAM refused a deletion: the snapshot is gone, and with it the tags that allow the call; or its tags have changed
 * since the read. Else a permission is missing.
 */
async function explainDenial(
  snapshots: Pick<Snapshots, 'byId'>,
  deployment: string,
  snapshotId: string,
  denial: AccessDenied,
): Promise<Result> {
  try {
    const snapshot = await snapshots.byId(snapshotId);
    if (snapshot === undefined) return { outcome: 'gone' };
    const hold = snapshot.tags[TAG.hold];
    if (hold !== undefined) return { outcome: 'left', reason: `held: ${hold || 'no reason given'}` };
    if (!isTaggedBy(snapshot, deployment))
      return { outcome: 'left', reason: `no longer tagged ${TAG.managedBy} = ${deployment}` };
    return { outcome: 'unfinished', error: denial };
  } catch (error) {
    if (error instanceof ServiceBusy || error instanceof AccessDenied)
      return { outcome: 'unfinished', error };
    throw error;
  }
}
