import type { Loop } from '../../kernel/loop';
import type { ChangingConditions, Conditions } from './conditions';
import type { FrozenPeriod } from './frozen-period';

type Parts = {
  readonly instanceId: string;
  readonly loop: Loop;
  readonly conditions: ChangingConditions;
  /** Takes note of a period, which goes on changing until it has ended. */
  readonly onFreeze: (period: FrozenPeriod) => void;
};

/** An instance from its start to its stop. What waits in it when it stops never goes on. */
export class Machine {
  readonly #parts: Parts;
  #open: FrozenPeriod | undefined;
  #isOver = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get conditions(): Conditions {
    return this.#parts.conditions.now;
  }

  nowMs(): number {
    return this.#parts.loop.nowMs();
  }

  sleep(durationMs: number): Promise<void> {
    return this.#unlessOver(this.#parts.loop.sleep(durationMs, 'script on an instance'));
  }

  until(isSo: (conditions: Conditions) => boolean): Promise<void> {
    return this.#unlessOver(this.#parts.conditions.until(isSo));
  }

  /** Begins a period in which file systems stand still: one at a time. */
  freeze(run: string): FrozenPeriod {
    const period = { instanceId: this.#parts.instanceId, run, fromMs: this.nowMs() };
    this.#open = period;
    this.#parts.onFreeze(period);
    return period;
  }

  /** Ends what goes on in it, and also what stands frozen, which is only so while a kernel runs. */
  stop(): void {
    this.#isOver = true;
    const nowMs = this.nowMs();
    if (this.#open === undefined || this.#open.toMs !== undefined) return;
    if (this.#open.wholeFromMs !== undefined) this.#open.wholeToMs ??= nowMs;
    this.#open.toMs = nowMs;
    this.#open.thawedBy = 'stop';
  }

  #unlessOver(event: Promise<void>): Promise<void> {
    return event.then(() => (this.#isOver ? new Promise(() => {}) : undefined));
  }
}
