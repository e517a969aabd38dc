/** A scheduled event that has not been taken yet. */
export type Scheduled = {
  readonly atMs: number;
  readonly sequence: number;
  readonly label: string;
  readonly run: () => void | Promise<void>;
  cancelled: boolean;
};

/**
 * The one event queue of the local world, ordered by (time, sequence of scheduling).
 *
 * Reading the clock never moves it; only taking an event does. After each event the loop lets every promise that the
 * event settled run to its next wait before it takes the next event, so a run is a function of its inputs.
 */
export class Loop {
  readonly #heap: Scheduled[] = [];
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

  /** How many scheduled events are waiting, cancelled ones included. */
  get length(): number {
    return this.#heap.length;
  }

  /** Runs `run` at `atMs`, or at once where that time has passed; returns the handle that `cancel` takes. */
  schedule(atMs: number, label: string, run: () => void | Promise<void>): Scheduled {
    const event = {
      atMs: Math.max(atMs, this.#nowMs),
      sequence: this.#sequence++,
      label,
      run,
      cancelled: false,
    };
    this.#heap.push(event);
    this.#siftUp(this.#heap.length - 1);
    return event;
  }

  /** Makes sure that `event` is never run. A second call, or one after the event, does nothing. */
  cancel(event: Scheduled): void {
    event.cancelled = true;
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
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#pop();
      if (next.cancelled) continue;
      this.#nowMs = next.atMs;
      await next.run();
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

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index]!, heap[parent]!)) return;
      [heap[index], heap[parent]] = [heap[parent]!, heap[index]!];
      index = parent;
    }
  }

  #siftDown(start: number): void {
    const heap = this.#heap;
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let first = index;
      if (left < heap.length && isBefore(heap[left]!, heap[first]!)) first = left;
      if (right < heap.length && isBefore(heap[right]!, heap[first]!)) first = right;
      if (first === index) return;
      [heap[index], heap[first]] = [heap[first]!, heap[index]!];
      index = first;
    }
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
