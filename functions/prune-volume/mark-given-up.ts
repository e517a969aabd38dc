import { codeOf, isRefusal, messageOf } from '../aws/aws-errors';
import { AccessDenied, ServiceBusy, SnapshotNotVisible } from '../domain/errors';
import { TAG, type Tags } from '../domain/tags';
import { explainDenial } from './explain-denial';
import type { Deps } from './deps';
import type { Result } from './result';

export type Marking = {
  /** What this attempt is about to delete. */
  readonly snapshotIds: readonly string[];
  /** As `givenUpMark` writes it. */
  readonly mark: string;
};

/**
 * Leaves the mark on what is about to be deleted, where a Recycle Bin may bring it back. Answers how it ends for those that could not
 * be marked, which must not be deleted; undefined where no mark is needed. Throws only what is a fault of ours.
 */
export async function markGivenUp(
  deps: Deps,
  { snapshotIds, mark }: Marking,
): Promise<ReadonlyMap<string, Result> | undefined> {
  if (snapshotIds.length === 0 || !(await mayComeBack(deps))) return undefined;
  const tags = { [TAG.givenUp]: mark };
  try {
    await deps.snapshots.tagAll(snapshotIds, tags);
    return new Map();
  } catch (error) {
    if (error instanceof ServiceBusy)
      return new Map(snapshotIds.map((snapshotId) => [snapshotId, { outcome: 'unfinished', error }]));
  }
  // The call is for all or none, and one of them is gone, or has changed.
  const unmarked = new Map<string, Result>();
  for (const snapshotId of snapshotIds) {
    const result = await markOne(deps, snapshotId, tags);
    if (result !== undefined) unmarked.set(snapshotId, result);
  }
  return unmarked;
}

/** Where it cannot be asked there may be a rule: a mark too many costs one call, and one too few a snapshot. */
async function mayComeBack({ recycleBin, log }: Deps): Promise<boolean> {
  try {
    return await recycleBin.hasRule();
  } catch (error) {
    log.warn('cannot ask for Recycle Bin rules, so there may be one', { error: String(error) });
    return true;
  }
}

async function markOne(
  { snapshots, environment }: Deps,
  snapshotId: string,
  tags: Tags,
): Promise<Result | undefined> {
  try {
    await snapshots.tagAll([snapshotId], tags);
    return undefined;
  } catch (error) {
    if (error instanceof SnapshotNotVisible) return { outcome: 'gone' };
    if (error instanceof AccessDenied)
      return explainDenial(snapshots, environment.DEPLOYMENT, snapshotId, error);
    if (error instanceof ServiceBusy) return { outcome: 'unfinished', error };
    if (!isRefusal(error)) throw error;
    const reason = `cannot be marked, ${codeOf(error)}: ${messageOf(error)}`;
    return { outcome: codeOf(error) === 'TagLimitExceeded' ? 'blocked' : 'failed', reason };
  }
}

/** Takes the mark from what was not deleted, which would seem to have come back. Where that fails it is told of once too often. */
export async function takeMarkAway({ snapshots, log }: Deps, { snapshotIds, mark }: Marking): Promise<void> {
  try {
    await snapshots.untagAll(snapshotIds, { [TAG.givenUp]: mark });
  } catch (error) {
    log.warn('a mark stays on what was not deleted', { snapshotIds, error: String(error) });
  }
}
