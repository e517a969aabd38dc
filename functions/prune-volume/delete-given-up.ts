import { AccessDenied, DeletionFailed, GuardRefused, PruneIncomplete, ServiceBusy } from '../domain/errors';
import { guardDeletion } from '../domain/guard';
import type { Image } from '../domain/image';
import { givenUpMark } from '../domain/restored';
import type { Snapshot } from '../domain/snapshot';
import { explainDenial } from './explain-denial';
import type { Deps } from './deps';
import { deregister, type Deregistering, type Read } from './deregister-given-up';
import type { Given, GivenImage, GivenOf } from './given-images';
import { markGivenUp, takeMarkAway } from './mark-given-up';
import type { Result } from './result';
import type { Tell } from './tell-of-left';

export type Deletions = {
  /** What the plan gives up, newest data first. */
  readonly given: readonly Given[];
  /** By snapshot, the AMI with which it goes. */
  readonly withImage: ReadonlyMap<string, GivenImage>;
  /** All that was read for the plan. */
  readonly shown: readonly Snapshot[];
  readonly images: readonly Image[];
  readonly readAt: Date;
  readonly volumeId: string;
  /** Name of the execution that deletes. */
  readonly execution: string;
  readonly tell: Tell;
};

/**
 * An attempt ends once it has deleted so many, the oldest data first, and the next one plans anew; EC2 takes five a second of all callers.
 * What EC2 refuses of them does not count: it would be refused again, and the others would never come up.
 */
const DELETIONS_MAX = 100;

/**
 * Marks what goes where a Recycle Bin may bring it back, passes each through the guard and deletes it. Attempts all before it throws:
 * GuardRefused, DeletionFailed, or PruneIncomplete where a new plan can do the rest.
 */
export async function deleteGivenUp(
  deps: Deps,
  { given, shown, ...read }: Deletions,
): Promise<{ readonly deleted: Given[]; readonly blocked: readonly Given[] }> {
  const archiving = given.length === 0 ? new Set() : await deps.archiving();
  const oldestFirst = given.toReversed();
  const results: Attempted[] = oldestFirst
    .filter(({ snapshotId }) => archiving.has(snapshotId))
    .map((one) => ({ ...one, result: { outcome: 'blocked', reason: 'somebody is archiving it' } }));
  const deletable = oldestFirst.filter(({ snapshotId }) => !archiving.has(snapshotId));
  let standing = shown;
  const isOver = (): boolean =>
    results.filter(isGone).length >= DELETIONS_MAX || results.some(({ result }) => result.outcome === 'late');
  for (let at = 0; at < deletable.length && !isOver(); at += DELETIONS_MAX) {
    const chosen = deletable.slice(at, at + DELETIONS_MAX);
    const attempted = await deleteMarked(deps, chosen, { ...read, shown: standing });
    const gone = new Set(attempted.filter(isGone).map(({ snapshotId }) => snapshotId));
    standing = standing.filter(({ snapshotId }) => !gone.has(snapshotId));
    results.push(...attempted);
  }
  const deleted = results.filter(isGone);
  const refused = results.filter(({ result: { outcome } }) => REFUSED.includes(outcome));
  if (deleted.length === 0 && refused.length > 0) deps.metrics.count('PlansRefused', 1);
  throwFirst(results, given);
  const plain = ({ snapshotId, reason }: Given): Given => ({ snapshotId, reason });
  return {
    deleted: deleted.map(plain),
    blocked: results.flatMap(({ snapshotId, result }) =>
      result.outcome === 'blocked' ? [{ snapshotId, reason: result.reason }] : [],
    ),
  };
}

type Attempted = Given & { readonly result: Result };

const isGone = ({ result: { outcome } }: Attempted): boolean => outcome === 'deleted' || outcome === 'gone';

/** Marks all of `chosen`, and what goes with their AMIs, by one call and tries to delete each. The mark stays on what is gone, or may be. */
async function deleteMarked(
  deps: Deps,
  chosen: readonly Given[],
  { shown, execution, ...read }: Omit<Deletions, 'given'>,
): Promise<Attempted[]> {
  const { log, metrics, now } = deps;
  const { volumeId, withImage } = read;
  const mark = givenUpMark(now(), execution);
  const all = chosen.flatMap((one): GivenOf[] => [
    { ...one, volumeId },
    ...(withImage.get(one.snapshotId)?.members ?? []).filter((other) => other.volumeId !== volumeId),
  ]);
  const unmarked = await markGivenUp(deps, { snapshotIds: all.map(({ snapshotId }) => snapshotId), mark });
  const results: Attempted[] = [];
  // Where another call took their AMI, they may be on their way into the Recycle Bin while EC2 still shows them, with our mark over the one of that call.
  const taken = new Set<string>();
  let standing = shown;
  for (const { snapshotId } of chosen) {
    const image = withImage.get(snapshotId);
    const hindered = unmarked && hinderedBy(snapshotId, image, unmarked);
    const { ended, isFoundGone } = hindered
      ? endedAlone(snapshotId, hindered)
      : await attempt(deps, snapshotId, { ...read, shown: standing });
    if (isFoundGone)
      for (const one of image?.members ?? []) if (one.volumeId !== volumeId) taken.add(one.snapshotId);
    for (const one of [...all, ...(image?.failed ?? [])]) {
      const result = ended.get(one.snapshotId);
      if (result === undefined) continue;
      log.info('prune', { ...one, ...result });
      const attempted = { snapshotId: one.snapshotId, reason: one.reason, result };
      if (isGone(attempted)) standing = standing.filter((other) => other.snapshotId !== one.snapshotId);
      if (result.outcome === 'deleted') metrics.count('SnapshotsPruned', 1);
      results.push(attempted);
    }
  }
  if (unmarked !== undefined) {
    const ended = new Map(results.map((one) => [one.snapshotId, one.result]));
    const left = all.flatMap(({ snapshotId, volumeId: of }): Left[] => {
      const result = ended.get(snapshotId);
      if (unmarked.has(snapshotId) || taken.has(snapshotId)) return [];
      if (result?.outcome === 'deleted' || result?.outcome === 'gone') return [];
      return [
        {
          snapshotId,
          isUnsure: result?.outcome === 'unfinished' || (result === undefined && of !== volumeId),
        },
      ];
    });
    await unmark(deps, left, mark);
  }
  return results;
}

