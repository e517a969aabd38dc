import type { StartRate } from '../domain/start-rate';

/**
 * When this execution environment starts the next executions. Of many snapshots that are completed at once, all executions would call EC2 at
 * once, be refused, and call again. Another environment knows nothing of it and has a rate of its own.
 */
export class StartPace {
  readonly #atOnce: number;
  readonly #apartMs: number;
  /** When all executions that have their place would have been started, had none been started at once. */
  #doneMs = -Infinity;

  constructor({ atOnce, perSecond }: StartRate) {
    this.#atOnce = atOnce;
    this.#apartMs = 1000 / perSecond;
  }

  /** Gives so many executions their place. Returns in how many whole seconds it is: 0 is now. */
  secondsUntilPlace(executions: number, now: Date): number {
    const nowMs = now.getTime();
    const doneMs = Math.max(this.#doneMs, nowMs);
    this.#doneMs = doneMs + executions * this.#apartMs;
    return Math.max(0, Math.ceil((doneMs - (this.#atOnce - 1) * this.#apartMs - nowMs) / 1000));
  }
}
