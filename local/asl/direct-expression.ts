import type { Environment } from './environment';
import { isJsonObject } from './json';
import type { AstNode } from './jsonata-ast';

/** Evaluates an expression at once; undefined is JSONata's "nothing". Throws `NEEDS_JSONATA` where it cannot tell. */
export type DirectExpression = (environment: Environment) => unknown;

/** Thrown over data that only the jsonata library knows how to treat, such as a path through an array. */
export const NEEDS_JSONATA = new Error('only the jsonata library can evaluate this');

/**
 * Compiles the plain part of JSONata: literals, selection by path, comparison, `and`/`or`/`in`, `&` of strings,
 * conditions, object and array constructors, $count, $exists and $not. Undefined for every other expression.
 *
 * The library takes tens of microseconds and several promises for each of these; a rehearsal evaluates millions.
 */
export function compileDirectly(node: AstNode): DirectExpression | undefined {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return hasOnly(node, []) ? () => node.value : undefined;
    case 'variable':
      return compileVariable(node);
    case 'path':
      return compilePath(node);
    case 'binary':
      return compileBinary(node);
    case 'condition':
      return compileCondition(node);
    case 'block':
      return compileBlock(node);
    case 'unary':
      return node.value === '{' ? compileObject(node) : node.value === '[' ? compileArray(node) : undefined;
    case 'function':
      return compileFunction(node);
    default:
      return undefined;
  }
}

/** Predicates, grouping, sorting and the like add properties of their own to a node. */
const hasOnly = (node: AstNode, properties: readonly string[]): boolean =>
  Object.entries(node).every(
    ([key, value]) => value === undefined || ['type', 'value', 'position', ...properties].includes(key),
  );

function compileVariable(node: AstNode): DirectExpression | undefined {
  const name = String(node.value);
  if (!hasOnly(node, []) || name === '' || name === '$') return undefined;
  if (name === 'states') return ({ states }) => states;
  return ({ variables }) => {
    const value = variables.lookup(name);
    // It may be one of the library's functions.
    if (value === undefined) throw NEEDS_JSONATA;
    return value;
  };
}

function compilePath(node: AstNode): DirectExpression | undefined {
  const [first, ...rest] = node.steps ?? [];
  const root = first?.type === 'variable' ? compileVariable(first) : undefined;
  if (root === undefined || !hasOnly(node, ['steps'])) return undefined;
  if (!rest.every((step) => step.type === 'name' && hasOnly(step, []))) return undefined;
  const names = rest.map((step) => String(step.value));
  return (environment) => {
    let value = root(environment);
    for (const name of names) {
      if (Array.isArray(value)) throw NEEDS_JSONATA;
      if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
      value = value[name];
    }
    return value;
  };
}

function compileBinary(node: AstNode): DirectExpression | undefined {
  const operate = BINARY[String(node.value)];
  const left = compileDirectly(node.lhs as AstNode);
  const right = node.rhs && compileDirectly(node.rhs);
  if (!operate || !left || !right || !hasOnly(node, ['lhs', 'rhs'])) return undefined;
  return (environment) => operate(left(environment), () => right(environment));
}

const BINARY: Readonly<Record<string, (left: unknown, right: () => unknown) => unknown>> = {
  and: (left, right) => truth(left) && truth(right()),
  or: (left, right) => truth(left) || truth(right()),
  '=': (left, right) => equality(left, right(), true),
  '!=': (left, right) => equality(left, right(), false),
  '<': (left, right) => comparison(left, right(), (a, b) => a < b),
  '<=': (left, right) => comparison(left, right(), (a, b) => a <= b),
  '>': (left, right) => comparison(left, right(), (a, b) => a > b),
  '>=': (left, right) => comparison(left, right(), (a, b) => a >= b),
  '&': (left, right) => textOf(left) + textOf(right()),
  in: (left, right) => inclusion(left, right()),
};

