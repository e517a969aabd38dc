/** Says whether an event, or a part of it, matches. */
export type Matcher = (event: unknown) => boolean;

/** Says whether one leaf of an event matches: a string, number, boolean or null. */
type LeafTest = (leaf: unknown) => boolean;

/**
 * Compiles an EventBridge event pattern. Fields of a pattern must all match, one of the values of a field is enough,
 * and a field that is an array in the event matches where one of its elements does. In an array of objects the fields
 * of a nested pattern must match in one and the same object.
 *
 * Throws "not simulated" for an operator or a form that AWS may know and this matcher does not.
 */
export function eventPattern(pattern: unknown): Matcher {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new Error(
      `not simulated: event pattern ${JSON.stringify(pattern)}, expected an object with fields`,
    );
  }
  const fields = Object.entries(pattern).map(([name, value]) =>
    name === '$or' ? anyOf(value) : fieldMatcher(name, value),
  );
  return (event) => fields.every((matches) => matches(event));
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

function anyOf(alternatives: unknown): Matcher {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw new Error('not simulated: $or in an event pattern without two or more patterns');
  }
  const matchers = alternatives.map(eventPattern);
  return (event) => matchers.some((matches) => matches(event));
}

function fieldMatcher(name: string, value: unknown): Matcher {
  if (Array.isArray(value)) {
    if (value.length === 0) throw new Error(`not simulated: an empty array at ${name} in an event pattern`);
    const matchers = value.map(valueMatcher);
    return (event) => {
      const field = isObject(event) ? event[name] : undefined;
      return matchers.some((matches) => matches(field));
    };
  }
  const nested = eventPattern(value);
  return (event) => {
    const field = isObject(event) ? event[name] : undefined;
    return Array.isArray(field) ? elements(field).some(nested) : nested(field);
  };
}

/** The matcher of one element of a field's array: a plain value, or an object with one operator. */
function valueMatcher(value: unknown): Matcher {
  if (!isObject(value)) return someLeaf((leaf) => leaf === value);
  const [operator, operand] = onlyEntry(value);
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') return notSimulated(value);
    // Only leaves exist: a field that holds an object, or an empty array, does not.
    return (field) => leaves(field).length > 0 === operand;
  }
  if (operator === 'numeric') return someLeaf(numeric(operand));
  if (operator === 'anything-but') return someLeaf(anythingBut(operand));
  return someLeaf(textTest(operator, operand));
}

function anythingBut(operand: unknown): LeafTest {
  if (isObject(operand)) {
    const [operator, values] = onlyEntry(operand);
    const tests = listOf(values).map((value) => textTest(operator, value));
    return (leaf) => !tests.some((test) => test(leaf));
  }
  const values = new Set(listOf(operand));
  if (![...values].every((value) => typeof value === 'string' || typeof value === 'number')) {
    return notSimulated({ 'anything-but': operand });
  }
  return (leaf) => !values.has(leaf);
}

/** The operators that compare strings; a leaf of another type never passes. */
function textTest(operator: string, operand: unknown): LeafTest {
  if (isObject(operand) && (operator === 'prefix' || operator === 'suffix')) {
    const [modifier, text] = onlyEntry(operand);
    if (modifier !== 'equals-ignore-case' || typeof text !== 'string') return notSimulated(operand);
    const test = textTest(operator, text.toLowerCase());
    return (leaf) => typeof leaf === 'string' && test(leaf.toLowerCase());
  }
  if (typeof operand !== 'string') return notSimulated({ [operator]: operand });
  switch (operator) {
    case 'prefix':
      return (leaf) => typeof leaf === 'string' && leaf.startsWith(operand);
    case 'suffix':
      return (leaf) => typeof leaf === 'string' && leaf.endsWith(operand);
    case 'equals-ignore-case': {
      const lowerCase = operand.toLowerCase();
      return (leaf) => typeof leaf === 'string' && leaf.toLowerCase() === lowerCase;
    }
    case 'wildcard': {
      const expression = wildcardExpression(operand);
      return (leaf) => typeof leaf === 'string' && expression.test(leaf);
    }
    default:
      return notSimulated({ [operator]: operand });
  }
}

/** `*` stands for any text, also none; `\*` and `\\` for the characters themselves. */
function wildcardExpression(wildcard: string): RegExp {
  const parts = wildcard.match(/\\[*\\]|[^\\]/gs) ?? [];
  if (parts.join('') !== wildcard || /(^|[^\\])(\\\\)*\*\*/.test(wildcard)) {
    return notSimulated({ wildcard });
  }
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    return part.at(-1)!.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 's');
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Such as `[">", 0, "<=", 5]`: every comparison must hold. */
function numeric(operand: unknown): LeafTest {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 === 1) {
    return notSimulated({ numeric: operand });
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const [operator, bound] = operand.slice(index, index + 2) as unknown[];
    const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
    if (compare === undefined || typeof bound !== 'number') return notSimulated({ numeric: operand });
    tests.push((value) => compare(value, bound));
  }
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
}

const someLeaf =
  (test: LeafTest): Matcher =>
  (field) =>
    Array.isArray(field) ? leaves(field).some(test) : isLeaf(field) && test(field);

const leaves = (field: unknown): unknown[] =>
  (Array.isArray(field) ? elements(field) : [field]).filter(isLeaf);

const elements = (array: readonly unknown[]): unknown[] => array.flat(Infinity);

const isLeaf = (value: unknown): boolean => value !== undefined && !isObject(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function onlyEntry(object: Readonly<Record<string, unknown>>): [string, unknown] {
  const [entry, ...others] = Object.entries(object);
  return entry === undefined || others.length > 0 ? notSimulated(object) : entry;
}

function notSimulated(operator: unknown): never {
  throw new Error(`not simulated: ${JSON.stringify(operator)} in an event pattern`);
}
