import type { Snapshots } from '../aws/snapshots';
import { AccessDenied, ServiceBusy } from '../domain/errors';
import { keptByTags } from '../domain/left-by-image';
import type { Result } from './result';

/**
 * Why IAM refused a call on a snapshot that is to go: it is gone, and with it the tags that allow the call; or its tags have changed
 * since the read. Else a permission is missing.
 */
export async function explainDenial(
  snapshots: Pick<Snapshots, 'byId'>,
  deployment: string,
  snapshotId: string,
  denial: AccessDenied,
): Promise<Result> {
  try {
    const snapshot = await snapshots.byId(snapshotId);
    if (snapshot === undefined) return { outcome: 'gone' };
    const reason = keptByTags(snapshot, deployment);
    return reason === undefined ? { outcome: 'unfinished', error: denial } : { outcome: 'blocked', reason };
  } catch (error) {
    if (error instanceof ServiceBusy || error instanceof AccessDenied)
      return { outcome: 'unfinished', error };
    throw error;
  }
}
