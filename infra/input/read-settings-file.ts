import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { SettingsError } from '../settings';
import { placeIn, whyUnreadable, withoutMark } from './file-fault';
import { placeInWords } from './place-in-words';
import { JsonFault, parseJson, type ParsedJson, type Repeat } from './parse-json';

type Options = {
  /** Added where there is no such file. */
  readonly hint?: string;
  /** Where settings stand in the file; what else is in it is not ours to judge. */
  readonly under?: readonly string[];
};

/**
 * The JSON in `file`, which is settings or holds them. A byte order mark is skipped, since editors of Windows write one. Throws one
 * SettingsError that says why it cannot be read, where it is no JSON, or which settings stand in it twice.
 */
export function readSettingsFile(file: string, { hint = '', under = [] }: Options = {}): unknown {
  const text = readText(file, hint);
  const { value, repeats } = parsed(file, text);
  const ours = repeats.filter(({ path }) => under.every((name, index) => (path[index] ?? name) === name));
  if (ours.length > 0)
    throw new SettingsError(
      [`Wrong settings in ${file}:`, ...ours.map((repeat) => `  ${repeated(repeat, text, value)}`)].join(
        '\n',
      ),
    );
  return value;
}

function readText(file: string, hint: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new SettingsError(`Cannot read ${file}: ${whyUnreadable(error)}.${hint}`);
  }
  if (bytes.length === 0) throw new SettingsError(`${file} is not JSON: it is empty.`);
  try {
    const text = withoutMark(bytes);
    if (isUtf8(text)) return text.toString();
  } catch (error) {
    throw new SettingsError(`${file} is not JSON: ${(error as Error).message}.`);
  }
  throw new SettingsError(`${file} is not JSON: it is not in UTF-8; save it as UTF-8.`);
}

function parsed(file: string, text: string): ParsedJson {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new SettingsError(`${file} is not JSON: ${placeIn(text, error.offset)}: ${error.message}.`);
  }
}

const repeated = ({ path, firstOffset, offset }: Repeat, text: string, value: unknown): string =>
  `${placeInWords(path, value)}: stands twice, at ${placeIn(text, firstOffset)} and at ${placeIn(text, offset)}`;
