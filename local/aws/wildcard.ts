/** One step through a text: a character, or `*` for any number of any. */
type Token = { readonly character: string } | 'any';

/** What EventBridge still takes. [unverified: read from refusals] */
const MAXIMUM_COMPLEXITY = 10;

/** `*` stands for any text, also none; `\*` and `\\` for the characters themselves. Undefined where it is none such. */
function tokensOf(wildcard: string): readonly Token[] | undefined {
  const parts = wildcard.match(/\\[*\\]|[^\\]/gs) ?? [];
  if (parts.join('') !== wildcard || /(^|[^\\])(\\\\)*\*\*/.test(wildcard)) return undefined;
  return parts.map((part) => (part === '*' ? 'any' : { character: part.at(-1)! }));
}

/** The texts that the wildcard means; undefined where EventBridge knows no such wildcard. */
export function wildcardExpression(wildcard: string): RegExp | undefined {
  const source = tokensOf(wildcard)?.map((token) =>
    token === 'any' ? '.*' : token.character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
  );
  return source && new RegExp(`^${source.join('')}$`, 's');
}

/**
 * Whether the wildcards of one field are too many or too alike for EventBridge: so many of their beginnings can fit one
 * text at the same time, such as `a*`, `a*b` and `a*b*` the text `acb`. A wildcard's end counts as one more step.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function areTooComplex(wildcards: readonly string[]): boolean {
  const paths = [...new Set(wildcards)].map((wildcard) => [...(tokensOf(wildcard) ?? []), END]);
  const characters = new Set(['', ...paths.flat().map((token) => (token === 'any' ? '' : token.character))]);
  const seen = new Set<string>();
  const waiting: Reached[] = [paths.map((tokens) => withSkipped(tokens, [0]))];
  for (let reached = waiting.pop(); reached !== undefined; reached = waiting.pop()) {
    const beginnings = reached.flat().filter((length) => length > 0);
    if (beginnings.length > MAXIMUM_COMPLEXITY) return true;
    const key = JSON.stringify(reached);
    if (seen.has(key)) continue;
    seen.add(key);
    for (const character of characters)
      waiting.push(paths.map((tokens, index) => after(tokens, reached[index]!, character)));
  }
  return false;
}

const END: Token = { character: 'the end' };

/** By wildcard, how long its beginnings are that fit the text so far, counted in steps and ascending. */
type Reached = readonly (readonly number[])[];

function after(tokens: readonly Token[], lengths: readonly number[], character: string): readonly number[] {
  const next = lengths.flatMap((length) => {
    const token = tokens[length];
    const goesOn =
      token !== undefined && token !== 'any' && token.character === character ? [length + 1] : [];
    return tokens[length - 1] === 'any' ? [length, ...goesOn] : goesOn;
  });
  return withSkipped(tokens, next);
}

/** With the beginnings that end in a `*` which stands for nothing. */
function withSkipped(tokens: readonly Token[], lengths: readonly number[]): readonly number[] {
  const all = new Set(
    lengths.flatMap((length) => (tokens[length] === 'any' ? [length, length + 1] : [length])),
  );
  return [...all].sort((a, b) => a - b);
}
