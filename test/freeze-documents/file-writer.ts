import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const SCRIPT = 'i=0; while i=$((i + 1)); do echo "$i" >>"$0" && sync "$0" && echo "$i"; done';

/** Appends 1, 2, 3 … to a file, each of them safe on the disk before the next, until it is stopped. */
export class FileWriter {
  /** The last number that is safe. */
  safe = 0;
  private readonly process: ChildProcess;

  constructor(file: string) {
    this.process = spawn('sh', ['-c', SCRIPT, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: this.process.stdout! }).on('line', (line) => (this.safe = Number(line)));
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  destroy(): void {
    this.process.kill('SIGKILL');
  }

  /** How many numbers are in a file of its kind; an error where one is missing. */
  static count(file: string): number {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map(Number);
    if (lines.some((line, index) => line !== index + 1)) throw new Error(`${file} has a hole`);
    return lines.length;
  }
}
