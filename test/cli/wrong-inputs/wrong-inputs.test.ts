import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { keeperHere } from '../keeper-here';
import { GROUPS, PAGE, renderPage } from './page';
import { type FileContent, RIGHT_FILES } from './wrong-input';

const ROOT = resolve(__dirname, '../../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrong-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(ROOT);
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, FileContent>>): void {
  for (const [name, content] of Object.entries(files)) {
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    if (content !== null) writeFileSync(name, isRaw ? content : JSON.stringify(content));
  }
}

/** All files of the folder with what is in them. */
const filesIn = (): Record<string, string> =>
  Object.fromEntries(readdirSync('.').map((name) => [name, readFileSync(name, 'latin1')]));

const inputs = GROUPS.flatMap((group) => group.inputs);
const isTold = ({ exitCode }: { exitCode: number }): boolean => exitCode === 2;

test.each(inputs.filter(isTold))(
  'refused, and nothing is left behind: $input',
  async ({ words, files = {}, message, exitCode }) => {
    write({ ...RIGHT_FILES, ...files });
    const before = filesIn();

    expect(await keeperHere(...words)).toEqual({ status: exitCode, stdout: '', stderr: `${message}\n` });
    expect(filesIn()).toEqual(before);
  },
);

test.each(inputs.filter((input) => !isTold(input)))(
  'passed on to whoever reads the plan: $input',
  async ({ words, files = {}, message, exitCode }) => {
    write({ ...RIGHT_FILES, ...files });

    const { stdout, ...ending } = await keeperHere(...words);

    expect(ending).toEqual({ status: exitCode, stderr: '' });
    expect(stdout).toContain(JSON.stringify(message).slice(1, -1));
  },
);

test('the files that are right are taken', async () => {
  write(RIGHT_FILES);

  const { status, stderr } = await keeperHere(
    ...['plan', '--settings', 'settings.json'],
    ...['--inventory', 'volumes.json', 'snapshots.json', 'us-west-2=copies.json'],
  );

  expect(stderr).toBe('');
  expect(status).not.toBe(2);
});

test('no input stands in the table twice, and no message has words of a validator', () => {
  const rows = inputs.map(({ input, message }) => `${input} ${message}`);

  expect(rows.length).toBeGreaterThan(200);
  expect(rows.filter((row, index) => rows.indexOf(row) !== index)).toEqual([]);
  expect(rows.filter((row) => /Invalid input|received|Too (small|big)|ENOENT|\n +at /.test(row))).toEqual([]);
});

test('docs/wrong-inputs.md is the table of these; else "npm run wrong-inputs" writes it', () => {
  expect(readFileSync(join(ROOT, PAGE), 'utf8')).toBe(renderPage());
});
