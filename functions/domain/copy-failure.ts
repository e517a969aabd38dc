import { takenAt, type Snapshot } from './snapshot';
import type { CopyRequest } from './copy-request';
import { copyTags } from './snapshot-tags';
import { TAG } from './tags';

/**
 * A copy is started at most this often, the first time included, as far as the failed attempts can still be seen in EC2:
 * retention removes them once a good copy of newer data exists.
 */
export const COPY_ATTEMPTS_MAX = 3;

/** Pauses before the second and the third attempt, in seconds. */
const RETRY_WAITS_SECONDS = [300, 1800] as const;

/**
 * AWS's reasons that repeating the copy does not change. Matched in lower case, as parts of the cause; any other cause
 * is taken to pass.
 */
const LASTING_CAUSES = [
  'key id',
  'kms',
  'not accessible',
  'not authorized',
  'unauthorized',
  'access denied',
  'source snapshot id is not valid',
  'does not exist',
  'not supported',
] as const;

export type CopyFailureVerdict =
  | { readonly verdict: 'none'; readonly reason: string }
  | { readonly verdict: 'tell'; readonly volumeId: string; readonly reason: string }
  | {
      readonly verdict: 'retry';
      readonly volumeId: string;
      readonly reason: string;
      readonly waitSeconds: number;
      readonly copy: CopyRequest;
    };

/**
 * What to do about `failed`, a copy in state error, given all copies of the same source in that Region: nothing where
 * another copy has taken its place, another attempt where that can help, else tell a person AWS's own reason.
 */
export function judgeCopyFailure(
  failed: Snapshot,
  copiesOfSource: readonly Snapshot[],
  region: string,
  eventCause: string,
): CopyFailureVerdict {
  const replacement = copiesOfSource.find(
    ({ snapshotId, state }) =>
      snapshotId !== failed.snapshotId && (state === 'completed' || state === 'pending'),
  );
  if (replacement !== undefined)
    return { verdict: 'none', reason: `${replacement.snapshotId} has taken its place` };

  const source = failed.tags[TAG.sourceSnapshot] ?? 'unknown';
  const volumeId = failed.tags[TAG.volume] ?? 'unknown';
  const awsReason = failed.stateMessage || eventCause || 'AWS gave no reason';
  const attempt = copiesOfSource.filter(({ state }) => state === 'error').length;
  const reason =
    `AWS could not finish the copy ${failed.snapshotId} of ${source} (data of ${takenAt(failed)}) to ${region}: ` +
    `"${awsReason}" (attempt ${attempt} of at most ${COPY_ATTEMPTS_MAX}).`;
  const lasts = LASTING_CAUSES.some((cause) => awsReason.toLowerCase().includes(cause));
  const waitSeconds = RETRY_WAITS_SECONDS[attempt - 1];
  if (lasts || waitSeconds === undefined) return { verdict: 'tell', volumeId, reason };
  return {
    verdict: 'retry',
    volumeId,
    reason,
    waitSeconds,
    copy: { region, snapshotId: source, tags: copyTags({ ...failed, snapshotId: source }) },
  };
}
