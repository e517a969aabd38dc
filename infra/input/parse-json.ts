import { printParseErrorCode, visit, type JSONVisitor, type ParseErrorCode } from 'jsonc-parser';

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

/**
 * What `JSON.parse` makes of a text, and beside it what that passes over: members that stand twice, of which the last one counts. Throws
 * JsonFault for what is not JSON, in the same words on every version of Node.js.
 */
export function parseJson(text: string): ParsedJson {
  const { fault, repeats } = look(text);
  if (fault !== undefined) throw fault;
  return { value: JSON.parse(text) as unknown, repeats };
}

/** The first fault, after which nothing else says much. */
function look(text: string): { fault: JsonFault | undefined; repeats: readonly Repeat[] } {
  let fault: JsonFault | undefined;
  const repeats: Repeat[] = [];
  const firstOffsets: Map<string, number>[] = [];
  const visitor: JSONVisitor = {
    onObjectBegin: () => void firstOffsets.push(new Map()),
    onObjectEnd: () => void firstOffsets.pop(),
    onObjectProperty: (name, offset, _length, _line, _column, pathOf) => {
      const names = firstOffsets.at(-1);
      const firstOffset = names?.get(name);
      if (firstOffset === undefined) names?.set(name, offset);
      else repeats.push({ path: [...pathOf(), name], firstOffset, offset });
    },
    onError: (code, offset, length) => void (fault ??= faultOf(code, text, offset, length)),
  };
  try {
    visit(text, visitor, { disallowComments: true });
  } catch (error) {
    // The visitor calls itself for each object and list in another one.
    if (!(error instanceof RangeError)) throw error;
    return { fault: new JsonFault(0, 'too many objects and lists in one another'), repeats };
  }
  return { fault, repeats };
}

/** `length` characters are faulty. */
function faultOf(code: ParseErrorCode, text: string, offset: number, length: number): JsonFault {
  const name = printParseErrorCode(code);
  const isCut =
    offset === text.length || (name === 'UnexpectedEndOfString' && offset + length === text.length);
  return isCut
    ? new JsonFault(text.length, 'it ends too early')
    : new JsonFault(offset, inWords(name, text.slice(offset)));
}

/** `rest` is the text from the fault on. */
function inWords(name: string, rest: string): string {
  if (name === 'InvalidCommentToken' || rest.startsWith('#')) return 'JSON has no comments';
  const expected = EXPECTED[name];
  if (expected === undefined) return OF_A_TEXT[name] ?? 'it is no JSON';
  const [found = ''] = /^(?:[A-Za-z0-9_$.+-]{1,20}|[^])/u.exec(rest) ?? [];
  return `expected ${expected}, found ${found === '"' ? 'another text' : JSON.stringify(found)}`;
}

/** By the library's names. */
const EXPECTED: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a value or a name in double quotes',
  InvalidNumberFormat: 'a number',
  UnexpectedEndOfNumber: 'a number',
  ValueExpected: 'a value',
  PropertyNameExpected: 'a name in double quotes',
  ColonExpected: 'a colon after a name',
  CommaExpected: 'a comma or the end of the object or list',
  CloseBraceExpected: 'a comma or }',
  CloseBracketExpected: 'a comma or ]',
  EndOfFileExpected: 'the end of the text',
};

const OF_A_TEXT: Readonly<Record<string, string>> = {
  UnexpectedEndOfString: 'a line ends within a text: a " is missing',
  InvalidEscapeCharacter: 'expected \\n, \\", \\\\ or another escape of JSON after a backslash',
  InvalidUnicode: 'expected four hexadecimal digits after \\u',
  InvalidCharacter: 'a control character in a text',
};
