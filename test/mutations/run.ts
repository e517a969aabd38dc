import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chosenMutations } from './chosen-mutations';
import type { Mutation } from './mutation';

/**
 * Breaks one rule after the other in a copy of the project and lets the simulation look for it, or the tests that the mutation names.
 * A seed counts only where it passes without the mutation. Exits 1 where one survives, 2 where the words on the command line choose
 * none. A run that is stopped leaves nothing behind.
 */
const SEEDS = '1-200';
const ROOT = resolve(__dirname, '../..');
const PARTS = [
  'cli',
  'functions',
  'infra',
  'local',
  'statemachines',
  'test',
  'bench',
  'cdk.json',
  'jest.config.js',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

let child: ChildProcess | undefined;
let copy: string | undefined;

function removeCopy(): void {
  if (copy !== undefined) rmSync(copy, { recursive: true, force: true });
  copy = undefined;
}

// `on`, not `once`: a second signal would end the process amid the removal. So would the command tsx, hence `node --import tsx`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    child?.kill('SIGKILL');
    removeCopy();
    process.exit(130);
  });

async function main(): Promise<void> {
  const chosen = chosenMutations(process.argv.slice(2));
  copy = mkdtempSync(join(tmpdir(), 'snapshot-keeper-mutations-'));
  try {
    for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const survivors: string[] = [];
    for (const mutation of chosen) if (!(await isFound(copy, mutation))) survivors.push(mutation.name);
    console.log(`${chosen.length - survivors.length} of ${chosen.length} broken rules were found.`);
    for (const name of survivors) console.log(`  survived: ${name}`);
    process.exitCode = survivors.length === 0 ? 0 : 1;
  } finally {
    removeCopy();
  }
}

async function isFound(directory: string, { name, edits, otherwise }: Mutation): Promise<boolean> {
  const originals = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const path = join(directory, file);
    const text = readFileSync(path, 'utf8');
    originals.set(path, originals.get(path) ?? text);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  const noticed =
    otherwise === undefined ? await bySimulation(directory) : await byTests(directory, otherwise.tests);
  for (const [path, text] of originals) writeFileSync(path, text);
  const found =
    noticed?.seed !== undefined && !(await isGreen(directory, noticed.seed)) ? undefined : noticed?.how;
  const why = otherwise === undefined ? '' : `\n    not by the simulation: ${otherwise.because}`;
  console.log(
    found === undefined ? `NOT FOUND: ${name} (${edits[0]?.file})` : `found ${found}: ${name}${why}`,
  );
  return found !== undefined;
}

type Noticed = { readonly how: string; readonly seed?: string };

const simulate = (directory: string, seeds: string) =>
  run(directory, [
    '--import',
    'tsx',
    'cli/main.ts',
    'simulate',
    '--seeds',
    seeds,
    '--until-failure',
    '--no-shrink',
  ]);

const green = new Map<string, boolean>();

/** Whether the seed passes in the code as it is. */
async function isGreen(directory: string, seed: string): Promise<boolean> {
  const known = green.get(seed) ?? (await simulate(directory, seed)).status === 0;
  green.set(seed, known);
  if (!known) console.log(`seed ${seed} is red without any mutation, so it shows nothing`);
  return known;
}

/** At which seed, and which rule. */
async function bySimulation(directory: string): Promise<Noticed | undefined> {
  const { status, stdout } = await simulate(directory, SEEDS);
  const broke = status === 1 ? /Seed ([0-9]+) broke:\n\s*(?:in the end|\S+)\s+(.*)/.exec(stdout) : null;
  return broke?.[1] === undefined ? undefined : { how: `at seed ${broke[1]} (${broke[2]})`, seed: broke[1] };
}

/** By which test. A suite that does not run finds nothing. */
async function byTests(directory: string, tests: readonly string[]): Promise<Noticed | undefined> {
  const { stdout } = await run(directory, [
    'node_modules/jest/bin/jest.js',
    '--json',
    '--silent',
    '--rootDir',
    directory,
    ...tests,
  ]);
  if (!stdout.includes('{')) throw new Error(`jest has no report of ${tests.join(', ')}`);
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  return failed === undefined ? undefined : { how: `by a test (${failed.fullName})` };
}

function run(
  directory: string,
  words: readonly string[],
): Promise<{ readonly status: number | null; readonly stdout: string }> {
  return new Promise((done, fail) => {
    const running = spawn(process.execPath, words, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
    child = running;
    let stdout = '';
    running.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    running.once('error', fail);
    running.once('close', (status) => done({ status, stdout }));
  });
}

main().catch((error: unknown) => {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
