import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keeper } from './keeper';

const ROOT = resolve(__dirname, '../..');
const PROGRAM = join(ROOT, 'cli/snapshot-keeper.mjs');

test('says its version', () => {
  expect(keeper('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
});

test('on the screen stands what we say, and no warning of a library about the Node.js under it', () => {
  const { stdout, stderr } = keeper('history', 'snap-0123456789abcdef0', '--region', 'us-east-1');

  expect(stdout + stderr).toContain('no valid AWS credentials');
  expect(stdout + stderr).not.toMatch(/Warning/);
});

/** Runs with a device that takes nothing in place of one of the outputs. */
function withFull(output: 'stdout' | 'stderr', ...words: string[]) {
  const full = openSync('/dev/full', 'w');
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', output === 'stdout' ? full : 'pipe', output === 'stderr' ? full : 'pipe'],
    });
    return { status, text: output === 'stdout' ? stderr : stdout };
  } finally {
    closeSync(full);
  }
}

test.each([['plan', '--settings', '/nowhere.json'], ['plan', '--no-such-flag'], []])(
  'where standard error takes nothing, a wrong call ends with 2 all the same: %j %j %j',
  (...words) => {
    expect(withFull('stderr', ...words)).toEqual({ status: 2, text: '' });
  },
);

test('a full disk under standard output is one line and exit code 2', () => {
  expect(withFull('stdout', '--help')).toEqual({
    status: 2,
    text: 'Cannot write the output: ENOSPC: no space left on device, write.\n',
  });
});

test.each([
  ['plan --settings /nowhere.json', 2],
  ['plan --no-such-flag', 2],
  ['plan --help', 0],
])('a reader that has left changes no exit code and brings no stack trace: %s', (words, code) => {
  const program = `"${process.execPath}" "${PROGRAM}" ${words}`;
  const { stdout } = spawnSync('sh', ['-c', `exec 3>&1; { ${program} 2>&1; echo $? >&3; } | true`], {
    cwd: ROOT,
    encoding: 'utf8',
  });

  expect(stdout).toBe(`${code}\n`);
});
