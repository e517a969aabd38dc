/**
 * An execution calls each of EC2's operations once or twice, of which EC2 takes DeleteSnapshot least often: a hundred times at once and
 * then five times a second. Of two environments at a time, which the event queue allows, each starts so many a second.
 */
const STARTS_PER_SECOND = 2;

/** So many at once, after a time of rest. */
const AT_ONCE = 25;

const APART_MS = 1000 / STARTS_PER_SECOND;

/**
 * When this execution environment starts the next executions. Of many snapshots that are completed at once, all executions would call EC2 at
 * once, be refused, and call again. Another environment knows nothing of it: then EC2's own limit holds.
 */
export class StartPace {
  /** When all executions that have their place would have been started, had none been started at once. */
  #doneMs = -Infinity;

  /** Gives so many executions their place. Returns in how many whole seconds it is: 0 is now. */
  secondsUntilPlace(executions: number, now: Date): number {
    const nowMs = now.getTime();
    const doneMs = Math.max(this.#doneMs, nowMs);
    this.#doneMs = doneMs + executions * APART_MS;
    return Math.max(0, Math.ceil((doneMs - (AT_ONCE - 1) * APART_MS - nowMs) / 1000));
  }
}
