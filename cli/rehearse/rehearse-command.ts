import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Settings } from '../../infra/settings';
import type { FaultSet } from '../../local/faults/fault-catalogue';
import { rehearse, type RehearsalOptions } from '../../local/rehearsal/rehearsal';
import { rehearseWithFigures, type RehearsalWithFigures } from '../../local/rehearsal/rehearse-with-figures';
import { readTemplates, synthesize } from '../../local/synthesize';
import { FAULTS_HELP, faultLines, parseFaults } from '../flags/faults-option';
import { openTrace } from '../flags/open-trace';
import { ofAccount, readSettings } from '../flags/read-settings';
import { UsageError } from '../flags/usage-error';
import { wholeNumber } from '../flags/whole-number';
import { readInventory } from '../inventory/read-inventory';
import { Progress } from '../terminal/progress';
import { renderRehearsal } from './render-rehearsal';
import { addReportOptions, readReportOptions, type ReportFlags, type ReportOptions } from './report-options';
import { writePage } from './write-page';

/** The built-in month is 30 days; longer runs repeat the routine without new incidents. */
const DAYS_DEFAULT = 30;
const DAYS_MAX = 366;
const START_MS = Date.parse('2026-03-01T00:00:00Z');

type Options = ReportFlags & {
  readonly json?: true;
  readonly inventory?: string[];
  readonly settings?: string;
  readonly templates?: string;
  readonly days: number;
  readonly seed: number;
  readonly faults?: FaultSet;
  readonly trace?: string;
};

/** `rehearse`: plays a month of a fleet on virtual time through the synthesized templates and production functions. */
export const rehearseCommand = (): Command => addReportOptions(command());

const command = (): Command =>
  new Command('rehearse')
    .exitOverride()
    .description('Play a month of a fleet on this machine, without AWS, and show what happened and why.')
    .option('--json', 'print the report as JSON')
    .option(
      '--inventory <file...>',
      'start from output of "aws ec2 describe-volumes" and "describe-snapshots --owner-ids self" (REGION=FILE for snapshots of another Region than the primary)',
    )
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--templates <dir>', 'use the templates that "cdk synth" wrote there instead of synthesizing')
    .option('--days <number>', 'virtual days', wholeNumber('--days', 1, DAYS_MAX), DAYS_DEFAULT)
    .option(
      '--seed <number>',
      'another seed gives other durations and ids',
      wholeNumber('--seed', 0, 2 ** 31),
      1,
    )
    .option('--faults <set>', FAULTS_HELP, parseFaults)
    .option('--trace <file>', 'write one line of JSON for everything that happens')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is as the settings promise; 1 something is not, or a call was denied; 2 wrong flag, file or setting.',
    )
    .action(run);

async function run(options: Options): Promise<void> {
  const reporting = readReportOptions(options);
  const given = readSettings(options.settings);
  const inventory = options.inventory === undefined ? undefined : readInventory(options.inventory, given);
  const settings = ofAccount(given, inventory?.accountId);
  const trace = options.trace === undefined ? undefined : openTrace(options.trace);
  if (options.faults !== undefined && options.json !== true)
    process.stdout.write(`Faults of this run:\n${faultLines(options.faults).join('\n')}\n\n`);
  const progress = new Progress();
  const templates =
    options.templates === undefined ? synthesize(settings) : templatesIn(options.templates, settings);
  const rehearsal: RehearsalOptions = {
    settings,
    templates,
    seed: options.seed,
    startMs: START_MS,
    days: options.days,
    ...(inventory === undefined ? {} : { inventory }),
    ...(options.faults && { faults: options.faults }),
    ...(trace && { onTrace: trace }),
    onDay: (day) => progress.report(`day ${day} of ${options.days}`),
  };
  const report =
    reporting === undefined
      ? await rehearse(rehearsal)
      : await rehearseWithPage(rehearsal, reporting, progress);
  progress.done();
  process.stdout.write(
    options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderRehearsal(report, settings),
  );
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}

async function rehearseWithPage(
  rehearsal: RehearsalOptions,
  { file, ...figures }: ReportOptions,
  progress: Progress,
): Promise<RehearsalWithFigures> {
  const onAlternativeDay = (name: string, day: number): void =>
    progress.report(`${name}: day ${day} of ${rehearsal.days}`);
  const report = await rehearseWithFigures(rehearsal, { ...figures, onAlternativeDay });
  writePage(file, report);
  return report;
}

function templatesIn(directory: string, { primary, dr }: Settings): ReturnType<typeof readTemplates> {
  if (!existsSync(join(directory, 'manifest.json')))
    throw new UsageError(`${directory} holds no manifest.json: expected the folder that "cdk synth" wrote.`);
  const templates = readTemplates(directory);
  const found = templates.map(({ region }) => region);
  const wanted = [primary.region, ...dr.map(({ region }) => region)];
  if ([...found].sort().join() !== [...wanted].sort().join())
    throw new UsageError(
      `${directory} holds stacks for ${found.join(', ')}, and the settings are for ${wanted.join(', ')}.`,
    );
  return templates;
}
