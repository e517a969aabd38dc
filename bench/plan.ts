import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import { DR, EXPECTED_COUNTS, PRIMARY, SNAPSHOTS } from './large-fleet';
import { AT, writeLargeInventory } from './large-inventory';

export type Plan = {
  /** In the primary Region; their copies come on top. */
  readonly snapshots: number;
  /** From the start of the command to its end. */
  readonly seconds: number;
  /** The most memory that the command has held. */
  readonly peakMemoryMib: number;
};

const COMMAND = resolve(__dirname, '../cli/snapshot-keeper.mjs');

/** That more would be removed than the share of `deletionLimit`, as the help of `plan` says. */
const EXIT_CODE = 3;

/** Runs in the command's own process before the command, and writes its peak memory in KiB to file 3 at its end. */
const MEMORY_REPORT = `
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`;

/**
 * Plans the large fleet by the default settings, with the very command and in a process of its own. Throws where the plan is not
 * right: figures of a wrong one say nothing.
 *
 * Linux counts the memory of the process that starts another as that one's too, so this one must hold less than the command.
 */
export function measurePlan(): Plan {
  const directory = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    const settings = join(directory, 'settings.json');
    writeFileSync(settings, JSON.stringify({ primary: { region: PRIMARY }, dr: [{ region: DR }] }));
    const inventory = writeLargeInventory(directory);
    const startedMs = performance.now();
    const { status, stdout, stderr, output } = spawnSync(
      process.execPath,
      [
        ...['--import', `data:text/javascript,${encodeURIComponent(MEMORY_REPORT)}`, COMMAND],
        ...['plan', '--settings', settings, '--at', AT, '--inventory', ...inventory],
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
    );
    const seconds = (performance.now() - startedMs) / 1000;
    if (status !== EXIT_CODE)
      throw new Error(`The plan ended with exit code ${status} instead of ${EXIT_CODE}: ${stderr}`);
    const printed = countsIn(stripVTControlCharacters(stdout));
    if (!isDeepStrictEqual(printed, EXPECTED_COUNTS))
      throw new Error(
        `The plan comes to ${JSON.stringify(printed)} instead of ${JSON.stringify(EXPECTED_COUNTS)}`,
      );
    return { snapshots: SNAPSHOTS, seconds, peakMemoryMib: Number(output[3]) / 1024 };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The counts by Region and action of the plan's table, with lines such as `│ us-east-1 │ 74,000 (7,400,000 GiB) │ 0 │ … │`. */
export function countsIn(printed: string): Record<string, Record<string, number>> {
  const rows = [...printed.matchAll(/^│(.+)│$/gm)].map(([, row = '']) => row.split('│'));
  const [[, ...actions] = [], ...regions] = rows.map((row) => row.map((cell) => cell.trim()));
  return Object.fromEntries(
    regions.map(([region = '', ...cells]) => {
      const counts = cells.map((cell) => Number(cell.replace(/ .*|,/g, '')));
      return [region, Object.fromEntries(actions.map((action, index) => [action, counts[index] ?? NaN]))];
    }),
  );
}
