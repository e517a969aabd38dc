import type { Expression } from './expression';
import { isJsonObject, type Json, type JsonObject } from './json';

/** The names that `Assign` gives values in one scope, and the scopes inside it. */
export type AssignScope = { readonly assigned: Set<string>; readonly inner: AssignScope[] };

/** Where in a definition a value stands, and what the whole definition shares. */
export type Site = {
  readonly machine: string;
  /** Of the machine: it stands in the `Resource` of a Task, and another one is refused. */
  readonly partition: string;
  readonly state?: string;
  /** As AWS writes it: `Arguments/Payload/ids[0]`. */
  readonly field: string;
  readonly scope: AssignScope;
  /** Every expression of the definition by its source, so that each is parsed once. */
  readonly expressions: Map<string, Expression>;
  /** Every state's name, since no two may share one. */
  readonly stateNames: Set<string>;
};

/** The definition is not one that AWS would accept. */
export function invalid(site: Site, problem: string): never {
  throw new Error(`invalid definition: ${describe(site)}: ${problem}`);
}

/** AWS may know it, this world does not. */
export function notSimulated(site: Site, what: string): never {
  throw new Error(`not simulated: ${describe(site)}: ${what}`);
}

const describe = ({ machine, state, field }: Site): string =>
  `state machine '${machine}'` +
  (state === undefined ? '' : `, state '${state}'`) +
  (field === '' ? '' : `, field '${field}'`);

/** One object of a definition. Every field must be taken by whoever reads it; `end` refuses the rest. */
export class Fields {
  readonly #object: JsonObject;
  readonly #left: Set<string>;

  constructor(
    value: unknown,
    readonly site: Site,
  ) {
    this.#object = isJsonObject(value) ? value : invalid(site, 'must be an object');
    this.#left = new Set(Object.keys(this.#object));
    this.#left.delete('Comment');
  }

  /** Refuses every field that was not taken, except `Comment`, which may stand anywhere. */
  end(): void {
    for (const name of this.#left) notSimulated(this.siteOf(name), 'unknown here');
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  get names(): readonly string[] {
    return Object.keys(this.#object);
  }

  /** The raw value, undefined where the field is absent. */
  take(name: string): Json | undefined {
    this.#left.delete(name);
    return this.#object[name];
  }

  string(name: string): string {
    const value = this.take(name);
    return typeof value === 'string' ? value : invalid(this.siteOf(name), 'must be a string');
  }

  optionalString(name: string): string | undefined {
    return this.has(name) ? this.string(name) : undefined;
  }

  /** A literal number in the range, or `otherwise` where the field is absent. */
  number(name: string, otherwise: number, minimum: number, maximum: number): number {
    if (!this.has(name)) return otherwise;
    const value = this.take(name);
    if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
    return invalid(this.siteOf(name), `must be a number from ${minimum} to ${maximum}`);
  }

  /** As `number`, and whole. */
  integer(name: string, otherwise: number, minimum: number, maximum: number): number {
    const value = this.number(name, otherwise, minimum, maximum);
    return value === otherwise || Number.isInteger(value)
      ? value
      : invalid(this.siteOf(name), 'must be whole');
  }

  oneOf<T extends string>(name: string, values: readonly T[], otherwise: T): T {
    const value = this.optionalString(name) ?? otherwise;
    return values.find((known) => known === value) ?? notSimulated(this.siteOf(name), `'${value}'`);
  }

  object(name: string): Fields {
    return new Fields(this.take(name), this.siteOf(name));
  }

  /** The objects of a list, empty where the field is absent. */
  list(name: string): readonly Fields[] {
    const value = this.take(name) ?? [];
    if (!Array.isArray(value)) return invalid(this.siteOf(name), 'must be an array');
    return value.map((item, index) => new Fields(item, this.siteOf(`${name}[${index}]`)));
  }

  siteOf(name: string): Site {
    const { field } = this.site;
    return { ...this.site, field: field === '' ? name : `${field}/${name}` };
  }
}
