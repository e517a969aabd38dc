import { areCompatible, joined, leavesOf, type Leaf, type Leaves } from './event-leaves';
import { fieldTest, isObject, type FieldTest } from './event-value';

/** Says whether an event matches. */
export type Matcher = (event: object) => boolean;

/** A field of a pattern, wherever it stands, by the names that lead to it, joined by dots. */
type Field = FieldTest & { readonly path: string };

/**
 * Compiles an EventBridge event pattern. Fields of a pattern must all match, one of the values of a field is enough,
 * and a field that is an array in the event matches where one of its elements does. In an array of objects the fields
 * of a pattern must match in one and the same object. A dot in a name is as good as a level: `state.status` in the
 * pattern meets `status` in `state` of the event, and the other way round.
 *
 * Throws "not simulated" for an operator or a form that AWS may know and this matcher does not, and "invalid event
 * pattern" for what EventBridge refuses.
 */
export function eventPattern(pattern: unknown): Matcher {
  const alternatives = compile(pattern, '');
  return (event) => {
    const leaves = leavesOf(event);
    return alternatives.some((fields) => meet(fields, leaves, []));
  };
}

/**
 * The strings that `field` may have at the top of a pattern, or undefined where the pattern does not say so by plain
 * strings: what rules can be indexed by.
 */
export function exactStrings(
  pattern: Readonly<Record<string, unknown>>,
  field: string,
): string[] | undefined {
  const values = pattern[field];
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) return undefined;
  return values;
}

/** Whether each field has a leaf that passes, all of them compatible with each other and with those chosen. */
function meet(fields: readonly Field[], leaves: Leaves, chosen: readonly Leaf[]): boolean {
  const [field, ...others] = fields;
  if (field === undefined) return true;
  const found = leaves.get(field.path);
  if (found === undefined) return field.mayBeAbsent && meet(others, leaves, chosen);
  return found.some(
    (leaf) =>
      field.test(leaf.value) &&
      chosen.every((other) => areCompatible(leaf, other)) &&
      meet(others, leaves, [...chosen, leaf]),
  );
}

/** The alternatives of a pattern, each a list of fields that must all match. */
function compile(pattern: unknown, path: string): readonly (readonly Field[])[] {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw new Error(
      `not simulated: event pattern ${JSON.stringify(pattern)}, expected an object with fields`,
    );
  return Object.entries(pattern)
    .map(([name, value]) => (name === '$or' ? anyOf(value, path) : compileField(name, value, path)))
    .reduce((some, more) => some.flatMap((fields) => more.map((others) => [...fields, ...others])));
}

function anyOf(alternatives: unknown, path: string): readonly (readonly Field[])[] {
  if (!Array.isArray(alternatives) || alternatives.length < 2)
    throw new Error('not simulated: $or in an event pattern without two or more patterns');
  return alternatives.flatMap((alternative) => compile(alternative, path));
}

function compileField(name: string, value: unknown, parent: string): readonly (readonly Field[])[] {
  const path = joined(parent, name);
  if (!Array.isArray(value)) return compile(value, path);
  if (value.length === 0) throw new Error(`not simulated: an empty array at ${name} in an event pattern`);
  return [[{ path, ...fieldTest(value) }]];
}