/** What could not be marked is not deleted, nor what goes with it. */
function hinderedBy(
  snapshotId: string,
  image: GivenImage | undefined,
  unmarked: ReadonlyMap<string, Result>,
): Result | undefined {
  const own = unmarked.get(snapshotId);
  const fellow = image?.members.find((one) => unmarked.has(one.snapshotId));
  if (own !== undefined || fellow === undefined) return own;
  const result = unmarked.get(fellow.snapshotId)!;
  if (result.outcome === 'unfinished' || result.outcome === 'late') return result;
  const reason = 'reason' in result ? result.reason : 'it is gone';
  return { outcome: 'blocked', reason: `its AMI stays, with ${fellow.snapshotId}: ${reason}` };
}

/** What has not been deleted, as far as the answers tell, and bears a mark. */
type Left = { readonly snapshotId: string; readonly isUnsure: boolean };

/**
 * Takes the mark from what has not been deleted. A call that did not come through may have had its effect, which a new look shows; that
 * look may be old, so these have a call of their own, which fails for all where one of them is gone.
 */
async function unmark(deps: Deps, left: readonly Left[], mark: string): Promise<void> {
  const idsOf = (isUnsure: boolean): string[] =>
    left.flatMap((one) => (one.isUnsure === isUnsure ? one.snapshotId : []));
  for (const snapshotIds of [idsOf(false), await stillShown(deps, idsOf(true))])
    await takeMarkAway(deps, { snapshotIds, mark });
}

async function stillShown({ snapshots, log }: Deps, unsure: readonly string[]): Promise<readonly string[]> {
  if (unsure.length === 0) return [];
  try {
    const shown = new Set((await snapshots.byIds(unsure)).map(({ snapshotId }) => snapshotId));
    return unsure.filter((id) => shown.has(id));
  } catch (error) {
    log.warn('cannot look whether these are gone', { snapshotIds: unsure, error: String(error) });
    return [];
  }
}

const REFUSED: readonly Result['outcome'][] = ['failed', 'guarded', 'unfinished'];

/** The worst of what stood in the way, with everything that it befell. */
function throwFirst(results: readonly Attempted[], given: readonly Given[]): void {
  const givenCount = given.length;
  const own = new Set(given.map(({ snapshotId }) => snapshotId));
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
  const triedCount = results.filter(
    ({ snapshotId, result: { outcome } }) => own.has(snapshotId) && outcome !== 'late',
  ).length;
  if (triedCount === givenCount) return;
  const more = `${givenCount - triedCount} more to delete`;
  if (results.some(isGone)) throw new PruneIncomplete(more);
  if (triedCount === 0)
    throw new PruneIncomplete(`the plan was too old before anything was deleted; ${more}`);
  // A new plan would come no further.
  throw new DeletionFailed(`EC2 refuses the ${triedCount} oldest, each for a reason of its own; ${more}`);
}

/** Deletes one snapshot, or the AMI that holds it with all that it holds, if the guard lets it: how that ended, by snapshot. Throws only what is a fault of ours. */
async function attempt(
  deps: Deps,
  snapshotId: string,
  { shown, images, readAt, volumeId, withImage, tell }: Omit<Deletions, 'given' | 'execution'>,
): Promise<Deregistering> {
  const { environment, region, now } = deps;
  const { DEPLOYMENT: deployment, PRIMARY_REGION: primaryRegion } = environment;
  if (now().getTime() - readAt.getTime() > PLAN_SECONDS_MAX * 1000)
    return endedAlone(snapshotId, { outcome: 'late' });
  const read: Read = { shown, images, region, primaryRegion, deployment, readAt, now: now() };
  const of = withImage.get(snapshotId);
  const deregistering = of && (await deregister(deps, snapshotId, { ...read, of, tell }));
  if (deregistering?.ended.has(snapshotId)) return deregistering;
  const { ended } = endedAlone(snapshotId, await deleteOne(deps, snapshotId, { ...read, volumeId }));
  return deregistering === undefined
    ? { ended, isFoundGone: false }
    : { ...deregistering, ended: new Map([...deregistering.ended, ...ended]) };
}

const endedAlone = (snapshotId: string, result: Result): Deregistering => ({
  ended: new Map([[snapshotId, result]]),
  isFoundGone: false,
});

async function deleteOne(
  { snapshots, environment }: Deps,
  snapshotId: string,
  read: Read & { readonly volumeId: string },
): Promise<Result> {
  const refusal = guardDeletion({ ...read, snapshotId });
  if (refusal !== undefined) return { outcome: 'guarded', reason: refusal };
  try {
    return await snapshots.delete(snapshotId);
  } catch (error) {
    if (error instanceof AccessDenied)
      return explainDenial(snapshots, environment.DEPLOYMENT, snapshotId, error);
    if (error instanceof ServiceBusy) return { outcome: 'unfinished', error };
    throw error;
  }
}

/** After this long the rest waits for a new plan; well below what the guard lets pass. */
export const PLAN_SECONDS_MAX = 180;
