import type { FrozenPeriod } from './frozen-period';
import type { Machine } from './machine';

/** How long the script takes for what does not fail. */
const SYNC_MS = 100;
const FREEZE_MS = 100;
const THAW_MS = 50;
const RETRY_MS = 1_000;

/** What snapshots are worth that were taken while all was frozen. */
export type Level = 'application' | 'filesystem' | 'crash';

/** How a run has ended, or stands: as the script writes it down. */
export type RunResult = {
  readonly how: 'thaw' | 'watchdog' | 'failed' | 'none' | 'stuck';
  readonly code: number;
  readonly frozenMs: number;
  readonly level: Level;
  readonly words: string;
};

const CODES = { thaw: 0, watchdog: 203, failed: 201 };

type Parts = {
  readonly machine: Machine;
  readonly name: string;
  readonly afterSeconds: number;
  /** What it is worth where all goes well. */
  readonly level: Level;
  /** The mount points, in the order of freezing. */
  readonly targets: readonly string[];
};

/** A run as the watchdog of the script plays it (`infra/documents/freeze/4-watchdog.sh`): it alone freezes, waits and thaws. */
export class FreezeRun {
  readonly #parts: Parts;
  /** All is frozen, or has failed. */
  readonly answered = new Signal();
  /** There is a result. */
  readonly ended = new Signal();
  readonly #asked = new Signal();
  #result: RunResult | undefined;
  #beganMs: number | undefined;
  #stuckMs: number | undefined;
  #period: FrozenPeriod | undefined;
  /** What stands frozen, but for a call that hangs. */
  #frozen: readonly string[] = [];
  isFrozen = false;
  /** A call of fsfreeze that was given up goes on. */
  isHanging = false;
  isTold = false;

  /** What snapshots are worth that are taken while it stands frozen. */
  get level(): Level {
    return this.#parts.level;
  }

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What is known so far of how it has ended. While a thaw fails, it has stood frozen until the last attempt. */
  get result(): RunResult | undefined {
    if (this.#result?.how !== 'stuck' || this.#stuckMs === undefined) return this.#result;
    const nowMs = this.#parts.machine.nowMs();
    const sinceMs = Math.floor((nowMs - this.#stuckMs) / RETRY_MS) * RETRY_MS;
    return { ...this.#result, frozenMs: this.#result.frozenMs + sinceMs };
  }

  /** Asks it to thaw, whatever it does. */
  ask(): void {
    this.#asked.give();
  }

  /** Has it end before it has begun: a freeze of it that comes later is refused. */
  forbid(): void {
    const words = `Run ${this.#parts.name} has frozen nothing.`;
    this.#end({ how: 'none', code: 205, frozenMs: 0, level: 'crash', words });
  }

  /** Freezes, waits and thaws. Resolves when no call of it goes on any more. */
  async watch(): Promise<void> {
    const { machine, name, afterSeconds, targets } = this.#parts;
    const [first] = targets;
    const givenUpMs = machine.nowMs() + afterSeconds * 500;
    if (first !== undefined && !(await this.#wait(machine.sleep(SYNC_MS), givenUpMs)))
      return this.#finish('failed', `What is to be written to ${first} was not written in time.`);
    this.#beganMs = machine.nowMs();
    if (first !== undefined) {
      this.#period = machine.freeze(name);
      const call = machine.sleep(FREEZE_MS).then(() => machine.until(({ freezeHangs }) => !freezeHangs));
      if (!(await this.#wait(call, givenUpMs))) return this.#giveUp(call);
      this.#frozen = targets;
      this.#period.wholeFromMs = machine.nowMs();
    }
    this.isFrozen = true;
    this.answered.give();
    const deadlineMs = this.#beganMs + afterSeconds * 1_000;
    await this.#wait(this.#asked.given, deadlineMs);
    if (this.#asked.isGiven) return this.#finish('thaw', '');
    return this.#finish('watchdog', `Nobody asked for the thaw within ${afterSeconds} seconds.`);
  }

  /** Whether something has ended before a time, and before somebody asks for the thaw. */
  async #wait(event: Promise<void>, untilMs: number): Promise<boolean> {
    const { machine } = this.#parts;
    let hasEnded = false;
    const ended = event.then(() => {
      hasEnded = true;
    });
    await Promise.race([ended, machine.sleep(untilMs - machine.nowMs()), this.#asked.given]);
    return hasEnded;
  }

  /** Leaves a call of fsfreeze alone, which thaws at once if it freezes after all. */
  async #giveUp(call: Promise<void>): Promise<void> {
    const { targets } = this.#parts;
    this.#frozen = targets.slice(0, -1);
    this.isHanging = true;
    await this.#finish(
      'failed',
      `fsfreeze of ${targets.at(-1)!} has not ended in time: if it freezes after all, it thaws at once.`,
    );
    await call;
    this.isHanging = false;
  }

  /** Thaws, however long that takes. */
  async #finish(how: 'thaw' | 'watchdog' | 'failed', words: string): Promise<void> {
    const { machine, level } = this.#parts;
    const period = this.#period;
    const thawedBy = this.#asked.isGiven ? 'thaw' : 'watchdog';
    if (period !== undefined) {
      if (period.wholeFromMs !== undefined) period.wholeToMs = machine.nowMs();
      if (this.#frozen.length > 0) await this.#thaw(this.#frozen);
      period.toMs = machine.nowMs();
      period.thawedBy = thawedBy;
    }
    this.#end({
      how,
      code: CODES[how],
      frozenMs: this.#frozenMs(),
      level: how === 'thaw' ? level : 'crash',
      words,
    });
  }

  async #thaw([first = '']: readonly string[]): Promise<void> {
    const { machine, name } = this.#parts;
    await machine.sleep(THAW_MS);
    if (!machine.conditions.thawFails) return;
    const stuckMs = machine.nowMs();
    this.#stuckMs = stuckMs;
    this.#end({
      how: 'stuck',
      code: 202,
      frozenMs: this.#frozenMs(),
      level: 'crash',
      words: `Run ${name} cannot thaw, and goes on trying: fsfreeze: ${first}: unfreeze failed: Input/output error`,
    });
    while (machine.conditions.thawFails) {
      await machine.until(({ thawFails }) => !thawFails);
      const sinceMs = machine.nowMs() - stuckMs;
      await machine.sleep(Math.ceil(sinceMs / RETRY_MS) * RETRY_MS - sinceMs);
    }
  }

  #end(result: RunResult): void {
    this.#result = result;
    this.answered.give();
    this.ended.give();
  }

  #frozenMs(): number {
    const nowMs = this.#parts.machine.nowMs();
    return nowMs - (this.#beganMs ?? nowMs);
  }
}

/** Something that is so from some moment on. */
class Signal {
  readonly given: Promise<void>;
  isGiven = false;
  #resolve: () => void = () => {};

  constructor() {
    this.given = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  give(): void {
    this.isGiven = true;
    this.#resolve();
  }
}
