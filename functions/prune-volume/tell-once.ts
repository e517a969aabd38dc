import type { Failure } from '../domain/notification';
import type { Notice } from '../domain/notices';
import { TAG } from '../domain/tags';
import type { Deps } from './deps';

/** The execution that tells, and what it prunes. */
export type Teller = Pick<Failure, 'machine' | 'executionArn'> & {
  readonly snapshotId: string;
  readonly volumeId: string;
};

/** Tells first and remembers it then: what is told twice does less harm than what is never told. Answers whether it is remembered. */
export async function tellOnce(
  { snapshots, failures, recentlyTold, region, now, log }: Deps,
  { snapshotId, volumeId, machine, executionArn }: Teller,
  { error, text, about, volumeId: of, mark }: Notice,
): Promise<boolean> {
  if (recentlyTold.has(mark, now())) return true;
  await failures.tell({
    machine,
    executionArn,
    step: 'PruneVolume',
    error,
    cause: text,
    snapshotIds: [about ?? snapshotId],
    volumeIds: [of ?? volumeId],
    region,
  });
  try {
    await snapshots.tag(mark.snapshotId, { [mark.tag ?? TAG.told]: mark.value });
    recentlyTold.note(mark, now());
    return true;
  } catch (failure) {
    log.warn('told, and could not be remembered', { ...mark, error: String(failure) });
    return false;
  }
}
