/** EC2's answers may be eight minutes old: so long a mark that they do not show may be there all the same. */
const STALE_MS = 600_000;

/**
 * What this execution environment has told and marked as told within the last ten minutes, by mark. Without it a step that is repeated
 * within seconds, and reads what EC2 had before the mark, would tell it again.
 */
export class RecentlyTold {
  readonly #atMs = new Map<string, number>();

  has(mark: Mark, now: Date): boolean {
    const atMs = this.#atMs.get(keyOf(mark));
    return atMs !== undefined && now.getTime() - atMs < STALE_MS;
  }

  note(mark: Mark, now: Date): void {
    for (const [key, atMs] of this.#atMs) if (now.getTime() - atMs >= STALE_MS) this.#atMs.delete(key);
    this.#atMs.set(keyOf(mark), now.getTime());
  }
}

type Mark = { readonly snapshotId: string; readonly value: string; readonly tag?: string };

const keyOf = ({ snapshotId, value, tag = '' }: Mark): string => JSON.stringify([snapshotId, tag, value]);
