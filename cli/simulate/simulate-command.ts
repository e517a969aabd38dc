import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { ALL_FAULTS, type FaultSet } from '../../local/faults/fault-catalogue';
import { shrink } from '../../local/simulation/shrink';
import { simulate, type SimulationOptions, type SimulationResult } from '../../local/simulation/simulation';
import { WholeFile, unwritten } from '../files/whole-file';
import { FAULTS_HELP, faultLines, faultsAsFlag, parseFaults } from '../flags/faults-option';
import { UsageError } from '../flags/usage-error';
import { wholeNumber } from '../flags/whole-number';
import { counted } from '../terminal/counted';
import { withNotes } from '../terminal/help-notes';
import { Progress } from '../terminal/progress';
import { renderFailure, renderShortest, renderSummary } from './render-simulation';
import { simulateInParallel } from './simulate-in-parallel';

const DAYS_DEFAULT = 4;

type Options = {
  readonly seeds: SeedRange;
  readonly faults?: FaultSet;
  readonly days: number;
  readonly jobs: number;
  readonly trace?: string;
  readonly untilFailure?: true;
  readonly shrink: boolean;
};

type SeedRange = { readonly first: number; readonly last: number };

/** `simulate`: seeds of random life under faults, each checked for safety at every change and for coming right in the end. */
export const simulateCommand = (): Command =>
  withNotes(
    command(),
    'Exit codes: 0 every seed is well; 1 a rule was broken; 2 wrong flag. A failing seed is shrunk to a shorter history that breaks the same rule, with the command that replays it.',
  );

const command = (): Command =>
  new Command('simulate')
    .exitOverride()
    .description(
      'Play a small fleet under faults for many seeds. Checks at every change that nothing is deleted, touched or copied that must not be, and at the end that everything has come right and every failure was told.',
    )
    .addOption(
      new Option('--seeds <range>', 'such as 7 or 1-1000')
        .argParser(seedRange)
        .default({ first: 1, last: 50 }, '1-50'),
    )
    // Commander would give a default to the parser as what an earlier flag said.
    .option('--faults <set>', `${FAULTS_HELP} (default: all)`, parseFaults)
    .option('--days <number>', 'virtual days under faults', wholeNumber('--days', 1, 30), DAYS_DEFAULT)
    .option(
      '--jobs <number>',
      'processes at a time',
      wholeNumber('--jobs', 1, 64),
      Math.max(1, availableParallelism()),
    )
    .option('--until-failure', 'stop at the first seed that fails')
    .option('--no-shrink', 'do not look for a shorter history of a failure')
    .option('--trace <file>', 'with one seed: write one line of JSON for everything that happens')
    .action(run);

async function run(options: Options): Promise<void> {
  const { seeds, faults = ALL_FAULTS, days } = options;
  const count = seeds.last - seeds.first + 1;
  if (options.trace !== undefined && count > 1)
    throw new UsageError('--trace: expected one seed, such as --seeds 7 --trace trace.jsonl.');
  const trace = options.trace === undefined ? undefined : new WholeFile('--trace', options.trace);
  process.stdout.write(
    [
      `${count === 1 ? `Seed ${seeds.first}` : `Seeds ${seeds.first} to ${seeds.last}`}, ${counted(days, 'day')} under these faults:`,
      ...faultLines(faults),
      '',
    ].join('\n'),
  );
  const progress = new Progress();
  try {
    const results = await resultsOf(options, trace, progress);
    progress.done();
    process.stdout.write(renderSummary(results));
    const failures = unwritten(() => trace?.finish());
    await tellFailure(results, options, progress);
    if (failures.length > 0) throw new UsageError(failures.join('\n'));
  } finally {
    trace?.discard();
  }
}

async function resultsOf(
  { seeds: { first, last }, faults = ALL_FAULTS, days, jobs, ...more }: Options,
  trace: WholeFile | undefined,
  progress: Progress,
): Promise<readonly SimulationResult[]> {
  if (trace !== undefined)
    return [await simulate({ seed: first, faults, days, onTrace: (line) => trace.write(`${line}\n`) })];
  const untilFailure = more.untilFailure ?? false;
  return simulateInParallel({ first, last, faults, days, jobs, untilFailure }, (done, failed) =>
    progress.report(`${done} of ${counted(last - first + 1, 'seed')}, ${failed} failed`),
  );
}

/** Of the first seed that fails, what it broke, and a shorter history that breaks the same rule. */
async function tellFailure(
  results: readonly SimulationResult[],
  { faults = ALL_FAULTS, days, shrink: isShrinking }: Options,
  progress: Progress,
): Promise<void> {
  const [failure] = results.filter(({ violations }) => violations.length > 0);
  if (failure === undefined) return;
  process.exitCode = 1;
  const original = { seed: failure.seed, faults, days };
  process.stdout.write(renderFailure(failure, commandOf(original)));
  if (!isShrinking) return;
  const shortest = await shrink(simulate, original, failure, (text) => progress.report(text));
  progress.done();
  process.stdout.write(renderShortest(shortest, commandOf(shortest.options)));
}

/** The command that plays exactly these options. */
const commandOf = ({ seed, faults, days }: SimulationOptions): string =>
  `npm run simulate -- --seeds ${seed} --days ${days} --faults ${
    faultsAsFlag(faults) === faultsAsFlag(ALL_FAULTS) ? 'all' : faultsAsFlag(faults)
  }`;

function seedRange(text: string): SeedRange {
  const [, first, last = first] = /^([0-9]+)(?:-([0-9]+))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (first === undefined || range.last < range.first || range.last > 2 ** 31)
    throw new UsageError(`--seeds: expected a seed or a range such as 1-1000, found "${text}".`);
  return range;
}
