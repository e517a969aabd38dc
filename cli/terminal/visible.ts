/**
 * A copy of `value` whose texts hold their control characters escaped, such as `\u001b`: what stands in a tag must not
 * steer the terminal that shows it.
 */
export function visible<T>(value: T): T {
  return copyOf(value) as T;
}

function copyOf(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Cc}/gu, escaped);
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
