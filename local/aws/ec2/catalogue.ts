import { passes, type Filter } from './filters';
import { SequencedList } from './sequenced-list';

/** What a `Catalogue` holds. `sequence` is the order of creation; like `id` it is unique and never changes. */
export type Entry = {
  readonly id: string;
  readonly sequence: number;
  /** Replaced as a whole within `Catalogue.update`, never changed in place, so that entries may share it. */
  tags: ReadonlyMap<string, string>;
};

/** What filters compare: by the filter's name, the values of an entry. An entry without a value never matches. */
export type Fields<T> = {
  /** The filter that names the entry itself, such as `snapshot-id`. */
  readonly id: string;
  /** Values that change only within `Catalogue.update`, so that they can be looked up. */
  readonly indexed: Readonly<Record<string, (entry: T) => readonly string[]>>;
  readonly computed: Readonly<Record<string, (entry: T, nowMs: number) => readonly string[]>>;
};

/** By value, the entries that have it. */
type Index<T extends Entry> = {
  readonly valuesOf: (entry: T) => readonly string[];
  readonly lists: Map<string, SequencedList<T>>;
};

/**
 * The snapshots or volumes of one Region, found by id, by tag or by an indexed field without looking at the others.
 * An index, such as that of one tag key, is built when it is first asked for: most keys never are.
 */
export class Catalogue<T extends Entry> {
  readonly #fields: Fields<T>;
  readonly #entries = new Map<string, T>();
  readonly #all = new SequencedList<T>();
  readonly #indexes = new Map<string, Index<T>>();

  constructor(fields: Fields<T>) {
    this.#fields = fields;
  }

  /** The filter that names an entry by its id. */
  get idField(): string {
    return this.#fields.id;
  }

  get size(): number {
    return this.#all.size;
  }

  get(id: string): T | undefined {
    return this.#entries.get(id);
  }

  /** All entries in order of creation. */
  values(): Iterable<T> {
    return this.#all;
  }

  /** Throws where the id is taken. */
  add(entry: T): void {
    if (this.#entries.has(entry.id)) throw new Error(`${entry.id} exists already`);
    this.#entries.set(entry.id, entry);
    this.#all.add(entry);
    for (const index of this.#indexes.values()) {
      for (const value of index.valuesOf(entry)) insert(index, value, entry);
    }
  }

  remove(entry: T): void {
    this.#entries.delete(entry.id);
    this.#all.remove(entry);
    for (const index of this.#indexes.values()) {
      for (const value of index.valuesOf(entry)) withdraw(index, value, entry);
    }
  }

  /** Runs `change`, which may change the entry's tags and indexed fields. */
  update(entry: T, change: () => void): void {
    const indexes = [...this.#indexes.values()].map((index) => ({ index, before: index.valuesOf(entry) }));
    change();
    for (const { index, before } of indexes) {
      const after = index.valuesOf(entry);
      for (const value of before) if (!after.includes(value)) withdraw(index, value, entry);
      for (const value of after) if (!before.includes(value)) insert(index, value, entry);
    }
  }

  /** The entries whose indexed field `name` has `value`, in order of creation. */
  having(name: string, value: string): readonly T[] {
    return [...(this.#index(name)?.lists.get(value) ?? [])];
  }

  /** Whether entries can be filtered by `name`: a field, `tag:<key>` or `tag-key`. */
  hasField(name: string): boolean {
    return this.#valuesOf(name) !== undefined;
  }

  /** The entries that pass all filters, in order of creation, from the one after `afterSequence`. */
  *find(filters: readonly Filter[], nowMs: number, afterSequence: number): Iterable<T> {
    const tests = filters.map((filter) => ({ filter, valuesOf: this.#valuesOf(filter.name)! }));
    for (const entry of this.#candidates(filters).after(afterSequence)) {
      if (tests.every(({ filter, valuesOf }) => passes(filter, valuesOf(entry, nowMs)))) yield entry;
    }
  }

  /** A superset of what passes: the smallest that a filter gives without looking at each entry, or everything. */
  #candidates(filters: readonly Filter[]): SequencedList<T> {
    let smallest: readonly SequencedList<T>[] | undefined;
    let smallestSize = Infinity;
    for (const filter of filters) {
      const lists = this.#lookUp(filter);
      const size = lists?.reduce((sum, list) => sum + list.size, 0) ?? Infinity;
      if (size < smallestSize) [smallest, smallestSize] = [lists, size];
    }
    if (!smallest) return this.#all;
    const [only, ...others] = smallest;
    if (only && others.length === 0) return only;
    return sequencedList(new Set(smallest.flatMap((list) => [...list])));
  }

  #lookUp(filter: Filter): readonly SequencedList<T>[] | undefined {
    if (filter.name === this.idField && filter.patterns.length === 0) {
      return [sequencedList([...filter.literals].flatMap((id) => this.get(id) ?? []))];
    }
    const lists = this.#index(filter.name)?.lists;
    if (!lists) return undefined;
    if (filter.patterns.length > 0) {
      return [...lists].filter(([value]) => passes(filter, [value])).map(([, list]) => list);
    }
    return [...filter.literals].map((value) => lists.get(value) ?? new SequencedList<T>());
  }

  #index(name: string): Index<T> | undefined {
    const known = this.#indexes.get(name);
    if (known) return known;
    const valuesOf = this.#indexField(name);
    if (!valuesOf) return undefined;
    const index: Index<T> = { valuesOf, lists: new Map() };
    for (const entry of this.#all) for (const value of valuesOf(entry)) insert(index, value, entry);
    this.#indexes.set(name, index);
    return index;
  }

  #indexField(name: string): ((entry: T) => readonly string[]) | undefined {
    if (!name.startsWith('tag:')) return this.#fields.indexed[name];
    const key = name.slice('tag:'.length);
    return (entry) => {
      const value = entry.tags.get(key);
      return value === undefined ? [] : [value];
    };
  }

  #valuesOf(name: string): ((entry: T, nowMs: number) => readonly string[]) | undefined {
    if (name === this.idField) return (entry) => [entry.id];
    if (name === 'tag-key') return (entry) => [...entry.tags.keys()];
    return this.#indexField(name) ?? this.#fields.computed[name];
  }
}

const sequencedList = <T extends Entry>(entries: Iterable<T>): SequencedList<T> => {
  const list = new SequencedList<T>();
  for (const entry of entries) list.add(entry);
  return list;
};

const insert = <T extends Entry>(index: Index<T>, value: string, entry: T): void => {
  const list = index.lists.get(value) ?? new SequencedList<T>();
  list.add(entry);
  index.lists.set(value, list);
};

const withdraw = <T extends Entry>(index: Index<T>, value: string, entry: T): void => {
  const list = index.lists.get(value)!;
  list.remove(entry);
  if (list.size === 0) index.lists.delete(value);
};
