import { JsonFault } from './parse-json';

/** Why a file cannot be read, in words. */
export function whyUnreadable(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? (code === '' ? message : code);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'there is no permission to read it',
  EPERM: 'there is no permission to read it',
};

/** How a text in UTF-8 may begin, and how one in UTF-16 does; PowerShell's `>` writes the latter. */
const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/** How what holds a text in another form begins. An archive without a file begins as its end does. */
const PACKED = [
  { mark: Buffer.from([0x1f, 0x8b]), form: 'it is compressed (gzip)' },
  { mark: Buffer.from('PK\u0003\u0004'), form: 'it is a zip archive' },
  { mark: Buffer.from('PK\u0005\u0006'), form: 'it is a zip archive' },
];

/** The beginning of a text without the byte order mark of UTF-8. Throws JsonFault for UTF-16, and for what has to be unpacked first. */
export function withoutMark(beginning: Buffer): Buffer {
  const hasMark = (mark: Buffer): boolean => beginning.subarray(0, mark.length).equals(mark);
  if (UTF_16_MARKS.some(hasMark)) throw new JsonFault(0, 'it is in UTF-16; save it as UTF-8');
  const packed = PACKED.find(({ mark }) => hasMark(mark));
  if (packed !== undefined) throw new JsonFault(0, `${packed.form}; unpack it first`);
  return hasMark(UTF_8_MARK) ? beginning.subarray(UTF_8_MARK.length) : beginning;
}

/** Where an offset is, as editors count: `line 3, column 5`. */
export function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
