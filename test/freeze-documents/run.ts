import { type ChildProcess, spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { freezeScript } from '../../infra/documents/freeze-script';
import { answerOf, attempt, exists } from './commands';
import { Confinement } from './confinement';
import { filesPart } from './files-part';
import { databaseParts } from './database-part';
import type { Part } from './part';
import { placesParts } from './places-parts';
import { postgresqlPrograms } from './postgresql';
import { refusalParts } from './refusal-parts';
import { watchdogParts } from './watchdog-parts';

/**
 * Shows the freeze document at work on file systems of its own, with its script as the template has it. `npm run freeze-documents` starts
 * it, and it starts itself again in a mount namespace of its own. What cannot be shown on this machine is skipped, with the reason; with
 * `--must-run` that is a failure. Exits 1 where something is not as it should be.
 */
const PARTS: readonly Part[] = [
  filesPart,
  ...databaseParts,
  ...placesParts,
  ...refusalParts,
  ...watchdogParts,
];
const PROGRAMS = ['findmnt', 'flock', 'fsfreeze', 'losetup', 'mount', 'setsid', 'unshare'];
const INSIDE = '--inside=';
const NAMESPACE = '/proc/self/ns/mnt';

const mustRun = process.argv.includes('--must-run');
const outside = process.argv.find((word) => word.startsWith(INSIDE))?.slice(INSIDE.length);

/** Why nothing can be shown here; undefined where it can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'this is no Linux';
  if (process.getuid?.() !== 0) return 'only root may mount and freeze';
  const missing = PROGRAMS.filter((program) => !exists(program));
  if (missing.length > 0) return `there is no ${missing.join(', ')}`;
  if (!attempt('losetup', '--find')) return 'there is no loop device';
  if (!attempt('unshare', '--mount', 'true')) return 'no mount namespace can be made';
  return undefined;
}

function missingFor({ needs }: Part): string | undefined {
  const missing = needs.filter((program) => !exists(program));
  return missing.length > 0 ? `there is no ${missing.join(', ')}` : undefined;
}

function say(word: 'ok' | 'skipped' | 'FAILED', name: string, words: string): void {
  console.log(`${word.padEnd(8)} ${name}: ${words}`);
  if (word === 'FAILED' || (word === 'skipped' && mustRun)) process.exitCode = 1;
}

async function showShellcheck(): Promise<void> {
  const name = 'shellcheck';
  if (!exists(name)) return say('skipped', name, 'it is not installed');
  const { code, out } = await answerOf('sh', ['-c', 'echo "$0" | shellcheck -s sh -', freezeScript()]);
  say(code === 0 ? 'ok' : 'FAILED', name, code === 0 ? 'it finds nothing' : out);
}

async function showAll(): Promise<void> {
  const confinement = new Confinement();
  const clear = () => confinement.destroy();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      clear();
      process.exit(1);
    });
  try {
    await confinement.shutOff();
    for (const part of PARTS) await show(part, confinement);
    if (confinement.refused().length > 0)
      say('FAILED', 'the guard', `the script wanted to freeze ${confinement.refused().join(', ')}`);
  } finally {
    clear();
  }
}

async function show(part: Part, confinement: Confinement): Promise<void> {
  const missing = missingFor(part);
  if (missing !== undefined) return say('skipped', part.name, missing);
  const { size } = confinement;
  try {
    say('ok', part.name, await part.show(confinement));
  } catch (error) {
    say('FAILED', part.name, String(error));
  } finally {
    confinement.clear(size);
  }
}

/** Starts itself in a namespace of its own, and ends as that ends. */
function confine(): ChildProcess {
  const again = [process.execPath, '--import', 'tsx', __filename, `${INSIDE}${readlinkSync(NAMESPACE)}`];
  const args = ['--mount', '--propagation', 'private', ...again, ...(mustRun ? ['--must-run'] : [])];
  const child = spawn('unshare', args, { stdio: 'inherit', cwd: join(__dirname, '../..') });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return child;
}

async function main(): Promise<void> {
  if (outside === undefined) {
    const reason = obstacle();
    if (reason === undefined) confine();
    else for (const { name } of PARTS) say('skipped', name, reason);
  } else {
    if (outside === readlinkSync(NAMESPACE)) throw new Error('not in a mount namespace of its own');
    // Debian has the server's programs on no PATH.
    process.env['PATH'] = [process.env['PATH'], ...postgresqlPrograms()].join(':');
    await showShellcheck();
    await showAll();
  }
}

void main();
