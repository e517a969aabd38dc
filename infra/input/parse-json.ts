/** Why a text is no JSON, and where: `offset` counts from 0 in what `String` calls characters. The message is for a person. */
export class JsonFault extends SyntaxError {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** A member that stands in its object for a second time. */
export type Repeat = {
  readonly path: readonly (string | number)[];
  readonly firstOffset: number;
  readonly offset: number;
};

export type ParsedJson = { readonly value: unknown; readonly repeats: readonly Repeat[] };

/** No file of ours comes near it; without a limit, a file of brackets would end the process. */
const DEPTH_MAX = 500;

const ESCAPES = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** All but quotes, backslashes and what is below the space: control characters. */
const PLAIN = /[ !#-[\]-\uffff]+/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[A-Za-z0-9_$.+-]+/y;
const SPACE = /[ \t\r\n]*/y;
const LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * What `JSON.parse` makes of a text, and beside it what that passes over: members that stand twice, of which the last one counts. Throws
 * JsonFault for what is not JSON, in the same words on every version of Node.js.
 */
export function parseJson(text: string): ParsedJson {
  const reader = new Reader(text);
  const value = reader.value([]);
  reader.expectEnd();
  return { value, repeats: reader.repeats };
}

class Reader {
  readonly repeats: Repeat[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(path: readonly (string | number)[]): unknown {
    if (path.length > DEPTH_MAX) throw this.#fault(`more than ${DEPTH_MAX} objects and lists in one another`);
    this.#take(SPACE);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(path);
    if (first === '[') return this.#list(path);
    if (first === '"') return this.#string();
    const number = this.#take(NUMBER);
    if (number !== '' && !this.#isAtWord()) return Number(number);
    this.#at -= number.length;
    const word = this.#take(WORD);
    if (LITERALS.has(word)) return LITERALS.get(word);
    this.#at -= word.length;
    throw this.#unexpected('a value');
  }

  expectEnd(): void {
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw this.#unexpected('the end of the text');
  }

  #object(path: readonly (string | number)[]): Record<string, unknown> {
    const members: [name: string, value: unknown][] = [];
    const firstOffsets = new Map<string, number>();
    this.#at += 1;
    for (let isFirst = true; !this.#ends('}', isFirst, 'a name in double quotes'); isFirst = false) {
      const offset = this.#at;
      const name = this.#string();
      const firstOffset = firstOffsets.get(name);
      if (firstOffset === undefined) firstOffsets.set(name, offset);
      else this.repeats.push({ path: [...path, name], firstOffset, offset });
      this.#take(SPACE);
      if (this.#text[this.#at] !== ':') throw this.#unexpected(`a colon after "${name}"`);
      this.#at += 1;
      members.push([name, this.value([...path, name])]);
    }
    return Object.fromEntries(members);
  }

  #list(path: readonly (string | number)[]): unknown[] {
    const entries: unknown[] = [];
    this.#at += 1;
    while (!this.#ends(']', entries.length === 0, 'a value'))
      entries.push(this.value([...path, entries.length]));
    return entries;
  }

  /** Goes to the next member or entry, or behind the end of the object or list. */
  #ends(bracket: string, isFirst: boolean, next: string): boolean {
    this.#take(SPACE);
    const isEnd = this.#text[this.#at] === bracket;
    if (isEnd || (!isFirst && this.#text[this.#at] === ',')) this.#at += 1;
    else if (!isFirst) throw this.#unexpected(`a comma or ${bracket}`);
    if (isEnd) return true;
    this.#take(SPACE);
    const found = this.#text[this.#at];
    if (found === bracket || (bracket === '}' && found !== '"'))
      throw this.#unexpected(isFirst ? `${next} or ${bracket}` : next);
    return false;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    while (this.#text[this.#at] !== '"') {
      if (this.#take(PLAIN) !== '' || this.#take(ESCAPES) !== '') continue;
      const found = this.#text[this.#at];
      if (found === '\\' && this.#at < this.#text.length - 6)
        throw this.#fault('expected \\n, \\", \\\\ or another escape of JSON after a backslash');
      if (found === '\n' || found === '\r') throw this.#fault('a line ends within a text: a " is missing');
      throw found === undefined || found === '\\'
        ? this.#tooEarly()
        : this.#fault('a control character in a text');
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #isAtWord(): boolean {
    return /[A-Za-z0-9_$.+-]/.test(this.#text[this.#at] ?? ' ');
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #unexpected(expected: string): JsonFault {
    if (this.#at >= this.#text.length) return this.#tooEarly();
    const rest = this.#text.slice(this.#at, this.#at + 40);
    if (/^(\/\/|\/\*|#)/.test(rest)) return this.#fault('JSON has no comments');
    const [found = ''] = /^(?:[A-Za-z0-9_$.+-]{1,20}|[^])/u.exec(rest) ?? [];
    return this.#fault(
      `expected ${expected}, found ${found === '"' ? 'another text' : JSON.stringify(found)}`,
    );
  }

  #tooEarly(): JsonFault {
    return new JsonFault(this.#text.length, 'it ends too early');
  }

  #fault(message: string): JsonFault {
    return new JsonFault(this.#at, message);
  }
}
