import { Heap } from './heap';

/** A scheduled event, until it is taken or cancelled. */
export type Scheduled = {
  readonly atMs: number;
  readonly sequence: number;
  readonly label: string;
  readonly run: () => void | Promise<void>;
  /** Where it stands among those that wait; -1 once it has left. */
  place: number;
};

/**
 * The one event queue of the local world, ordered by (time, sequence of scheduling).
 *
 * Reading the clock never moves it; only taking an event does. After each event the loop lets every promise that the
 * event settled run to its next wait before it takes the next event, so a run is a function of its inputs.
 */
export class Loop {
  /** Most time-outs are cancelled days before their time, so they must not stay here until then. */
  readonly #waiting = new Heap<Scheduled>(isBefore, (event, place) => (event.place = place));
  #nowMs: number;
  #sequence = 0;
  #failure: { error: unknown } | undefined;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** Virtual time, in milliseconds since the epoch. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** How many scheduled events are waiting. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Runs `run` at `atMs`, or at once where that time has passed; returns the handle that `cancel` takes. */
  schedule(atMs: number, label: string, run: () => void | Promise<void>): Scheduled {
    const event = {
      atMs: Math.max(atMs, this.#nowMs),
      sequence: this.#sequence++,
      label,
      run,
      place: -1,
    };
    this.#waiting.push(event);
    return event;
  }

  /** Makes sure that `event` is never run, and lets go of it. A second call, or one after the event, does nothing. */
  cancel(event: Scheduled): void {
    if (event.place !== -1) this.#remove(event);
  }

  /** Resolves `durationMs` of virtual time from now. */
  sleep(durationMs: number, label = 'sleep'): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(this.#nowMs + durationMs, label, resolve);
    });
  }

  /** Makes the current `run` stop and throw `error`: for work that was started and is awaited by nobody. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /** Takes every event up to and including `untilMs`, then sets the clock there. */
  async run(untilMs: number, afterEach?: (event: Scheduled) => void): Promise<void> {
    await turnOfProcess();
    this.#throwFailure();
    let taken = 0;
    for (
      let next = this.#waiting.peek();
      next !== undefined && next.atMs <= untilMs;
      next = this.#waiting.peek()
    ) {
      this.#remove(next);
      this.#nowMs = next.atMs;
      const running = next.run();
      if (running !== undefined) await running;
      taken += 1;
      await (taken % EVENTS_PER_TURN === 0 ? turnOfProcess() : drainPromises());
      this.#throwFailure();
      afterEach?.(next);
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #remove(event: Scheduled): void {
    this.#waiting.removeAt(event.place);
    event.place = -1;
  }
}

const isBefore = (a: Scheduled, b: Scheduled): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);

/** So often the process gets a turn, so that its signals and output need not wait for the end of a long run. */
const EVENTS_PER_TURN = 1000;

/**
 * Every promise reaction that is ready, and those they make ready, have run by then: Node.js takes a tick only when none
 * is left. Holds where the caller is a promise reaction itself, as `run` is after its first await, and for work that makes
 * no ticks of its own, as nothing in the world does.
 */
const drainPromises = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** The same from anywhere, for several times the price: lets Node.js's own event loop go round once. */
const turnOfProcess = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
