import { Command, CommanderError } from 'commander';
import { Progress } from '../cli/terminal/progress';
import { UsageError } from '../cli/flags/usage-error';
import { wholeNumber } from '../cli/flags/whole-number';
import * as backup from './backup/backup';
import { WHOLE_BACKUP } from './backup/backup';
import { BACKUP_REGIONS } from './backup/play';
import { playBursts, WHOLE_BURST } from './burst/burst';
import * as burst from './burst/measurements';
import { measureBundles } from './bundles';
import { measureLife } from './lifecycle';
import { measurements, missed, render, WHOLE_YEAR } from './measurements';
import { measurePlan } from './plan';
import * as sweep from './sweep/sweep';
import { WHOLE_SWEEP } from './sweep/sweep';
import { playYear } from './year';

type Options = { readonly json?: true; readonly volumes: number; readonly days: number };

/** More volumes than this have more copies in a day than fit through 20 slots. */
const VOLUMES_MAX = 4000;

const program = new Command('bench')
  .exitOverride()
  .enablePositionalOptions()
  .description(
    'Measure what a snapshot costs in AWS, the local world, the plan of a large fleet, and the functions.',
  )
  .option('--json', 'print the figures as JSON')
  .option(
    '--volumes <number>',
    'volumes of the fleet',
    wholeNumber('--volumes', 1, VOLUMES_MAX),
    WHOLE_YEAR.volumes,
  )
  .option('--days <number>', 'virtual days', wholeNumber('--days', 1, 366), WHOLE_YEAR.days)
  .addHelpText('after', '\nExit codes: 0 all limits are kept; 1 one is missed; 2 a wrong flag.')
  .action(run);

program
  .command('burst')
  .exitOverride()
  .description(
    'Measure the copy queue while more copies wait than there are slots for, beside the ways that others go.',
  )
  .option('--json', 'print the figures as JSON')
  .option(
    '--volumes <number>',
    'volumes, of each of which a snapshot is completed within five minutes',
    wholeNumber('--volumes', 1, WHOLE_BURST),
    WHOLE_BURST,
  )
  .action(runBurst);

program
  .command('sweep')
  .exitOverride()
  .description('Measure one sweep of a large Region in which the events of some snapshots were lost.')
  .option('--json', 'print the figures as JSON')
  .option(
    '--snapshots <number>',
    'snapshots of the Region, 20 of each volume',
    wholeNumber('--snapshots', 20, 10 * WHOLE_SWEEP),
    WHOLE_SWEEP,
  )
  .action(runSweep);

program
  .command('backup')
  .exitOverride()
  .description('Measure the runs of a schedule that is due at one time in several large Regions.')
  .option('--json', 'print the figures as JSON')
  .option(
    '--volumes <number>',
    `volumes in each of ${BACKUP_REGIONS} Regions`,
    wholeNumber('--volumes', backup.FEWEST_VOLUMES, WHOLE_BACKUP),
    WHOLE_BACKUP,
  )
  .action(runBackup);

async function runBackup({ json, volumes }: Omit<Options, 'days'>): Promise<void> {
  const played = await backup.playBackups(volumes);
  const misses = played.flatMap(backup.missed);
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ backups: played, missed: misses }, null, 2)}\n`
      : backup.render(played),
  );
  process.exitCode = misses.length === 0 ? 0 : 1;
}

async function runSweep({
  json,
  snapshots,
}: Pick<Options, 'json'> & { readonly snapshots: number }): Promise<void> {
  const measured = await sweep.measureSweep(snapshots);
  const misses = sweep.missed(measured);
  process.stdout.write(
    json === true ? `${JSON.stringify({ ...measured, missed: misses }, null, 2)}\n` : sweep.render(measured),
  );
  process.exitCode = misses.length === 0 ? 0 : 1;
}

async function runBurst({ json, volumes }: Omit<Options, 'days'>): Promise<void> {
  const progress = new Progress();
  const bursts = await playBursts(volumes, (done) => progress.report(done));
  progress.done();
  const all = [bursts.product, bursts.compared];
  const misses = all.flatMap(burst.missed);
  process.stdout.write(
    json === true ? `${JSON.stringify({ ...bursts, missed: misses }, null, 2)}\n` : burst.render(all),
  );
  process.exitCode = misses.length === 0 ? 0 : 1;
}

async function run({ json, volumes, days }: Options): Promise<void> {
  const progress = new Progress();
  const year = await playYear(volumes, days, (day) => progress.report(`day ${day} of ${days}`));
  progress.report('plan');
  const plan = measurePlan();
  const life = await measureLife();
  const bundles = await measureBundles((repetition) => progress.report(`load ${repetition}`));
  progress.done();
  const figures = { life, year, plan, bundles };
  const all = measurements(figures);
  const misses = missed(all);
  process.stdout.write(
    json === true ? `${JSON.stringify({ ...figures, missed: misses }, null, 2)}\n` : render(figures),
  );
  process.exitCode = misses.length === 0 ? 0 : 1;
}

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof UsageError) console.error(error.message);
    else if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
}

void main();
