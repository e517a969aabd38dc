import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Runs the command from a checkout, without any AWS credentials, and waits for its end. */
export const keeper = (...words: string[]) => keeperIn(ROOT, ...words);

/** The same, called in another folder. */
export const keeperIn = (cwd: string, ...words: string[]) => called(cwd, {}, words);

/** The same, called on a machine in that time zone. */
export const keeperAt = (TZ: string, ...words: string[]) => called(ROOT, { TZ }, words);

function called(cwd: string, environment: NodeJS.ProcessEnv, words: readonly string[]) {
  const program = join(ROOT, 'cli/snapshot-keeper.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd,
    encoding: 'utf8',
    env: {
      ...{ PATH: process.env['PATH'], HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true' },
      ...environment,
    },
  });
  return { status, stdout, stderr };
}

/** Writes files into a folder that lives as long as the tests of a file; returns the path of each. */
export function temporaryFiles(): (name: string, content: unknown) => string {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keeper-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name, content) => {
    const path = join(folder, name);
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, isRaw ? content : JSON.stringify(content));
    return path;
  };
}
