import type { Environment } from './environment';
import { isJsonObject } from './json';
import type { AstNode } from './jsonata-ast';

/** Evaluates an expression at once; undefined is JSONata's "nothing". Throws `NEEDS_JSONATA` where it cannot tell. */
export type DirectExpression = (environment: Environment) => unknown;

/** Thrown over data that only the jsonata library knows how to treat, such as a path through nested arrays. */
export const NEEDS_JSONATA = new Error('only the jsonata library can evaluate this');

/**
 * Compiles the plain part of JSONata: literals, selection by path or `$name[0]`, comparison, `and`/`or`/`in`, `&` of
 * strings, conditions, object and array constructors, $count, $exists, $join, $not and $string. Undefined for every other
 * expression.
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
      return node.predicate === undefined ? compileVariable(node) : compileItem(node);
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

/** `$name[0]`: a value that is no array is its own only item. */
function compileItem({ predicate = [], ...node }: AstNode): DirectExpression | undefined {
  const [filter, ...others] = predicate;
  const list = compileVariable(node);
  const index = filter?.expr?.type === 'number' ? Number(filter.expr.value) : -1;
  if (!list || others.length > 0 || !Number.isInteger(index) || index < 0) return undefined;
  return (environment) => {
    const value = list(environment);
    const item: unknown = Array.isArray(value) ? value[index] : index === 0 ? value : undefined;
    if (Array.isArray(item)) throw NEEDS_JSONATA;
    return item;
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
      value = Array.isArray(value) ? membersOf(value, name) : memberOf(value, name);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

const memberOf = (value: unknown, name: string): unknown =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** The members of that name of all items, those without one left out; a single one stands for itself. */
function membersOf(items: readonly unknown[], name: string): unknown {
  const members: unknown[] = [];
  for (const item of items) {
    const member = memberOf(item, name);
    if (Array.isArray(item) || Array.isArray(member)) throw NEEDS_JSONATA;
    if (member !== undefined) members.push(member);
  }
  return members.length > 1 ? members : members[0];
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

/** By name; the number of parameters is that of the arguments which are compiled. */
const FUNCTIONS: Readonly<Record<string, (...values: never[]) => unknown>> = {
  count: (value: unknown) => (value === undefined ? 0 : Array.isArray(value) ? value.length : 1),
  exists: (value: unknown) => value !== undefined,
  join: (list: unknown, separator: unknown) => {
    const isText = (item: unknown): boolean => typeof item === 'string';
    if (Array.isArray(list) && list.every(isText) && typeof separator === 'string')
      return list.join(separator);
    throw NEEDS_JSONATA;
  },
  not: (value: unknown) => (value === undefined ? undefined : !truth(value)),
  string: (value: unknown) => {
    if (typeof value === 'string') return value;
    if (Number.isSafeInteger(value)) return String(value);
    throw NEEDS_JSONATA;
  },
};

function compileFunction(node: AstNode): DirectExpression | undefined {
  const name = String(node.procedure?.value);
  const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const nodes = node.arguments ?? [];
  const values = nodes.flatMap((argument) => compileDirectly(argument) ?? []);
  if (call?.length !== nodes.length || values.length < nodes.length) return undefined;
  if (!hasOnly(node, ['procedure', 'arguments'])) return undefined;
  return (environment) => {
    // A variable of that name hides the function.
    if (environment.variables.lookup(name) !== undefined) throw NEEDS_JSONATA;
    return call(...(values.map((value) => value(environment)) as never[]));
  };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
