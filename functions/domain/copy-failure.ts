import type { CopyRequest } from './copy-request';
import type { ManagedSnapshot, Snapshot } from './snapshot';
import { copyTags } from './snapshot-tags';
import { TAG } from './tags';

/**
 * A copy is started at most this often, the first time included. Each further attempt bears its number.
 */
export const COPY_ATTEMPTS_MAX = 3;

/** Pauses before the second and the third attempt, in seconds. */
const RETRY_WAITS_SECONDS = [300, 1800] as const;

/** AWS's reasons that are about a KMS key. Matched in lower case, as parts of the cause. */
const KEY_CAUSES = ['key id', 'kms', 'not accessible'] as const;

/** AWS's reasons that repeating the copy does not change, matched in the same way; any other cause is taken to pass. */
const LASTING_CAUSES = [
  ...KEY_CAUSES,
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
  failed: ManagedSnapshot & { readonly sourceSnapshotId: string },
  copiesOfSource: readonly ManagedSnapshot[],
  region: string,
  eventCause: string,
): CopyFailureVerdict {
  const replacement = replacementAmong(copiesOfSource, failed.snapshotId);
  if (replacement !== undefined)
    return { verdict: 'none', reason: `${replacement.snapshotId} has taken its place` };

  const { sourceSnapshotId, volumeId, takenAt, tags } = failed;
  const awsReason = reasonOf(failed, eventCause);
  const attempt = attemptOf(failed, copiesOfSource);
  const reason =
    `AWS could not finish the copy ${failed.snapshotId} of ${sourceSnapshotId} (data of ${takenAt}) to ${region}: ` +
    `"${awsReason}" (attempt ${attempt} of at most ${COPY_ATTEMPTS_MAX}).`;
  const lasts = isAmong(LASTING_CAUSES, awsReason);
  const waitSeconds = RETRY_WAITS_SECONDS[attempt - 1];
  if (lasts || waitSeconds === undefined) return { verdict: 'tell', volumeId, reason };
  const policy = tags[TAG.policy];
  return {
    verdict: 'retry',
    volumeId,
    reason,
    waitSeconds,
    copy: {
      region,
      snapshotId: sourceSnapshotId,
      volumeId,
      takenAt,
      ...(policy === undefined ? {} : { policy }),
      tags: copyTags({
        ...failed,
        snapshotId: sourceSnapshotId,
        tags: { ...tags, [TAG.attempt]: String(attempt + 1) },
      }),
      // As a first one it could be left out, and the primary Region would keep its source for this copy for ever.
      atWorst: 'full',
    },
  };
}

/** By the failed copies that are there, or by its own tag: somebody or EC2 may have removed those before it. */
function attemptOf({ tags }: Snapshot, copiesOfSource: readonly ManagedSnapshot[]): number {
  const failedCount = copiesOfSource.filter(({ state }) => state === 'error').length;
  const noted = /^[1-9]$/.test(tags[TAG.attempt] ?? '') ? Number(tags[TAG.attempt]) : 1;
  return Math.max(failedCount, noted);
}

const reasonOf = ({ stateMessage }: Pick<Snapshot, 'stateMessage'>, eventCause: string): string =>
  stateMessage || eventCause || 'AWS gave no reason';

const isAmong = (causes: readonly string[], reason: string): boolean =>
  causes.some((cause) => reason.toLowerCase().includes(cause));

/** Whether a copy failed for a KMS key. AWS does not say which: that of the source or that of the copy. */
export const isOfKey = (failed: Pick<Snapshot, 'stateMessage'>, eventCause: string): boolean =>
  isAmong(KEY_CAUSES, reasonOf(failed, eventCause));

/** The keys that a failed copy needed, for a person to look at. */
export const keysInWords = (
  copy: Pick<Snapshot, 'kmsKeyId'>,
  source: Pick<Snapshot, 'kmsKeyId'> | undefined,
): string =>
  `The key of the source: ${source === undefined ? 'not known, the source is gone' : (source.kmsKeyId ?? 'none')}. ` +
  `The key of the copy: ${copy.kmsKeyId ?? 'none'}.`;

/** Of the copies of one source, one beside `copyId` that runs or is finished. */
export const replacementAmong = (
  copiesOfSource: readonly ManagedSnapshot[],
  copyId: string,
): ManagedSnapshot | undefined =>
  copiesOfSource.find(
    ({ snapshotId, state }) => snapshotId !== copyId && (state === 'completed' || state === 'pending'),
  );
