import type { Loop, Scheduled } from '../kernel/loop';

/** One shot on the loop. */
export class Timer {
  readonly #loop: Loop;
  readonly #event: Scheduled;

  /** Calls `fire` once, `afterMs` of virtual time from now. */
  constructor(loop: Loop, afterMs: number, label: string, fire: () => void) {
    this.#loop = loop;
    this.#event = loop.schedule(loop.nowMs() + afterMs, label, fire);
  }

  /** Makes sure that it does not fire any more. A repeated call does nothing. */
  cancel(): void {
    this.#loop.cancel(this.#event);
  }
}
