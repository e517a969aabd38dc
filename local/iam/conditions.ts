import { isArn } from './arn-pattern';
import { isLike, patternOf, resolved, type Context, type Pattern } from './pattern';
import { NotSimulated, textsOf } from './policy-document';

/** Whether the request meets one operator's demand of one key. */
type Test = (context: Context) => boolean;

/** How an operator compares one value of the request with one of the policy. */
type Operator = {
  /** Whether the operator is the denial of what `holds` says. */
  readonly isNegated: boolean;
  readonly wildcards: boolean;
  readonly holds: (wanted: Pattern, found: string) => boolean;
};

const textOf = (pattern: Pattern): string =>
  pattern.map((part) => (part.kind === 'text' || part.kind === 'value' ? part.text : '')).join('');

const operator = (holds: Operator['holds'], { isNegated = false, wildcards = false } = {}): Operator => ({
  isNegated,
  wildcards,
  holds,
});

const compared = (
  read: (text: string) => number,
  holds: (found: number, wanted: number) => boolean,
  isNegated = false,
): Operator => operator((wanted, found) => holds(read(found), read(textOf(wanted))), { isNegated });

const equal = (wanted: Pattern, found: string): boolean => textOf(wanted) === found;
const equalIgnoringCase = (wanted: Pattern, found: string): boolean =>
  textOf(wanted).toLowerCase() === found.toLowerCase();

/** Times are ISO 8601 or seconds since the epoch. */
const timeOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const numberOf = (text: string): number => (text.trim() === '' ? NaN : Number(text));

const ordered = (name: string, read: (text: string) => number): [string, Operator][] => [
  [`${name}Equals`, compared(read, (found, wanted) => found === wanted)],
  [`${name}NotEquals`, compared(read, (found, wanted) => found === wanted, true)],
  [`${name}LessThan`, compared(read, (found, wanted) => found < wanted)],
  [`${name}LessThanEquals`, compared(read, (found, wanted) => found <= wanted)],
  [`${name}GreaterThan`, compared(read, (found, wanted) => found > wanted)],
  [`${name}GreaterThanEquals`, compared(read, (found, wanted) => found >= wanted)],
];

const NEGATED = { isNegated: true };
const LIKE = { wildcards: true };
const NOT_LIKE = { isNegated: true, wildcards: true };

/** IAM user guide, "Condition operators", without BinaryEquals. Names are the same in upper and lower case. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  (
    [
      ['StringEquals', operator(equal)],
      ['StringNotEquals', operator(equal, NEGATED)],
      ['StringEqualsIgnoreCase', operator(equalIgnoringCase)],
      ['StringNotEqualsIgnoreCase', operator(equalIgnoringCase, NEGATED)],
      ['StringLike', operator((wanted, found) => isLike(wanted, found), LIKE)],
      ['StringNotLike', operator((wanted, found) => isLike(wanted, found), NOT_LIKE)],
      ['ArnEquals', operator(isArn, LIKE)],
      ['ArnLike', operator(isArn, LIKE)],
      ['ArnNotEquals', operator(isArn, NOT_LIKE)],
      ['ArnNotLike', operator(isArn, NOT_LIKE)],
      ['Bool', operator(equalIgnoringCase)],
      ['IpAddress', operator((wanted, found) => isInRange(textOf(wanted), found))],
      ['NotIpAddress', operator((wanted, found) => isInRange(textOf(wanted), found), NEGATED)],
      ...ordered('Numeric', numberOf),
      ...ordered('Date', timeOf),
    ] satisfies [string, Operator][]
  ).map(([name, one]) => [name.toLowerCase(), one]),
);

const NAME = /^(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?$/;

/**
 * Reads a `Condition`: all its operators and all their keys must be met, and of the values of one key any, or none where the operator
 * denies. Throws NotSimulated for an operator that it does not know.
 */
export function conditionsOf(condition: unknown, { variables }: { readonly variables: boolean }): Test {
  const tests = Object.entries((condition ?? {}) as Record<string, object>).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => testOf(name, key, textsOf(values, key), variables)),
  );
  return (context) => tests.every((test) => test(context));
}

function testOf(name: string, key: string, values: readonly string[], variables: boolean): Test {
  const found = (context: Context): readonly string[] => context.get(key.toLowerCase()) ?? [];
  if (name.toLowerCase() === 'null') {
    const wanted = values.map((value) => value.toLowerCase());
    return (context) => wanted.includes(String(found(context).length === 0));
  }
  const [, set, base = '', ifExists] = NAME.exec(name.toLowerCase()) ?? [];
  const known = OPERATORS.get(base);
  if (known === undefined) throw new NotSimulated(`the condition operator ${name}`);
  const patterns = values.map((value) => patternOf(value, { wildcards: known.wildcards, variables }));
  return (context) => {
    const there = found(context);
    if (there.length === 0 && ifExists !== undefined) {
      // The one says no without a value, the other yes; which of them wins is not documented.
      if (set === 'foranyvalue')
        throw new NotSimulated(`${name} for ${key}, which the request does not have,`);
      return true;
    }
    // A value with a variable that the request does not have is nobody's. What that denies is not documented.
    const wanted = patterns.flatMap((pattern) => {
      const one = resolved(pattern, context);
      return one === undefined ? [] : [one];
    });
    if (known.isNegated && wanted.length < patterns.length)
      throw new NotSimulated(`${name} for ${key} with a variable that the request does not have`);
    const meets = (value: string): boolean =>
      wanted.some((one) => known.holds(one, value)) !== known.isNegated;
    if (set === 'forallvalues') return there.every(meets);
    if (set === 'foranyvalue') return there.some(meets);
    const [only, ...others] = there;
    if (only === undefined) return known.isNegated;
    if (others.length > 0) throw new NotSimulated(`${name} for ${key}, which has several values,`);
    return meets(only);
  };
}

/** Whether an IPv4 address is the given one, or in the given range in CIDR notation. */
function isInRange(range: string, address: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const [from, of] = [ipv4(base), ipv4(address)];
  if (from === undefined || of === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(from / size) === Math.floor(of / size);
}

function ipv4(text: string): number | undefined {
  if (text.includes(':')) throw new NotSimulated(`the IPv6 address ${text}`);
  const parts = text.split('.').map(Number);
  const isAddress =
    parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part < 256);
  return isAddress ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}
