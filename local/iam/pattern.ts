import { NotSimulated } from './policy-document';

/** The values of the request's condition keys, by the key in lower case. */
export type Context = { get(lowerCaseKey: string): readonly string[] | undefined };

/** A value of a policy: a text in which `*` and `?` may stand for others, and variables for what the request says. */
export type Pattern = readonly Part[];

type Part =
  /** What the policy says itself, and what the request has put in place of a variable. */
  | { readonly kind: 'text' | 'value'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'variable'; readonly key: string; readonly otherwise: string | undefined };

/** `${*}`, `${?}` and `${$}` are how a policy writes these characters themselves. */
const ESCAPED = /^\$\{([*?$])\}$/;

/** A condition key, with or without what it is where the request does not say (IAM user guide, "Policy variables"). */
const VARIABLE = /^\$\{\s*([a-zA-Z0-9-]+:[^,}]+?)\s*(?:,\s*'([^']*)'\s*)?\}$/;

/**
 * Reads a value of a policy. Variables are read where `variables` is true: policies of the version 2008-10-17 have none. Throws
 * NotSimulated for a variable in a form that it does not know.
 */
export function patternOf(
  value: string,
  { wildcards, variables }: { wildcards: boolean; variables: boolean },
): Pattern {
  return (value.match(/\$\{[^}]*\}|[*?]|(?:[^$*?]|\$(?!\{))+|\$/g) ?? []).map((token): Part => {
    if (token === '*' && wildcards) return { kind: 'any' };
    if (token === '?' && wildcards) return { kind: 'one' };
    if (!token.startsWith('${') || !variables) return { kind: 'text', text: token };
    const escaped = ESCAPED.exec(token)?.[1];
    if (escaped !== undefined) return { kind: 'text', text: escaped };
    const [, key, otherwise] = VARIABLE.exec(token) ?? [];
    if (key === undefined) throw new NotSimulated(`the variable ${token}`);
    return { kind: 'variable', key: key.toLowerCase(), otherwise };
  });
}

/**
 * The pattern with the request's values in place of its variables, itself where it has none; undefined where the request does not have one
 * of them.
 */
export function resolved(pattern: Pattern, context: Context): Pattern | undefined {
  if (pattern.every(({ kind }) => kind !== 'variable')) return pattern;
  const parts: Part[] = [];
  for (const part of pattern) {
    if (part.kind !== 'variable') {
      parts.push(part);
      continue;
    }
    const values = context.get(part.key) ?? [];
    if (values.length > 1) throw new NotSimulated(`the variable \${${part.key}}, which has several values,`);
    const text = values[0] ?? part.otherwise;
    if (text === undefined) return undefined;
    parts.push({ kind: 'value', text });
  }
  return parts;
}

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

/** The source of a regular expression for a resolved pattern, in which `*` stands for `any` and `?` for one character of `one`. */
export const sourceOf = (pattern: Pattern, { any, one }: { any: string; one: string }): string =>
  pattern
    .map((part) => {
      if (part.kind === 'any') return any;
      if (part.kind === 'one') return one;
      if (part.kind === 'variable') throw new Error('the pattern is not resolved');
      return part.text.replace(SPECIAL, '\\$&');
    })
    .join('');

/** Remembers what is made of a pattern: most have no variables, so the same few are asked again and again. */
export function remembering(make: (pattern: Pattern) => RegExp): (pattern: Pattern) => RegExp {
  const made = new WeakMap<Pattern, RegExp>();
  return (pattern) => {
    const known = made.get(pattern) ?? make(pattern);
    made.set(pattern, known);
    return known;
  };
}

const WHOLE = { any: '[^]*', one: '[^]' };
const inThisCase = remembering((pattern) => new RegExp(`^${sourceOf(pattern, WHOLE)}$`));
const inAnyCase = remembering((pattern) => new RegExp(`^${sourceOf(pattern, WHOLE)}$`, 'i'));

/** Whether a text is what a resolved pattern describes, as a whole. */
export const isLike = (pattern: Pattern, text: string): boolean => inThisCase(pattern).test(text);

/** The same where upper and lower case make no difference. */
export const isLikeInAnyCase = (pattern: Pattern, text: string): boolean => inAnyCase(pattern).test(text);
