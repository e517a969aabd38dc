import type { Environment } from './environment';
import { EvaluationFailure } from './evaluation-failure';
import { Expression, UnsupportedResult } from './expression';
import { refusalOf, type StatesAccess } from './expression-rules';
import { invalid, notSimulated, type Fields, type Site } from './fields';
import { isJsonObject, type Json } from './json';

/**
 * A JSON value of a definition with its JSONata strings evaluated. Throws, or rejects with, `EvaluationFailure` where an
 * expression fails or returns nothing.
 */
export type Template<T extends Json = Json> = (environment: Environment) => T | Promise<T>;

/** Compiles `value`; `access` says what of `$states` its expressions may read beside input and context. */
export function compileTemplate(value: Json, site: Site, access: StatesAccess): Template {
  if (typeof value === 'string') return compileString(value, site, access);
  if (Array.isArray(value)) return compileArray(value, site, access);
  if (!isJsonObject(value)) return () => value;
  const names = Object.keys(value);
  const members = Object.entries(value).map(([name, item]) =>
    compileTemplate(item, { ...site, field: `${site.field}/${name}` }, access),
  );
  if (!holdsExpression(value)) return () => value;
  return (environment) => {
    const values = all(members, environment);
    return values instanceof Promise
      ? values.then((resolved) => objectOf(names, resolved))
      : objectOf(names, values);
  };
}

function compileArray(array: readonly Json[], site: Site, access: StatesAccess): Template {
  const items = array.map((item, index) =>
    compileTemplate(item, { ...site, field: `${site.field}[${index}]` }, access),
  );
  return holdsExpression(array) ? (environment) => all(items, environment) : () => array;
}

/** Compiles a field that must be there and sees only the state's input and the Context object. */
export function readTemplate(fields: Fields, name: string): Template {
  const site = fields.siteOf(name);
  const value = fields.take(name);
  return value === undefined ? invalid(site, 'is missing') : compileTemplate(value, site, 'input');
}

function compileString(text: string, site: Site, access: StatesAccess): Template {
  const source = sourceOf(text);
  if (source === undefined && !text.startsWith('{%') && !text.endsWith('%}')) return () => text;
  if (source === undefined) return invalid(site, "a JSONata string starts with '{%' and ends with '%}'");
  const expression = parse(source, site);
  const refusal = refusalOf(expression.ast, access);
  if (refusal !== undefined) return notSimulated(site, refusal);
  const failed = (error: unknown): never => failure(site, source, problemOf(error));
  const check = (result: Json | undefined): Json =>
    result === undefined ? failure(site, source, 'returned nothing (undefined).') : result;
  return (environment) => {
    const result = expression.evaluate(environment);
    return result instanceof Promise ? result.then(check, failed) : check(result);
  };
}

/** The expression in a JSONata string; undefined where it is none. */
export const sourceOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}')
    ? value.slice(2, -2).trim()
    : undefined;

function parse(source: string, site: Site): Expression {
  const known = site.expressions.get(source);
  if (known !== undefined) return known;
  try {
    const expression = new Expression(source);
    site.expressions.set(source, expression);
    return expression;
  } catch (error) {
    return invalid(site, `the JSONata expression '${source}' cannot be parsed: ${messageOf(error)}`);
  }
}

/** Fails the state in AWS's words: the field's expression gave what is no good. */
export function failure(site: Site, source: string, problem: string): never {
  throw new EvaluationFailure(
    `The JSONata expression '${source}' specified for the field '${site.field}' ${problem}`,
    site.field,
  );
}

const problemOf = (error: unknown): string =>
  error instanceof UnsupportedResult
    ? 'returned an unsupported result type.'
    : `threw an error during evaluation. ${messageOf(error)}`;

/** The library throws plain objects with a code and a message. */
function messageOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return [code, message ?? String(error)].filter((part) => part !== undefined).join(': ');
}

/** The templates' values, one after the other: at once unless one of them takes the jsonata library. */
function all(
  templates: readonly Template[],
  environment: Environment,
): readonly Json[] | Promise<readonly Json[]> {
  const values: Json[] = [];
  for (const template of templates) {
    const value = template(environment);
    if (value instanceof Promise) return allFrom(values, value, templates, environment);
    values.push(value);
  }
  return values;
}

async function allFrom(
  values: Json[],
  pending: Promise<Json>,
  templates: readonly Template[],
  environment: Environment,
): Promise<readonly Json[]> {
  values.push(await pending);
  for (const template of templates.slice(values.length)) values.push(await template(environment));
  return values;
}

function objectOf(names: readonly string[], values: readonly Json[]): Json {
  const object: Record<string, Json> = {};
  names.forEach((name, index) => {
    object[name] = values[index]!;
  });
  return object;
}

function holdsExpression(value: Json): boolean {
  if (typeof value === 'string') return value.startsWith('{%');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsExpression);
}
