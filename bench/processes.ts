import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What a process that plays something tells. */
type Message<Result> =
  | { readonly progress: number }
  | { readonly result: Result; readonly peakMemoryMib: number }
  | { readonly crash: string };

export type Played<Result> = Result & {
  /** The most memory that the process has ever held. */
  readonly peakMemoryMib: number;
};

/** Makes this process answer one question after the other by `play`. */
export function answerBy(
  play: (question: never, onProgress: (progress: number) => void) => Promise<unknown>,
): void {
  const send = (message: Message<unknown>): void => void process.send?.(message);
  process.on('message', (question) => {
    play(question as never, (progress) => send({ progress })).then(
      (result) => send({ result, peakMemoryMib: process.resourceUsage().maxRSS / 1024 }),
      (error: unknown) =>
        send({ crash: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

/**
 * Gives `use` the file and all our code that it imports as one script, which is deleted afterwards. As tsx loads code, it wraps every
 * function to keep its name, and what is played would take a fifth longer.
 */
export async function withScript<Result>(
  file: string,
  use: (script: string) => Promise<Result>,
): Promise<Result> {
  const directory = newDirectory();
  try {
    const outfile = join(directory, 'worker.js');
    await build({
      entryPoints: [file],
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
    });
    return await use(outfile);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Asks a new process that runs `script`. Rejects where it crashes. */
export function playInProcess<Result>(
  script: string,
  nodeFlags: readonly string[],
  question: object,
  onProgress: (progress: number) => void,
): Promise<Played<Result>> {
  const worker = fork(script, { execArgv: [...nodeFlags] });
  return new Promise<Played<Result>>((resolve, reject) => {
    worker.on('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)));
    worker.on('message', (message: Message<Result>) => {
      if ('progress' in message) onProgress(message.progress);
      else if ('crash' in message) reject(new Error(message.crash));
      else resolve({ ...message.result, peakMemoryMib: message.peakMemoryMib });
    });
    worker.send(question);
  }).finally(() => worker.kill());
}

/** Among the packages, which the script has to find. */
function newDirectory(): string {
  const cache = join(__dirname, '../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, 'bench-'));
}
