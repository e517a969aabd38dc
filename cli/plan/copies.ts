import { copyObstacle } from '../../functions/domain/copy-obstacle';
import { isCompleted, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { confirmedCopy } from '../../functions/domain/tags';

/** Our copies in the DR Regions, failed ones included, by their sources. */
export class Copies {
  readonly #bySource = new Map<string, ManagedSnapshot[]>();
  readonly #running = new Map<string, string>();
  readonly #finished = new Set<string>();

  add(region: string, copy: ManagedSnapshot): void {
    if (copy.sourceSnapshotId === undefined) return;
    const key = `${region}/${copy.sourceSnapshotId}`;
    this.#bySource.set(key, [...(this.#bySource.get(key) ?? []), copy]);
    const volume = `${region}/${copy.volumeId}`;
    if (copy.state === 'pending') this.#running.set(volume, copy.snapshotId);
    if (isCompleted(copy)) this.#finished.add(volume);
  }

  /** The copy that CopySnapshot's function would find instead of starting one. */
  existing(region: string, sourceSnapshotId: string): ManagedSnapshot | undefined {
    return this.#of(region, sourceSnapshotId).find(
      ({ state }) => state === 'pending' || state === 'completed',
    );
  }

  failedCount(region: string, sourceSnapshotId: string): number {
    return this.#of(region, sourceSnapshotId).filter(({ state }) => state === 'error').length;
  }

  /** AWS's reason for the failure of the newest failed copy; empty where it gave none. */
  failure(region: string, sourceSnapshotId: string): string {
    const failed = this.#of(region, sourceSnapshotId).filter(({ state }) => state === 'error');
    return failed.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0]?.stateMessage ?? '';
  }

  /** What is known of the copy of `source` in `region`, in words. */
  describe(region: string, source: ManagedSnapshot): string {
    const confirmed = confirmedCopy(source, region);
    if (confirmed !== undefined) {
      const isThere = this.#of(region, source.snapshotId).some(({ snapshotId }) => snapshotId === confirmed);
      return `${confirmed}, confirmed${isThere ? '' : ', no longer there'}`;
    }
    const existing = this.existing(region, source.snapshotId);
    if (existing !== undefined)
      return `${existing.snapshotId}, ${existing.state === 'pending' ? 'under way' : 'not confirmed'}`;
    const obstacle = copyObstacle(source);
    if (obstacle !== undefined) return `none: ${obstacle}, and EC2 copies no such snapshot`;
    const failedCount = this.failedCount(region, source.snapshotId);
    if (failedCount > 0) return `none: ${failedCount} failed`;
    const volume = `${region}/${source.volumeId}`;
    const running = this.#finished.has(volume) ? undefined : this.#running.get(volume);
    return running === undefined ? 'none' : `none: waits for ${running}, the first of the volume, under way`;
  }

  #of(region: string, sourceSnapshotId: string): readonly ManagedSnapshot[] {
    return this.#bySource.get(`${region}/${sourceSnapshotId}`) ?? [];
  }
}
