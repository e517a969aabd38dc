import { openSync, writeSync } from 'node:fs';
import { UsageError } from './usage-error';

/** Opens the file of a `--trace` flag and returns what writes a line to it. Throws UsageError where it cannot be written. */
export function openTrace(file: string): (line: string) => void {
  const descriptor = open(file);
  return (line) => void writeSync(descriptor, `${line}\n`);
}

function open(file: string): number {
  try {
    return openSync(file, 'w');
  } catch {
    throw new UsageError(`--trace: cannot write "${file}"; expected a file in a folder that exists.`);
  }
}
