import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { nearest } from './nearest';
import { placeInWords } from './place-in-words';

const FOUND_LENGTH_MAX = 80;

/** What stands there, for a person; cut short where it is long. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > FOUND_LENGTH_MAX ? `${text.slice(0, FOUND_LENGTH_MAX)}…` : text;
}

/** Where a value stands in what a person sees as the whole. */
export type Place = { readonly root: unknown; readonly path: readonly PropertyKey[] };

export type Checked<Schema extends z.ZodType> =
  { readonly value: z.output<Schema> } | { readonly faults: readonly string[] };

/** Checks `value`. Of one that is wrong, one line for each fault: its place, what is allowed, and what was found. */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at: Place = { root: value, path: [] },
): Checked<Schema> {
  const result = schema.safeParse(value, { error: allowed });
  if (result.success) return { value: result.data };
  const issues = result.error.issues
    .filter((issue, _, all) => issue.code !== 'custom' || !all.some((other) => explains(other, issue)))
    .map((issue) => ({ ...issue, path: [...at.path, ...issue.path] }));
  return { faults: [...new Set(issues.flatMap((issue) => explain(issue, at.root)))] };
}

/** Whether an unknown field is why its object as a whole is wrong too. */
const explains = (other: z.core.$ZodIssue, { path }: z.core.$ZodIssue): boolean =>
  other.code === 'unrecognized_keys' && isDeepStrictEqual(other.path, path);

function explain(issue: z.core.$ZodIssue, root: unknown): string[] {
  const inWords = (path: readonly PropertyKey[]): string => placeInWords(path, root) || 'the whole';
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${inWords([...issue.path, key])}: ${unknown(key, issue.message)}`);
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(isOfItsType);
    if (meant !== undefined)
      return meant.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, root));
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (Object(at) as Record<PropertyKey, unknown>)[key],
    root,
  );
  // Of a list with too many entries, how many tell more than the first of them.
  const what = issue.code === 'too_big' && Array.isArray(value) ? String(value.length) : found(value);
  return [`${inWords(issue.path)}: ${alternativesOf(issue)}, found ${what}`];
}

/** Of the alternatives of a union, the one that the value was meant for has faults inside, not as a whole. */
const isOfItsType = (issues: readonly z.core.$ZodIssue[]): boolean =>
  issues.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');

function alternativesOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue.message;
  const [first = '', ...others] = issue.errors.flat().map(({ message }) => message);
  return [first, ...others.map((message) => message.replace(/^expected /, ''))].join(' or ');
}

const unknown = (key: string, known: string): string => {
  const near = nearest(key, known.split(', '));
  return `unknown setting. ${near === undefined ? '' : `Did you mean ${near}? `}Allowed: ${known}`;
};

/** What is allowed instead, for faults of which a schema itself does not say it. Of unknown fields, the known ones. */
function allowed(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return fieldsOf(issue.inst).join(', ');
    case 'invalid_type':
      if (issue.expected === 'array') return `expected a list${entriesOf(issue.inst)}`;
      return issue.expected === 'object'
        ? `expected an object${membersOf(issue.inst)}`
        : `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'invalid_union':
      return Array.isArray(issue['options'])
        ? `expected ${oneOf(issue['options'].map((one) => `"${one}"`))}`
        : 'expected another value';
    case 'too_small':
      return `expected ${UNITS[issue.origin] === undefined ? `${issue.minimum} or more` : `at least ${amount(issue.minimum, issue.origin)}`}`;
    case 'too_big':
      return `expected ${UNITS[issue.origin] === undefined ? `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}` : `at most ${amount(issue.maximum, issue.origin)}`}`;
    default:
      return 'expected another value';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const UNITS: Readonly<Record<string, readonly [one: string, several: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

const amount = (count: number | bigint, origin: string): string =>
  `${count} ${UNITS[origin]?.[Number(count) === 1 ? 0 : 1] ?? ''}`;

const oneOf = (values: readonly string[]): string => listed(values, 'or');

const listed = (words: readonly string[], conjunction: 'and' | 'or'): string =>
  words.length === 1 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;

const shapeOf = (schema: unknown): [name: string, field: z.core.$ZodType][] =>
  schema instanceof z.ZodObject ? Object.entries(schema.shape) : [];

const fieldsOf = (schema: unknown): string[] => shapeOf(schema).map(([name]) => name);

/** What has to stand in an object, or else what may. */
function membersOf(schema: unknown): string {
  const required = shapeOf(schema).flatMap(([name, field]) => (field._zod.optin === undefined ? [name] : []));
  if (required.length > 0) return ` with ${listed(required, 'and')}`;
  const names = fieldsOf(schema);
  return names.length === 0 ? '' : ` with some of ${names.join(', ')}`;
}

function entriesOf(list: unknown): string {
  const entry = list instanceof z.ZodArray ? list.element : undefined;
  return entry instanceof z.ZodObject ? ` of objects${membersOf(entry)}` : '';
}
