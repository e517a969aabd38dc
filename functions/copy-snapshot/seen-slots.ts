import type { SlotsSeen } from '../domain/slot-pause';

type Seen = {
  /** The message for which there was no slot the last time. */
  readonly messageId: string;
  /** How often there was none for it, one time after the other. */
  readonly refusals: number;
  readonly refusedAtMs: number;
  started: number;
};

/**
 * What this execution environment has seen of the copy slots, by Region. It knows only what it has seen itself, and is forgotten with
 * it: nothing may go wrong where it knows less than there was.
 */
export class SeenSlots {
  readonly #byRegion = new Map<string, Seen>();

  /** A copy was started. */
  started(region: string): void {
    const seen = this.#byRegion.get(region);
    if (seen !== undefined) seen.started += 1;
  }

  /** No slot was free for the message. Returns what was seen since the time before. */
  refused(region: string, messageId: string, now: Date): SlotsSeen {
    const before = this.#byRegion.get(region);
    const refusedAtMs = now.getTime();
    const refusals = this.refusalsOf(region, messageId) + 1;
    this.#byRegion.set(region, { messageId, refusals, refusedAtMs, started: 0 });
    return before === undefined
      ? { started: 0, seconds: 0 }
      : { started: before.started, seconds: (refusedAtMs - before.refusedAtMs) / 1000 };
  }

  /** How often the message has been refused: each time it is certain that nothing was started for it. */
  refusalsOf(region: string, messageId: string): number {
    const seen = this.#byRegion.get(region);
    return seen?.messageId === messageId ? seen.refusals : 0;
  }
}
