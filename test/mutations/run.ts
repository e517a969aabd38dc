import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MUTATIONS, type Mutation } from './mutations';

/**
 * Breaks one safety rule after the other in a copy of the project and lets the simulation look for it. Exits 1 where it
 * does not find one within 200 seeds. Words on the command line choose the mutations whose names contain them.
 */
const SEEDS = '1-200';
const ROOT = resolve(__dirname, '../..');
const PARTS = [
  'cli',
  'functions',
  'infra',
  'local',
  'statemachines',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

function main(): void {
  const words = process.argv.slice(2);
  const chosen = MUTATIONS.filter(({ name }) => words.every((word) => name.includes(word)));
  const copy = mkdtempSync(join(tmpdir(), 'snapshot-keeper-mutations-'));
  try {
    for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const unnoticed = chosen.filter((mutation) => !isFound(copy, mutation));
    console.log(`${chosen.length - unnoticed.length} of ${chosen.length} broken rules were found.`);
    process.exitCode = unnoticed.length === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function isFound(copy: string, { name, file, find, replace }: Mutation): boolean {
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'cli/main.ts', 'simulate', '--seeds', SEEDS, '--until-failure', '--no-shrink'],
    { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  writeFileSync(path, original);
  const found = status === 1 ? /Seed ([0-9]+) broke:\n\s*\S+\s+(.*)/.exec(stdout) : null;
  console.log(
    found === null ? `NOT FOUND: ${name} (${file})` : `found at seed ${found[1]}: ${name}\n    ${found[2]}`,
  );
  return found !== null;
}

main();
