/**
 * A JSON value on its way from one service to another. Its text is made only for those who look at it: nearly all payloads
 * go from object to object, and nobody does.
 */
export class JsonText {
  #text: string | undefined;

  /** `value` must be what JSON.parse could give, and must not be changed any more. */
  constructor(readonly value: unknown) {}

  /** Takes what a request or an answer holds, either form. Throws SyntaxError where a text is no JSON. */
  static from(payload: unknown): JsonText {
    return payload instanceof JsonText ? payload : new JsonText(JSON.parse(String(payload)));
  }

  toString(): string {
    return (this.#text ??= JSON.stringify(this.value));
  }

  /** In a request that is itself written as JSON, it is a string, as it is in AWS. */
  toJSON(): string {
    return this.toString();
  }
}

/** What JSON.parse gives for JSON.stringify's text of `value`: a copy that shares nothing, without what JSON cannot say. */
export function jsonCopy(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return value.map((item) => jsonCopy(item) ?? null);
  // Dates and the like write themselves, and assigning this one name would not make a member.
  if ('toJSON' in value || Object.hasOwn(value, '__proto__'))
    return JSON.parse(JSON.stringify(value)) as unknown;
  const object = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(object)) {
    const member = jsonCopy(object[name]);
    if (member !== undefined) copy[name] = member;
  }
  return copy;
}