/** False where either side is nothing, whichever the operator. */
function equality(left: unknown, right: unknown, equal: boolean): boolean {
  if (left === undefined || right === undefined) return false;
  if (isObject(left) && isObject(right)) throw NEEDS_JSONATA;
  return (left === right) === equal;
}

function comparison(
  left: unknown,
  right: unknown,
  compare: (a: string | number, b: string | number) => boolean,
): boolean {
  if (typeof left === 'number' && typeof right === 'number') return compare(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compare(left, right);
  throw NEEDS_JSONATA;
}

function inclusion(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  return Array.isArray(right) ? right.includes(left) : left === right;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw NEEDS_JSONATA;
}

/** JSONata's effective boolean value, nothing being false. */
function truth(value: unknown): boolean {
  if (Array.isArray(value)) throw NEEDS_JSONATA;
  if (isJsonObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function compileCondition(node: AstNode): DirectExpression | undefined {
  const condition = node.condition && compileDirectly(node.condition);
  const then = node.then && compileDirectly(node.then);
  const otherwise = node.else ? compileDirectly(node.else) : () => undefined;
  if (!condition || !then || !otherwise || !hasOnly(node, ['condition', 'then', 'else'])) return undefined;
  return (environment) => (truth(condition(environment)) ? then(environment) : otherwise(environment));
}

/** A parenthesis; longer blocks assign variables. */
function compileBlock(node: AstNode): DirectExpression | undefined {
  const [only, ...others] = node.expressions ?? [];
  if (only === undefined || others.length > 0 || !hasOnly(node, ['expressions'])) return undefined;
  return compileDirectly(only);
}

function compileObject(node: AstNode): DirectExpression | undefined {
  const pairs = (node.lhs as readonly (readonly AstNode[])[]).map(([key, value]) => ({
    name: key?.type === 'string' ? String(key.value) : undefined,
    value: value && compileDirectly(value),
  }));
  const entries = pairs.flatMap(({ name, value }) => (name !== undefined && value ? [{ name, value }] : []));
  const names = new Set(entries.map(({ name }) => name));
  if (names.size < pairs.length || !hasOnly(node, ['lhs'])) return undefined;
  return (environment) => {
    const object: Record<string, unknown> = {};
    for (const { name, value } of entries) {
      const member = value(environment);
      if (member !== undefined) object[name] = member;
    }
    return object;
  };
}

/** A value that is an array is flattened into the new one, unless it is an array constructor itself. */
function compileArray(node: AstNode): DirectExpression | undefined {
  const nodes = node.expressions ?? [];
  const items = nodes.flatMap((item) => {
    const value = compileDirectly(item);
    return value ? [{ value, nested: item.type === 'unary' && item.value === '[' }] : [];
  });
  if (items.length < nodes.length || !hasOnly(node, ['expressions'])) return undefined;
  return (environment) => {
    const array: unknown[] = [];
    for (const { value, nested } of items) {
      const item = value(environment);
      if (Array.isArray(item) && !nested) array.push(...(item as unknown[]));
      else if (item !== undefined) array.push(item);
    }
    return array;
  };
}

const FUNCTIONS: Readonly<Record<string, (argument: unknown) => unknown>> = {
  count: (argument) => (argument === undefined ? 0 : Array.isArray(argument) ? argument.length : 1),
  exists: (argument) => argument !== undefined,
  not: (argument) => (argument === undefined ? undefined : !truth(argument)),
};

function compileFunction(node: AstNode): DirectExpression | undefined {
  const name = String(node.procedure?.value);
  const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const [first, ...others] = node.arguments ?? [];
  const argument = first && compileDirectly(first);
  if (!call || !argument || others.length > 0 || !hasOnly(node, ['procedure', 'arguments'])) return undefined;
  return (environment) => {
    // A variable of that name hides the function.
    if (environment.variables.lookup(name) !== undefined) throw NEEDS_JSONATA;
    return call(argument(environment));
  };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
