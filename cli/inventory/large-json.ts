import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { withoutMark } from '../../infra/input/file-fault';
import { JsonFault, parseJson } from '../../infra/input/parse-json';

/** Read at a time. */
const CHUNK_BYTES = 1 << 20;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const MARKS = new Set([COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]);

/** For each byte, whether it is a mark: a look-up here is much faster than one in a set. */
const IS_MARK = Array.from({ length: 256 }, (_, byte) => MARKS.has(byte));

/** Whether a text that has come so far ends in a string, and there after a backslash. */
type Ending = { isInString: boolean; isEscaped: boolean };

/**
 * What `JSON.parse` makes of a file, without ever holding its text: of what the AWS CLI prints of a large account, the text
 * takes more memory than the values, and Node.js has no string of more than 512 MiB. A byte order mark of UTF-8 is skipped.
 * Throws a SyntaxError that says where, for what is not JSON in UTF-8 or has a member twice, and what `node:fs` throws.
 */
export function readLargeJson(path: string): unknown {
  const file = openSync(path, 'r');
  try {
    return parseLargeJson(chunksOf(file));
  } catch (error) {
    if (!(error instanceof JsonFault) || error.offset === 0) throw error;
    throw new SyntaxError(`${placeIn(path, error.offset)}: ${error.message}`, { cause: error });
  } finally {
    closeSync(file);
  }
}

function* chunksOf(file: number): Generator<Buffer> {
  let isFirst = true;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(file, chunk);
    if (length === 0 && isFirst) throw new JsonFault(0, 'it is empty: what was to write it may have failed');
    if (length === 0) return;
    yield isFirst ? withoutMark(chunk.subarray(0, length)) : chunk.subarray(0, length);
    isFirst = false;
  }
}

const LINE_END = 0x0a;

/** Line and column of a byte of a file, counted without its byte order mark, as editors count them. */
function placeIn(path: string, offset: number): string {
  const file = openSync(path, 'r');
  let [line, column, left] = [1, 1, offset];
  try {
    for (const chunk of chunksOf(file)) {
      for (const byte of chunk.subarray(0, left)) {
        if (byte === LINE_END) [line, column] = [line + 1, 1];
        // The other bytes of a character begin with the bits 10.
        else if ((byte & 0xc0) !== 0x80) column += 1;
      }
      left -= Math.min(left, chunk.length);
      if (left === 0) break;
    }
  } finally {
    closeSync(file);
  }
  return `line ${line}, column ${column}`;
}

/** What is left of the text without the entries of its lists, and from which byte of it each piece is. */
type Frame = { text: string; readonly pieces: { readonly at: number; readonly from: number }[] };

/**
 * The same of a text in UTF-8 that comes in chunks; a JsonFault has its offset in bytes. The entries of the lists right below an
 * outermost object are parsed one by one, and last the frame that is left of the text, which has a list's number in place of
 * its entries.
 */
export function parseLargeJson(chunks: Iterable<Buffer>): unknown {
  const lists: unknown[][] = [];
  const frame: Frame = { text: '', pieces: [] };
  let carried: Buffer[] = [];
  let depth = 0;
  let outermost: number | undefined;
  let isInList = false;
  let chunkFrom = 0;
  let partFrom = 0;
  const ending = { isInString: false, isEscaped: false };
  const textOf = (part: Buffer): string => {
    if (!isUtf8(part)) throw new JsonFault(partFrom, 'it is not in UTF-8; save it as UTF-8');
    return part.toString();
  };
  const addToFrame = (text: string): void => {
    frame.pieces.push({ at: frame.text.length, from: partFrom });
    frame.text += text;
  };
  for (const chunk of chunks) {
    const markFrom = (from: number): number => nextMark(chunk, from, ending);
    let start = 0;
    const takeUntil = (end: number): string => {
      const last = chunk.subarray(start, end);
      const text = textOf(carried.length === 0 ? last : Buffer.concat([...carried, last]));
      carried = [];
      return text;
    };
    const beginAt = (index: number): void => {
      start = index;
      partFrom = chunkFrom + index;
    };
    for (let index = markFrom(0); index < chunk.length; index = markFrom(index + 1)) {
      const byte = chunk[index];
      if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        outermost ??= byte;
        depth += 1;
        if (depth !== 2 || byte !== OPEN_LIST || outermost !== OPEN_OBJECT) continue;
        addToFrame(takeUntil(index + 1));
        frame.text += String(lists.length);
        beginAt(index + 1);
        lists.push([]);
        isInList = true;
      } else if (byte === COMMA) {
        if (depth !== 2 || !isInList) continue;
        addEntry(lists, takeUntil(index), partFrom, ',');
        beginAt(index + 1);
      } else {
        depth -= 1;
        if (depth !== 1 || !isInList) continue;
        addEntry(lists, takeUntil(index), partFrom, ']');
        beginAt(index);
        isInList = false;
      }
    }
    carried.push(chunk.subarray(start));
    chunkFrom += chunk.length;
  }
  if (depth > 0 || ending.isInString)
    throw new JsonFault(chunkFrom, 'it ends too early: a part of it is missing');
  addToFrame(textOf(Buffer.concat(carried)));
  const value = parseFrame(frame);
  if (lists.length === 0) return value;
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

/** Adds an entry, which begins at a byte of the text, to the last list. Only a list that ends before its first comma may have none. */
function addEntry(lists: readonly unknown[][], text: string, from: number, end: ',' | ']'): void {
  const list = lists.at(-1)!;
  if (end === ']' && list.length === 0 && !/[^ \t\r\n]/.test(text)) return;
  try {
    list.push(JSON.parse(text));
  } catch {
    const before = '[0,';
    throw faultIn(`${before}${text}${end}`, (offset) => from + bytesIn(text, 0, offset - before.length));
  }
}

/** A member of the outermost object that stands twice, as when pages are put together, would be lost. */
function parseFrame({ text, pieces }: Frame): unknown {
  const byteAt = (offset: number): number => {
    const piece = pieces.findLast(({ at }) => at <= offset)!;
    return piece.from + bytesIn(text, piece.at, offset);
  };
  try {
    const { value, repeats } = parseJson(text);
    const repeat = repeats.find(({ path }) => path.length === 1);
    if (repeat !== undefined) throw new JsonFault(repeat.offset, `${String(repeat.path[0])} stands twice`);
    return value;
  } catch (error) {
    throw movedTo(error, byteAt);
  }
}

/** The fault of a text that JSON.parse has refused. */
function faultIn(text: string, byteAt: (offset: number) => number): unknown {
  try {
    parseJson(text);
  } catch (error) {
    return movedTo(error, byteAt);
  }
  return new Error('JSON.parse refuses what parseJson takes');
}

const movedTo = (error: unknown, byteAt: (offset: number) => number): unknown =>
  error instanceof JsonFault ? new JsonFault(byteAt(error.offset), error.message) : error;

const bytesIn = (text: string, start: number, end: number): number =>
  Buffer.byteLength(text.slice(start, end));
