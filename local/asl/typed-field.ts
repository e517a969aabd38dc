import { EvaluationFailure } from './evaluation-failure';
import { invalid, type Fields } from './fields';
import { isJsonObject, type Json } from './json';
import { compileTemplate, failure, sourceOf, type Template } from './template';

/** What a field takes, be it a literal or what an expression gives. */
export type Kind = {
  readonly type: 'array' | 'boolean' | 'number' | 'string';
  /** What is wrong with a value of that type, in AWS's words. */
  readonly problem?: (value: never, field: string) => string | undefined;
};

type ValueOf<K extends Kind> = {
  array: readonly Json[];
  boolean: boolean;
  number: number;
  string: string;
}[K['type']];

const MAXIMUM_SECONDS = 99_999_999;

const whole = (minimum: number): Kind & { readonly type: 'number' } => ({
  type: 'number',
  problem: (value: number, field: string) => {
    if (!Number.isInteger(value)) return `The ${field} field cannot be parsed as an integer: ${value}`;
    if (value >= minimum && value <= MAXIMUM_SECONDS) return undefined;
    return `${field} must be between ${minimum} and ${MAXIMUM_SECONDS} but was: ${value}`;
  },
});

export const WHOLE = whole(0);
export const POSITIVE = whole(1);

/**
 * Compiles a field that must be there and sees only the state's input and the Context object. A literal of the wrong kind
 * makes the definition invalid, an expression that gives one fails the state.
 */
export function readField<K extends Kind>(fields: Fields, name: string, kind: K): Template<ValueOf<K>> {
  const site = fields.siteOf(name);
  const value = fields.take(name);
  if (value === undefined) return invalid(site, 'is missing');
  const source = sourceOf(value);
  const template = compileTemplate(value, site, 'input');
  const problemOf = (result: Json): string | undefined => kind.problem?.(result as never, name);
  if (source === undefined) {
    if (typeOf(value) !== kind.type)
      return invalid(site, `must be of the type ${kind.type}, or an expression`);
    const problem = problemOf(value);
    return problem === undefined ? (template as Template<ValueOf<K>>) : invalid(site, problem);
  }
  const check = (result: Json): ValueOf<K> => {
    const type = typeOf(result);
    if (type !== kind.type)
      return failure(
        site,
        source,
        'returned an unexpected result type. ' +
          `Expected '${kind.type}', but was '${type}' for value: ${JSON.stringify(result)}`,
      );
    const problem = problemOf(result);
    if (problem !== undefined) throw new EvaluationFailure(problem, name);
    return result as ValueOf<K>;
  };
  return (environment) => {
    const result = template(environment);
    return result instanceof Promise ? result.then(check) : check(result);
  };
}

/** As `readField`, undefined where the field is absent. */
export const readOptionalField = <K extends Kind>(
  fields: Fields,
  name: string,
  kind: K,
): Template<ValueOf<K>> | undefined => (fields.has(name) ? readField(fields, name, kind) : undefined);

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isJsonObject(value) ? 'object' : typeof value;
}
