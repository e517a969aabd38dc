import { areTooComplex, wildcardExpression } from './wildcard';

/** Says whether one leaf of an event matches: a string, a number, a boolean or null. */
export type LeafTest = (leaf: unknown) => boolean;

/** What a pattern says of one field. */
export type FieldTest = { readonly test: LeafTest; readonly mayBeAbsent: boolean };

/** EventBridge would not create the rule; the reason in its words. */
export function invalidPattern(reason: string): never {
  throw new Error(`invalid event pattern: ${reason}`);
}

/** Compiles the values that a field may have: plain ones, and objects with one operator. */
export function fieldTest(values: readonly unknown[]): FieldTest {
  const wildcards: string[] = [];
  const tests = values.map((value) => valueTest(value, wildcards));
  if (areTooComplex(wildcards))
    invalidPattern(
      'Rule is too complex - try using fewer wildcard characters ' +
        'or fewer repeating character sequences after a wildcard character',
    );
  return {
    test: (leaf) => tests.some((test) => test !== 'absent' && test(leaf)),
    mayBeAbsent: tests.includes('absent'),
  };
}

/** Adds the wildcards in it to `wildcards`. */
function valueTest(value: unknown, wildcards: string[]): LeafTest | 'absent' {
  if (!isObject(value)) return (leaf) => leaf === value;
  const [operator, operand] = onlyEntry(value);
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') return notSimulated(value);
      return operand ? () => true : 'absent';
    case 'numeric':
      return numeric(operand);
    case 'anything-but':
      return anythingBut(operand, wildcards);
    default:
      return textTest(operator, operand, wildcards);
  }
}

function anythingBut(operand: unknown, wildcards: string[]): LeafTest {
  if (isObject(operand)) {
    const [operator, values] = onlyEntry(operand);
    const isAffix = operator === 'prefix' || operator === 'suffix';
    const tests = listOf(values).map((value) => {
      if (isAffix && value === '') return invalidPattern('Null prefix/suffix not allowed');
      if (isAffix && isObject(value))
        return invalidPattern('Value of anything-but must be an array or single string/number value.');
      return textTest(operator, value, wildcards);
    });
    return (leaf) => !tests.some((test) => test(leaf));
  }
  const values = new Set(listOf(operand));
  if (![...values].every((value) => typeof value === 'string' || typeof value === 'number'))
    return notSimulated({ 'anything-but': operand });
  return (leaf) => !values.has(leaf);
}

/** The operators that compare strings; a leaf of another type never passes. */
function textTest(operator: string, operand: unknown, wildcards: string[]): LeafTest {
  if (isObject(operand) && (operator === 'prefix' || operator === 'suffix')) {
    const [modifier, text] = onlyEntry(operand);
    if (modifier !== 'equals-ignore-case' || typeof text !== 'string') return notSimulated(operand);
    const test = textTest(operator, text.toLowerCase(), wildcards);
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
      const expression = wildcardExpression(operand) ?? notSimulated({ wildcard: operand });
      wildcards.push(operand);
      return (leaf) => typeof leaf === 'string' && expression.test(leaf);
    }
    default:
      return notSimulated({ [operator]: operand });
  }
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const BOTTOMS: readonly unknown[] = ['>', '>='];
const TOPS: readonly unknown[] = ['<', '<='];

/** One comparison, or a range from its bottom to its top, such as `[">", 0, "<=", 5]`. */
function numeric(operand: unknown): LeafTest {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 === 1)
    return notSimulated({ numeric: operand });
  const [first, bottom, second, top, ...more] = operand as unknown[];
  const test = comparison(first, bottom) ?? notSimulated({ numeric: operand });
  if (second === undefined) return test;
  const topTest = comparison(second, top) ?? notSimulated({ numeric: operand });
  if (!BOTTOMS.includes(first)) return invalidPattern('Too many elements in numeric expression');
  if (!TOPS.includes(second)) return invalidPattern(`Bad numeric range operator: ${second as string}`);
  if (more.length > 0) return invalidPattern('Too many terms in numeric range expression');
  if (Number(bottom) >= Number(top)) return invalidPattern('Bottom must be less than top');
  return (leaf) => test(leaf) && topTest(leaf);
}

function comparison(operator: unknown, bound: unknown): LeafTest | undefined {
  const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
  if (compare === undefined || typeof bound !== 'number') return undefined;
  return (leaf) => typeof leaf === 'number' && compare(leaf, bound);
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function onlyEntry(object: Readonly<Record<string, unknown>>): [string, unknown] {
  const [entry, ...others] = Object.entries(object);
  return entry === undefined || others.length > 0 ? notSimulated(object) : entry;
}

function notSimulated(operator: unknown): never {
  throw new Error(`not simulated: ${JSON.stringify(operator)} in an event pattern`);
}
