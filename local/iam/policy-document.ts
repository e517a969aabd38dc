/** A policy document, with its statements as a list. */
export type PolicyDocument = {
  readonly Version: string;
  readonly Statement: readonly Statement[];
};

export type Statement = Readonly<Record<string, unknown>>;

/** Something in a policy that this evaluation does not know: better no answer than a wrong one. */
export class NotSimulated extends Error {
  override readonly name = 'NotSimulated';

  constructor(what: string) {
    super(`not simulated: ${what} in a policy`);
  }
}

/** One text or several, as policies write most of their values. */
export function textsOf(value: unknown, where: string): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    if (typeof one === 'string') return one;
    // JSON policies may write `true` and `7` without quotes.
    if (typeof one === 'boolean' || typeof one === 'number') return String(one);
    throw new NotSimulated(`the value ${JSON.stringify(one)} of ${where}`);
  });
}
