import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from './usage-error';

/** A file of a call, by the flag that names it. */
type NamedFile = readonly [flag: string, file: string | undefined];

/** Throws UsageError where a file would be written over one that the same call reads, or over another that it writes. */
export function refuseOverwriting(written: readonly NamedFile[], read: readonly NamedFile[]): void {
  const flags = new Map<string, string>();
  for (const [flag, file] of read) if (file !== undefined) flags.set(realPath(file), flag);
  for (const [flag, file] of written) {
    if (file === undefined) continue;
    const other = flags.get(realPath(file));
    if (other !== undefined)
      throw new UsageError(`${flag}: expected another file than that of ${other}, found "${file}".`);
    flags.set(realPath(file), flag);
  }
}

const realPath = (file: string): string => (existsSync(file) ? realpathSync(file) : resolve(file));
