import jsonata from 'jsonata';
import { compileDirectly, NEEDS_JSONATA, type DirectExpression } from './direct-expression';
import type { Environment } from './environment';
import { isJsonObject, type Json } from './json';
import type { AstNode } from './jsonata-ast';

/** The result is, or holds, a function, which JSON cannot represent. */
export class UnsupportedResult extends Error {}

/** One JSONata expression of a definition, parsed once. */
export class Expression {
  readonly ast: AstNode;
  readonly #direct: DirectExpression | undefined;
  readonly #jsonata: jsonata.Expression;

  /** `source` is the text between `{%` and `%}`. Throws the library's error where it cannot be parsed. */
  constructor(readonly source: string) {
    this.#jsonata = jsonata(source);
    this.#jsonata.registerFunction('parse', parse, '<s-:x>');
    this.ast = this.#jsonata.ast() as unknown as AstNode;
    this.#direct = compileDirectly(this.ast);
  }

  /**
   * The value as plain JSON, undefined where the expression returns nothing. Throws, or rejects with, the library's
   * error. Plain expressions are answered at once, without the library and without a promise.
   */
  evaluate(environment: Environment): Json | undefined | Promise<Json | undefined> {
    if (this.#direct === undefined) return this.evaluateByJsonata(environment);
    try {
      return this.#direct(environment) as Json | undefined;
    } catch (error) {
      if (error !== NEEDS_JSONATA) throw error;
      return this.evaluateByJsonata(environment);
    }
  }

  /** The same by the jsonata library, whatever the expression. */
  async evaluateByJsonata({ variables, states }: Environment): Promise<Json | undefined> {
    return toPlainJson(await this.#jsonata.evaluate(undefined, { ...variables.all(), states }));
  }
}

/** Step Functions' `$parse`, its replacement for `$eval`. */
const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

/** Rids a result of what the library adds to it: sequences are arrays with properties of their own. */
function toPlainJson(value: unknown): Json | undefined {
  if (typeof value === 'function' || (isJsonObject(value) && '_jsonata_function' in value))
    throw new UnsupportedResult();
  if (typeof value === 'number' && !Number.isFinite(value))
    throw Object.assign(new RangeError(`Number out of range: ${value}`), { code: 'D1001' });
  if (Array.isArray(value)) return value.map((item) => toPlainJson(item) ?? null);
  if (!isJsonObject(value)) return value as Json | undefined;
  const object: Record<string, Json> = {};
  for (const [name, item] of Object.entries(value)) {
    const plain = toPlainJson(item);
    if (plain !== undefined) object[name] = plain;
  }
  return object;
}
