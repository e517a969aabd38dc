/**
 * A copy of `value` whose texts hold their control characters escaped, such as `\u001b`, and those that have no width or turn the
 * direction of a text: what stands in a tag must not steer the terminal that shows it, nor look like something else there.
 */
export function visible<T>(value: T): T {
  return copyOf(value) as T;
}

const UNSEEN = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function copyOf(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNSEEN, escaped);
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
