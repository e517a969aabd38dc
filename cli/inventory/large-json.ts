import { closeSync, openSync, readSync } from 'node:fs';

/** Read at a time. */
const CHUNK_BYTES = 1 << 20;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** How a text in UTF-8 may begin, and how one in UTF-16 does; PowerShell's `>` writes the latter. */
const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

const MARKS = new Set([COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]);

/** For each byte, whether it is a mark: a look-up here is much faster than one in a set. */
const IS_MARK = Array.from({ length: 256 }, (_, byte) => MARKS.has(byte));

/** Whether a text that has come so far ends in a string, and there after a backslash. */
type Ending = { isInString: boolean; isEscaped: boolean };

/**
 * What `JSON.parse` makes of a file, without ever holding its text: of what the AWS CLI prints of a large account, the text
 * takes more memory than the values, and Node.js has no string of more than 512 MiB. A byte order mark of UTF-8 is skipped.
 * Throws SyntaxError for what is not JSON in UTF-8, and what `node:fs` throws.
 */
export function readLargeJson(path: string): unknown {
  const file = openSync(path, 'r');
  try {
    return parseLargeJson(chunksOf(file));
  } finally {
    closeSync(file);
  }
}

function* chunksOf(file: number): Generator<Buffer> {
  let isFirst = true;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(file, chunk);
    if (length === 0) return;
    yield isFirst ? withoutMark(chunk.subarray(0, length)) : chunk.subarray(0, length);
    isFirst = false;
  }
}

/** The beginning of a text without its byte order mark. */
function withoutMark(beginning: Buffer): Buffer {
  const hasMark = (mark: Buffer): boolean => beginning.subarray(0, mark.length).equals(mark);
  if (UTF_16_MARKS.some(hasMark)) throw new SyntaxError('it is in UTF-16; save it as UTF-8');
  return hasMark(UTF_8_MARK) ? beginning.subarray(UTF_8_MARK.length) : beginning;
}

/**
 * The same of a text in UTF-8 that comes in chunks. The entries of the lists right below an outermost object are parsed one by
 * one, and last the frame that is left of the text, which has a list's number in place of its entries.
 */
export function parseLargeJson(chunks: Iterable<Buffer>): unknown {
  const lists: unknown[][] = [];
  let frame = '';
  let carried: Buffer[] = [];
  let depth = 0;
  let outermost: number | undefined;
  let isInList = false;
  const ending = { isInString: false, isEscaped: false };
  for (const chunk of chunks) {
    const markFrom = (from: number): number => nextMark(chunk, from, ending);
    let start = 0;
    const takeUntil = (end: number): string => {
      const last = chunk.subarray(start, end);
      const text = (carried.length === 0 ? last : Buffer.concat([...carried, last])).toString();
      carried = [];
      start = end;
      return text;
    };
    for (let index = markFrom(0); index < chunk.length; index = markFrom(index + 1)) {
      const byte = chunk[index];
      if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        outermost ??= byte;
        depth += 1;
        if (depth !== 2 || byte !== OPEN_LIST || outermost !== OPEN_OBJECT) continue;
        frame += `${takeUntil(index + 1)}${lists.length}`;
        lists.push([]);
        isInList = true;
      } else if (byte === COMMA) {
        if (depth !== 2 || !isInList) continue;
        addEntry(lists, frame, takeUntil(index));
        start = index + 1;
      } else {
        depth -= 1;
        if (depth !== 1 || !isInList) continue;
        addEntry(lists, frame, takeUntil(index), true);
        isInList = false;
      }
    }
    carried.push(chunk.subarray(start));
  }
  if (depth > 0 || ending.isInString) throw new SyntaxError('the text ends too early');
  frame += Buffer.concat(carried).toString();
  if (lists.length === 0) return JSON.parse(frame) as unknown;
  const value = parsePart(frame, () => 'outside of its lists');
  const members = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(
    members.map(([name, member]) => [name, Array.isArray(member) ? lists[member[0] as number] : member]),
  );
}

/** Where the next comma or bracket is, from `from` on and in no string; the chunk's length where there is none. */
function nextMark(chunk: Buffer, from: number, ending: Ending): number {
  let { isInString, isEscaped } = ending;
  let index = from;
  for (; index < chunk.length; index += 1) {
    const byte = chunk[index]!;
    if (isInString) {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (IS_MARK[byte]) break;
  }
  ending.isInString = isInString;
  ending.isEscaped = isEscaped;
  return index;
}

/** Adds an entry to the last list. Only a list that ends before its first comma may have none. */
function addEntry(lists: readonly unknown[][], frame: string, text: string, isLast = false): void {
  const list = lists.at(-1)!;
  const name = (): string => `${/"(\w+)"\s*:\s*\[[0-9]+$/.exec(frame)?.[1] ?? 'a list'}.${list.length}`;
  if (isLast && list.length === 0) list.push(...(parsePart(`[${text}]`, name) as unknown[]));
  else list.push(parsePart(text, name));
}

/** `JSON.parse` of a part of the text. The message names the part: a position in it says nothing about the file. */
function parsePart(text: string, name: () => string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message.replace(/( (in JSON )?at position |, (\.\.\.)?").*$/s, '');
    throw new SyntaxError(`${name()}: ${message}`, { cause: error });
  }
}
