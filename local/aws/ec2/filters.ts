import { AwsError } from '../api';

/** One filter of a Describe call: an entry matches where any of its values equals a literal or fits a pattern. */
export type Filter = {
  readonly name: string;
  readonly literals: ReadonlySet<string>;
  readonly patterns: readonly RegExp[];
};

/** EC2 refuses more values in one call. */
const MAX_VALUES = 200;

/**
 * Reads the `Filters` of a Describe call. In a value `*` stands for any text and `?` for one character; a backslash
 * takes the meaning from the character after it. Comparison is case-sensitive.
 */
export const parseFilters = (
  filters: readonly { Name: string; Values: readonly string[] }[] = [],
): readonly Filter[] => {
  if (filters.reduce((total, filter) => total + filter.Values.length, 0) > MAX_VALUES) {
    throw new AwsError(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${MAX_VALUES}`,
    );
  }
  return filters.map((filter) => ({
    name: filter.Name,
    literals: new Set(filter.Values.filter((value) => !isPattern(value)).map(withoutEscapes)),
    patterns: filter.Values.filter(isPattern).map(toRegExp),
  }));
};

/** Whether any of an entry's `values` passes the filter. */
export const passes = (filter: Filter, values: readonly string[]): boolean =>
  values.some(
    (value) => filter.literals.has(value) || filter.patterns.some((pattern) => pattern.test(value)),
  );

const isPattern = (value: string): boolean => /[*?]/.test(value) && /[*?]/.test(value.replace(/\\./gs, ''));

const withoutEscapes = (value: string): string =>
  value.includes('\\') ? value.replace(/\\(.)/gs, '$1') : value;

const toRegExp = (value: string): RegExp => {
  const parts = value.match(/\\.|[^]/gs) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return withoutEscapes(part).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 's');
};
