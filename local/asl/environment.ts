import type { Json } from './json';

/** Workflow variables of one scope: a state machine, one branch of a Parallel, one iteration of a Map. */
export class Variables {
  #values: Map<string, Json> | undefined;

  /** `outer` can be read from here, and not assigned. */
  constructor(readonly outer?: Variables) {}

  /** The value of `$name`, here or in an outer scope; undefined where nothing was assigned. */
  lookup(name: string): Json | undefined {
    const value = this.#values?.get(name);
    return value === undefined ? this.outer?.lookup(name) : value;
  }

  assign(values: { readonly [name: string]: Json }): void {
    this.#values ??= new Map();
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  /** Every visible variable, as bindings for the jsonata library. */
  all(): Record<string, Json> {
    return { ...this.outer?.all(), ...(this.#values && Object.fromEntries(this.#values)) };
  }
}

/** The reserved variable `$states`. */
export type StatesVariable = {
  readonly input: Json;
  readonly context: Json;
  readonly result?: Json;
  readonly errorOutput?: Json;
};

/** What a JSONata expression can see. It has no context item: `$`, `$$` and bare names mean nothing at the top. */
export type Environment = { readonly variables: Variables; readonly states: StatesVariable };
