import type * as z from 'zod';
import { whyUnreadable } from '../../infra/input/file-fault';
import { check, found, type Checked, type Place } from '../../infra/input/faults-in-words';
import { JsonFault } from '../../infra/input/parse-json';
import { readLargeJson } from './large-json';

/** An inventory file that cannot be used. The message names the file, the place, and what is allowed. */
export class InventoryError extends Error {
  override readonly name = 'InventoryError';
}

/** What `aws ec2 describe-…` calls its lists. */
const NAMES = ['Volumes', 'Snapshots', 'Images', 'Reservations'] as const;

type ListName = (typeof NAMES)[number];

/** The first faults are told, and how many more there are. */
const FAULTS_MAX = 5;

/** One file of JSON as the AWS CLI prints it. Throws InventoryError where it is none. */
export class InventoryFile {
  /** The lists that it holds; empty ones count. */
  readonly names: readonly ListName[];
  readonly #path: string;
  readonly #lists: Readonly<Record<string, unknown>>;

  constructor(path: string) {
    this.#path = path;
    const value = readJson(path);
    this.#lists = Object(value) as Record<string, unknown>;
    this.names = NAMES.filter((name) => this.#lists[name] !== undefined);
    if (this.names.length === 0)
      throw this.#faults([
        'expected the output of "aws ec2 describe-volumes" or "aws ec2 describe-snapshots", describe-images, describe-locked-snapshots ' +
          `or describe-instances: an object with Volumes, Snapshots, Images or Reservations, found ${kindOf(value)}`,
      ]);
    // The AWS CLI follows the pages by itself, unless it is told not to.
    const next = this.#lists['NextToken'];
    if (next !== undefined && next !== null && next !== '')
      throw this.#faults([
        'NextToken: expected the whole list, and there is more after this page; call the command without --max-items, ' +
          '--max-results and --no-paginate, or put the entries of all pages into one file without NextToken',
      ]);
  }

  isEmpty(name: ListName): boolean {
    const list = this.#lists[name];
    return Array.isArray(list) && list.length === 0;
  }

  /** Whether an entry of a list has this field: describe-locked-snapshots calls its list as describe-snapshots does. */
  has(name: ListName, field: string): boolean {
    const list = this.#lists[name];
    return (
      Array.isArray(list) && list.some((entry: unknown) => Object.hasOwn(Object(entry) as object, field))
    );
  }

  /**
   * The checked entries of a list; none where the file does not hold it. Each takes the place of the one that was read, since
   * a large file fits into memory only once.
   */
  take<S extends z.ZodType>(name: ListName, schema: S): z.output<S>[] {
    const list = this.#lists[name] ?? [];
    if (!Array.isArray(list)) throw this.#faults([`${name}: expected a list, found ${found(list)}`]);
    const faults: string[] = [];
    for (const [index, entry] of list.entries()) {
      const at = { root: this.#lists, path: [name, index] };
      const result = checkEntry(schema, entry, at);
      if ('value' in result) list[index] = result.value;
      else faults.push(...result.faults);
    }
    if (faults.length > 0) throw this.#faults(faults);
    return list as z.output<S>[];
  }

  #faults(faults: readonly string[]): InventoryError {
    const more = faults.length - FAULTS_MAX;
    const lines = [...faults.slice(0, FAULTS_MAX), ...(more > 0 ? [`and ${more} more`] : [])];
    return new InventoryError(
      [`${this.#path} is not an inventory:`, ...lines.map((line) => `  ${line}`)].join('\n'),
    );
  }
}

/** What it is instead, in a word or by its first names. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return found(value);
  if (Array.isArray(value)) return 'a list';
  const names = Object.keys(value).slice(0, 5);
  return names.length === 0 ? 'an empty object' : `an object with ${names.join(', ')}`;
}

/** Other tools than the AWS CLI write null for what is not there. */
function checkEntry<S extends z.ZodType>(schema: S, entry: unknown, at: Place): Checked<S> {
  const result = check(schema, entry, at);
  if ('value' in result) return result;
  const fields = Object.entries(Object(entry) as object);
  const given = fields.filter(([, value]) => value !== null);
  return given.length < fields.length ? check(schema, Object.fromEntries(given), at) : result;
}

function readJson(path: string): unknown {
  try {
    return readLargeJson(path);
  } catch (error) {
    if (!(error instanceof SyntaxError))
      throw new InventoryError(`Cannot read ${path}: ${whyUnreadable(error)}.`);
    const isNoJsonAtAll = error instanceof JsonFault && error.message.startsWith('expected a value');
    throw new InventoryError(
      `${path} is not JSON: ${error.message}.${isNoJsonAtAll ? ' Call the AWS CLI with --output json.' : ''}`,
    );
  }
}
