import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Settings } from '../../infra/settings';
import type { FaultSet } from '../../local/faults/fault-catalogue';
import { withBuiltInSchedules } from '../../local/rehearsal/built-in-schedules';
import { DashboardRecorder } from '../../local/rehearsal/dashboard-recorder';
import type { DrawnDashboard } from '../../local/rehearsal/drawn-dashboard';
import { rehearse, type RehearsalOptions, type RehearsalReport } from '../../local/rehearsal/rehearsal';
import { rehearseWithFigures, type RehearsalWithFigures } from '../../local/rehearsal/rehearse-with-figures';
import { newestMs, type Inventory } from '../../local/rehearsal/inventory';
import { HOUR_MS } from '../../local/kernel/time-units';
import { synthesize } from '../../local/world/synthesize';
import { WholeFile, unwritten, writeWhole } from '../files/whole-file';
import { FAULTS_HELP, parseFaults } from '../flags/faults-option';
import { ofAccount, onlyOne, readSettings } from '../flags/read-settings';
import { refuseOverwriting } from '../flags/refuse-overwriting';
import { span } from '../flags/span';
import { targetHours } from '../flags/target-hours';
import { templatesIn } from '../flags/templates-option';
import { time } from '../flags/time';
import { UsageError } from '../flags/usage-error';
import { wholeNumber } from '../flags/whole-number';
import { pathOf } from '../inventory/inventory-source';
import { readInventory } from '../inventory/read-inventory';
import { renderPage } from '../page/render-page';
import { withNotes } from '../terminal/help-notes';
import { outputWidth } from '../terminal/output-width';
import { Progress } from '../terminal/progress';
import { collectSooner } from './collect-sooner';
import { renderRehearsal } from './render-rehearsal';
import { addReportOptions, readReportOptions, type ReportFlags, type ReportOptions } from './report-options';
import { dashboardFiles, checkFolder, writeDashboards } from './write-dashboards';

/** The built-in month is 30 days; longer runs repeat the routine without new incidents. */
const DAYS_DEFAULT = 30;
const DAYS_MAX = 366;
/** Of the built-in fleet, and of an inventory that names no time. */
const START_MS = Date.parse('2026-03-01T00:00:00Z');

type Options = ReportFlags & {
  readonly json?: true;
  readonly all?: true;
  readonly inventory?: string[];
  readonly settings?: string;
  readonly primary?: string;
  readonly templates?: string;
  readonly from?: Date;
  readonly every?: number;
  readonly days: number;
  readonly targetHours?: number;
  readonly seed: number;
  readonly faults?: FaultSet;
  readonly dashboards?: string;
  readonly trace?: string;
};

/** `rehearse`: plays a month of a fleet on virtual time through the synthesized templates and production functions. */
export const rehearseCommand = (): Command =>
  withNotes(
    addReportOptions(command()),
    'Exit codes: 0 all is as the settings and the target promise; 1 something is not, or a call was denied; 2 wrong flag, file or setting.',
  );

const command = (): Command =>
  new Command('rehearse')
    .exitOverride()
    .description('Play a month of a fleet on this machine, without AWS, and show what happened and why.')
    .option(
      '--json',
      'print the report as JSON; with --report, under "figures" the numbers of its charts too',
    )
    .option('--all', 'show every volume and every entry of long lists')
    .option(
      '--inventory <file...>',
      'start from output of "aws ec2 describe-volumes" and "describe-snapshots --owner-ids self" (REGION=FILE for snapshots of another Region than the primary)',
    )
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--primary <region>', 'rehearse this one of several primary Regions alone')
    .option('--templates <dir>', 'use the templates that "cdk synth" wrote there instead of synthesizing')
    .option(
      '--from <time>',
      'begin then, in UTC or with an offset (default: in the hour after the newest time of the inventory)',
      time('--from'),
    )
    .option(
      '--every <span>',
      'take a snapshot of each volume of the inventory so often, such as 6h or 1d, whatever its history shows',
      span,
    )
    .option('--days <number>', 'virtual days', wholeNumber('--days', 1, DAYS_MAX), DAYS_DEFAULT)
    .option(
      '--target-hours <number>',
      'how old the newest point of a volume in each Region may be at the end (default: target.hours of the settings)',
      targetHours,
    )
    .option(
      '--seed <number>',
      'another seed gives other durations and ids',
      wholeNumber('--seed', 0, 2 ** 31),
      1,
    )
    .option('--faults <set>', FAULTS_HELP, parseFaults)
    .option(
      '--dashboards <dir>',
      "also draw the CloudWatch dashboard of each stack from the rehearsal's own metrics, one HTML file each",
    )
    .option('--trace <file>', 'write one line of JSON for everything that happens')
    .action(run);

const ALONE =
  'Each primary Region is rehearsed by itself: what they share in a DR Region, such as its 20 copies at a time, is not.';

async function run(options: Options): Promise<void> {
  collectSooner();
  const reporting = readReportOptions(options);
  const primaries = readSettings(options.settings, options.primary);
  if (options.every !== undefined && options.inventory === undefined)
    throw new UsageError('--every: expected --inventory too: the built-in fleet has its own schedules.');
  for (const flag of ['inventory', 'report', 'trace'] as const)
    if (options[flag] !== undefined) onlyOne(primaries, `--${flag}`);
  const drawn: DrawnDashboard[] = [];
  const pages = options.dashboards === undefined ? [] : dashboardFiles(options.dashboards, primaries);
  refuseOverwriting(
    [
      ['--report', options.report],
      ['--trace', options.trace],
      ...pages.map((file) => ['--dashboards', file] as const),
    ],
    [
      ['--settings', options.settings],
      ...(options.inventory ?? []).map((source) => ['--inventory', pathOf(source)] as const),
    ],
  );
  if (options.dashboards !== undefined) checkFolder(options.dashboards, pages);
  const trace = options.trace === undefined ? undefined : new WholeFile('--trace', options.trace);
  try {
    const reports = await rehearseEach(primaries, options, { reporting, trace, drawn });
    process.exitCode = reports.every(({ problems }) => problems.length === 0) ? 0 : 1;
    finishFiles(reports, options, { reporting, trace, drawn });
  } finally {
    trace?.discard();
  }
}

