import type { Loop, Scheduled } from '../loop';

/** One shot on the loop. A cancelled timer holds on to nothing, although its event stays in the loop until its time. */
export class Timer {
  readonly #loop: Loop;
  readonly #event: Scheduled;
  #fire: (() => void) | undefined;

  /** Calls `fire` once, `afterMs` of virtual time from now. */
  constructor(loop: Loop, afterMs: number, label: string, fire: () => void) {
    this.#loop = loop;
    this.#fire = fire;
    this.#event = loop.schedule(loop.nowMs() + afterMs, label, () => this.#fire?.());
  }

  /** Makes sure that it does not fire any more. A repeated call does nothing. */
  cancel(): void {
    this.#fire = undefined;
    this.#loop.cancel(this.#event);
  }
}
