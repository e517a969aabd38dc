/** One value of an event: a string, a number, a boolean or null. */
export type Leaf = {
  readonly value: unknown;
  /** By each array that it lies in, the index there. */
  readonly indexes: ReadonlyMap<readonly unknown[], number>;
};

/** By the names that lead there, joined by dots: a name that holds a dot is not told from two names. */
export type Leaves = ReadonlyMap<string, readonly Leaf[]>;

const known = new WeakMap<object, Leaves>();

/** The leaves of an event, which must not change any more: each event is asked for them by many rules. */
export function leavesOf(event: object): Leaves {
  let leaves = known.get(event);
  if (leaves === undefined) {
    const found = new Map<string, Leaf[]>();
    collect(event, '', new Map(), found);
    known.set(event, (leaves = found));
  }
  return leaves;
}

/** Whether both can be meant at once: in an array of objects, only what lies in the same one. */
export function areCompatible(one: Leaf, other: Leaf): boolean {
  for (const [array, index] of one.indexes) {
    const otherIndex = other.indexes.get(array);
    if (otherIndex !== undefined && otherIndex !== index) return false;
  }
  return true;
}

function collect(value: unknown, path: string, indexes: Leaf['indexes'], found: Map<string, Leaf[]>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      collect(item, path, new Map([...indexes, [value, index]]), found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) collect(member, joined(path, name), indexes, found);
  } else if (value !== undefined) {
    const leaves = found.get(path);
    if (leaves === undefined) found.set(path, [{ value, indexes }]);
    else leaves.push({ value, indexes });
  }
}

export const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