/** What is written beside the results. */
type Files = {
  readonly reporting: ReportOptions | undefined;
  readonly trace: WholeFile | undefined;
  /** Those of all Regions that have been rehearsed by now. */
  readonly drawn: DrawnDashboard[];
};

async function rehearseEach(
  primaries: readonly Settings[],
  options: Options,
  files: Files,
): Promise<RehearsalReport[]> {
  const reports: RehearsalReport[] = [];
  for (const settings of primaries) {
    const report = await rehearseOne(settings, options, files);
    reports.push(report);
    if (options.json !== true)
      process.stdout.write(
        renderRehearsal(report, settings, { width: outputWidth(), all: options.all ?? false }),
      );
  }
  if (options.json === true)
    process.stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
  else if (reports.length > 1) process.stdout.write(`${ALONE}\n`);
  return reports;
}

/** Once the results are printed, which stand whether or not a file can be written. */
function finishFiles(
  [report]: readonly (RehearsalReport | RehearsalWithFigures)[],
  { json, dashboards }: Options,
  { reporting, trace, drawn }: Files,
): void {
  const failures = [
    ...(reporting === undefined || report === undefined || !('figures' in report)
      ? []
      : unwritten(() => {
          writeWhole('--report', reporting.file, pageOf(report));
          if (json !== true) process.stdout.write(`The page is ${resolve(reporting.file)}\n`);
        })),
    ...(dashboards === undefined
      ? []
      : unwritten(() => {
          const written = writeDashboards(dashboards, drawn);
          if (json !== true) process.stdout.write(`${written}\n`);
        })),
    ...unwritten(() => trace?.finish()),
  ];
  if (failures.length > 0) throw new UsageError(failures.join('\n'));
}

const pageOf = (report: RehearsalWithFigures): string =>
  renderPage({
    title: `Rehearsal of ${report.deployment}, ${report.days} days`,
    entry: join(__dirname, 'page', 'main.ts'),
    data: report,
  });

/** Whether somebody's own fleet, settings or templates are played, and not what comes with the project. */
const isOwn = ({ inventory, settings, templates }: Options): boolean =>
  [inventory, settings, templates].some((given) => given !== undefined);

async function rehearseOne(
  given: Settings,
  options: Options,
  { reporting, trace, drawn }: Files,
): Promise<RehearsalReport> {
  const inventory = options.inventory === undefined ? undefined : readInventory(options.inventory, given);
  const ofOne = ofAccount(given, inventory?.accountId);
  const settings = isOwn(options) ? ofOne : withBuiltInSchedules(ofOne);
  const progress = new Progress();
  let recorder: DashboardRecorder | undefined;
  const played = {
    templates:
      options.templates === undefined ? synthesize(settings) : templatesIn(options.templates, settings),
    startMs: startOf(options.from, inventory),
    days: options.days,
  };
  const rehearsal: RehearsalOptions = {
    ...played,
    settings,
    seed: options.seed,
    ...(options.targetHours !== undefined && { targetHours: options.targetHours }),
    ...(inventory === undefined ? {} : { inventory }),
    ...(options.every === undefined ? {} : { everyMs: options.every }),
    ...(options.faults && { faults: options.faults }),
    ...(options.dashboards !== undefined && {
      onWorld: (world) => {
        // The settings themselves are played first, and alternatives to compare with after them.
        if (recorder !== undefined) return;
        recorder = new DashboardRecorder(world, played);
        world.observe(recorder);
      },
    }),
    ...(trace && { onTrace: (line) => trace.write(`${line}\n`) }),
    onDay: (day) => progress.report(`${settings.primary.region}: day ${day} of ${options.days}`),
  };
  const report =
    reporting === undefined
      ? await rehearse(rehearsal)
      : await rehearseWithPage(rehearsal, reporting, progress);
  progress.done();
  drawn.push(...(recorder?.drawn() ?? []));
  return report;
}

/** All that an inventory holds has happened before. */
function startOf(from: Date | undefined, inventory: Inventory | undefined): number {
  const newest = inventory === undefined ? undefined : newestMs(inventory);
  if (from !== undefined && newest !== undefined && from.getTime() <= newest)
    throw new UsageError(
      `--from: expected a time after the newest of the inventory, which is ${new Date(newest).toISOString()}, found ${from.toISOString()}.`,
    );
  if (from !== undefined) return from.getTime();
  return newest === undefined ? START_MS : (Math.floor(newest / HOUR_MS) + 1) * HOUR_MS;
}

function rehearseWithPage(
  rehearsal: RehearsalOptions,
  figures: ReportOptions,
  progress: Progress,
): Promise<RehearsalWithFigures> {
  const onAlternativeDay = (name: string, day: number): void =>
    progress.report(`${name}: day ${day} of ${rehearsal.days}`);
  return rehearseWithFigures(rehearsal, { ...figures, onAlternativeDay });
}
