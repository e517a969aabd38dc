import type { TakenSnapshot } from '../aws/new-snapshots';
import type { ScheduledRun } from '../domain/scheduled-run';

/**
 * So long a look at what has been taken counts. EC2 refuses a second snapshot of a volume within 15 seconds, so that another call that runs
 * beside this one, as Lambda may have it, is seen or refused, unless EC2's answers are old.
 */
const LOOK_MS = 10_000;

/** Where it is looked what has been taken. */
type Source = { readonly takenFor: (run: ScheduledRun) => Promise<ReadonlyMap<string, TakenSnapshot>> };

/** What EC2 shows as taken for a run, looked at again and again. */
export class Seen {
  readonly #sources: readonly Source[];
  readonly #run: ScheduledRun;
  readonly #now: () => Date;
  readonly #taken = new Map<string, TakenSnapshot>();
  #lookedMs = -Infinity;

  constructor(sources: readonly Source[], run: ScheduledRun, now: () => Date) {
    this.#sources = sources;
    this.#run = run;
    this.#now = now;
  }

  /** The snapshot of a volume; undefined where there is none. */
  async of(volumeId: string): Promise<TakenSnapshot | undefined> {
    if (!this.#taken.has(volumeId) && this.#now().getTime() - this.#lookedMs >= LOOK_MS)
      await this.lookAgain();
    return this.#taken.get(volumeId);
  }

  /** Whether the last looks have shown one. */
  has(volumeId: string): boolean {
    return this.#taken.has(volumeId);
  }

  /** Of all that the last looks have shown. */
  get volumeIds(): Iterable<string> {
    return this.#taken.keys();
  }

  /** What the last looks have shown of a volume. */
  shown(volumeId: string): TakenSnapshot | undefined {
    return this.#taken.get(volumeId);
  }

  async lookAgain(): Promise<void> {
    // What one answer shows and a later, older one does not, is there all the same.
    for (const source of this.#sources)
      for (const [volumeId, taken] of await source.takenFor(this.#run))
        if (taken.lackingSet === undefined || !this.#taken.has(volumeId)) this.#taken.set(volumeId, taken);
    this.#lookedMs = this.#now().getTime();
  }
}
