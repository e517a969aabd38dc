/** What is deleted of a volume in a Region within this time of a first deletion is of one plan, as far as time can tell. */
const ONE_PLAN_MS = 10_000;

type Burst = {
  readonly startMs: number;
  readonly guarded: Set<string>;
  ofCount: number;
};

/** Counts what is deleted at once of each volume in each Region under another policy than it was adopted under. */
export class AtOnce {
  readonly #bursts = new Map<string, Burst>();

  /**
   * Takes note of a deletion, before which the volume has `goodCount` good points at `place`. Returns how many guarded ones
   * go with it, itself included, of how many good ones there were.
   */
  add(
    nowMs: number,
    place: string,
    { id, isGuarded, goodCount }: { id: string; isGuarded: boolean; goodCount: number },
  ): { readonly count: number; readonly ofCount: number } {
    const last = this.#bursts.get(place);
    const isSame = last !== undefined && nowMs - last.startMs <= ONE_PLAN_MS;
    const burst = isSame ? last : { startMs: nowMs, guarded: new Set<string>(), ofCount: 0 };
    this.#bursts.set(place, burst);
    if (isGuarded) burst.guarded.add(id);
    // New ones may have come since the first deletion.
    burst.ofCount = Math.max(burst.ofCount, goodCount);
    return { count: burst.guarded.size, ofCount: burst.ofCount };
  }
}
