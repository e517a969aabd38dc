import type * as z from 'zod';
import { readLargeJson } from './large-json';

/** An inventory file that cannot be used. The message names the file, the place, and what is allowed. */
export class InventoryError extends Error {
  override readonly name = 'InventoryError';
}

/** What `aws ec2 describe-…` calls its lists. */
const NAMES = ['Volumes', 'Snapshots', 'Images'] as const;

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
    this.#lists = Object(readJson(path)) as Record<string, unknown>;
    this.names = NAMES.filter((name) => this.#lists[name] !== undefined);
    if (this.names.length === 0)
      throw this.#faults([
        'file: expected the output of "aws ec2 describe-volumes" or "aws ec2 describe-snapshots", describe-images or ' +
          'describe-locked-snapshots: an object with Volumes, Snapshots or Images',
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
    if (!Array.isArray(list)) throw this.#faults([`${name}: expected a list`]);
    const faults: string[] = [];
    for (const [index, entry] of list.entries()) {
      const result = schema.safeParse(entry);
      if (result.success) list[index] = result.data;
      else
        faults.push(
          ...result.error.issues.map(
            ({ path, message }) =>
              `${[name, index, ...path].join('.')}${idOf(entry)}: ${message}${foundAt(entry, path)}`,
          ),
        );
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

function readJson(path: string): unknown {
  try {
    return readLargeJson(path);
  } catch (error) {
    throw new InventoryError(
      error instanceof SyntaxError
        ? `${path} is not JSON: ${error.message}`
        : `Cannot read the inventory file ${path}.`,
    );
  }
}

/** The id of an entry that has one, for the person who looks for it. */
function idOf(entry: unknown): string {
  const fields = Object(entry) as Record<string, unknown>;
  const id = fields['SnapshotId'] ?? fields['VolumeId'] ?? fields['ImageId'];
  return typeof id === 'string' ? ` (${id.slice(0, 40)})` : '';
}

/** What stands there, where it is short enough to be shown. */
function foundAt(entry: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>((at, key) => (Object(at) as Record<PropertyKey, unknown>)[key], entry);
  return typeof value === 'string' || typeof value === 'number'
    ? `, found ${JSON.stringify(value).slice(0, 80)}`
    : '';
}
