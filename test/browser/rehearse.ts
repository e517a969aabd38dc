import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { RehearsalWithFigures } from '../../local/rehearsal/rehearse-with-figures';

const ROOT = resolve(__dirname, '../..');

/** Runs the command with `--json` and returns what it prints, whatever its exit code. */
export const rehearse = (...words: string[]): RehearsalWithFigures => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'cli/main.ts', 'rehearse', '--json', ...words],
    { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'] }, maxBuffer: 2 ** 28 },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as RehearsalWithFigures;
};
