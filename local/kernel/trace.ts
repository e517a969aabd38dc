/** Writes what happens in the local world as lines of JSON, in the order in which it happens. */
export class Trace {
  readonly #nowMs: () => number;
  readonly #sink: ((line: string) => void) | undefined;

  /** Without a sink nothing is written. */
  constructor(nowMs: () => number, sink?: (line: string) => void) {
    this.#nowMs = nowMs;
    this.#sink = sink;
  }

  /** One line: the virtual time, what kind of thing happened, and its facts, which are asked for only if they are written. */
  write(kind: string, facts: () => object): void {
    this.#sink?.(JSON.stringify({ at: new Date(this.#nowMs()).toISOString(), kind, ...facts() }));
  }
}
