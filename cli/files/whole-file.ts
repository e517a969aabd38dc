import {
  closeSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../flags/usage-error';

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'there is no permission',
  EDQUOT: 'the quota of the disk is used up',
  EISDIR: 'it is a folder; expected the name of a file',
  ENOENT: 'expected a file in a folder that exists',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'expected a file in a folder that exists',
  EPERM: 'there is no permission',
  EROFS: 'the disk is read-only',
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A file that is written whole or not at all: it grows beside its place, under another name, until `finish` puts it there. What is
 * not finished when the process ends is removed. A device or a pipe is written to as it is.
 */
export class WholeFile {
  readonly #flag: string;
  readonly #file: string;
  /** Where the text goes; the place itself where that is no ordinary file. */
  readonly #path: string;
  readonly #place: string;
  readonly #descriptor: number;
  #failure: UsageError | undefined;
  #isOver = false;

  /** `flag` named the file. Throws UsageError where it cannot be written. */
  constructor(flag: string, file: string) {
    this.#flag = flag;
    this.#file = file;
    if (file === '') throw new UsageError(`${flag}: expected the name of a file, found "".`);
    try {
      const known = existsSync(file) ? statSync(file) : undefined;
      if (known?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' });
      this.#place = known === undefined ? file : realpathSync(file);
      this.#path =
        known === undefined || known.isFile()
          ? join(dirname(this.#place), `.${basename(this.#place)}.${process.pid}.part`)
          : this.#place;
      this.#descriptor = openSync(this.#path, 'w', known?.mode);
    } catch (error) {
      throw this.#refusal(error);
    }
    process.once('exit', this.#discard);
    for (const signal of SIGNALS) process.once(signal, this.#stopped);
  }

  /** After a failure, which `finish` throws, further text is passed over. */
  write(text: string): void {
    if (this.#failure !== undefined) return;
    try {
      writeFileSync(this.#descriptor, text);
    } catch (error) {
      this.#failure = this.#refusal(error);
    }
  }

  /** Puts the file in its place. Throws UsageError where it could not be written, and then leaves nothing behind. */
  finish(): void {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      closeSync(this.#descriptor);
      if (this.#path !== this.#place) renameSync(this.#path, this.#place);
      this.#isOver = true;
    } catch (error) {
      throw this.#failure ?? this.#refusal(error);
    } finally {
      this.#discard();
    }
  }

  /** Leaves the place as it is. */
  discard(): void {
    this.#discard();
  }

  readonly #discard = (): void => {
    process.off('exit', this.#discard);
    for (const signal of SIGNALS) process.off(signal, this.#stopped);
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#path !== this.#place) rmSync(this.#path, { force: true });
  };

  /** Ends as the process would have without anybody listening. */
  readonly #stopped = (signal: NodeJS.Signals): void => {
    this.#discard();
    process.kill(process.pid, signal);
  };

  #refusal(error: unknown): UsageError {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return new UsageError(`${this.#flag}: cannot write ${this.#file}: ${WHY[code] ?? (code || message)}.`);
  }
}

/** Writes a file at once. Throws UsageError. */
export function writeWhole(flag: string, file: string, text: string): void {
  const whole = new WholeFile(flag, file);
  whole.write(text);
  whole.finish();
}

/** What a person is told where `write` throws a UsageError, and nothing where it does not. */
export function unwritten(write: () => void): string[] {
  try {
    write();
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
  return [];
}

/** Throws UsageError where a file could not be written, so that nobody waits for a run whose results have no place. */
export function checkWritable(flag: string, file: string): void {
  new WholeFile(flag, file).discard();
}
