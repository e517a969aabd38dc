import type { SlotsSeen } from '../domain/slot-pause';

/** What this execution environment has seen of the copy slots, by Region. Others have seen other things: it is a guess at how fast they come free. */
export class SeenSlots {
  readonly #byRegion = new Map<string, { readonly refusedAtMs: number; started: number }>();

  /** A copy was started. */
  started(region: string): void {
    const seen = this.#byRegion.get(region);
    if (seen !== undefined) seen.started += 1;
  }

  /** No slot was free. Returns what was seen since the time before. */
  refused(region: string, now: Date): SlotsSeen {
    const before = this.#byRegion.get(region);
    const refusedAtMs = now.getTime();
    this.#byRegion.set(region, { refusedAtMs, started: 0 });
    return before === undefined
      ? { started: 0, seconds: 0 }
      : { started: before.started, seconds: (refusedAtMs - before.refusedAtMs) / 1000 };
  }
}
