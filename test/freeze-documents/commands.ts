import { spawn, spawnSync } from 'node:child_process';

export type Answer = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command to its end, while all else goes on. Its exit code is the caller's to judge. */
export async function answerOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Answer> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Not `close`: what the command leaves behind may keep its output open, and Systems Manager does not wait for it either.
    child.once('exit', (code) => resolve({ code: code ?? -1, out, err }));
  });
}

/** Runs a command that has to succeed, and returns what it prints. */
export async function run(program: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await answerOf(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ends with ${code}: ${err.trim()}`);
  return out.trim();
}

/** Runs a command to its end before anything else, whether it succeeds or not: for clearing away. */
export const attempt = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;

export const exists = (program: string): boolean => attempt('sh', '-c', 'command -v "$1"', 'sh', program);
