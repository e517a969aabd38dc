import { SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { executionLink } from '../../functions/domain/notification';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { nameOf } from '../../infra/names';
import { ec2ClientIn } from '../deployed/ec2-client';
import { readPrimaries } from '../flags/read-settings';
import { instanceId } from '../flags/instance-id';
import { UsageError } from '../flags/usage-error';
import { volumeId } from '../flags/volume-id';
import { counted } from '../terminal/counted';
import { withNotes } from '../terminal/help-notes';
import { outputWidth } from '../terminal/output-width';
import { backUp, type Answer, type Taken } from './back-up';
import { dryRun } from './dry-run/dry-run';
import { renderDryRun } from './dry-run/render-dry-run';
import { meant, type Flags, type Meant } from './meant';

const EXIT = { done: 0, notTaken: 1, notAll: 2 } as const;

type Options = Flags & { readonly settings?: string; readonly dryRun?: boolean; readonly all?: boolean };

/** `backup`: snapshots are taken now, and not at the next time of a schedule. */
export const backupCommand = (): Command =>
  withNotes(
    command(),
    'A snapshot holds what was on the volume when it began, so that a change may follow as soon as this command ends: EC2 completes the snapshot meanwhile, and it is then copied and counted as any other. ' +
      'Should this command end before, the backup goes on.',
    'A dry run reads EC2 alone, and goes by the settings here, deployed or not. Whether Systems Manager can freeze an instance it does not know.',
    'Exit codes: 0 every snapshot is taken, or would be; 1 a backup has failed, or had nothing to take, or would; ' +
      '2 wrong flag or setting, or not every Region could be reached, with one line for each. All Regions are tried, whatever becomes of one.',
  );

const command = (): Command =>
  new Command('backup')
    .exitOverride()
    .description(
      'Take snapshots now, of one volume, of those of an instance at one moment or of all that a schedule covers, wait, and tell their ids. Uses the ordinary AWS credentials.',
    )
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--schedule <name>', 'of the volumes that this schedule covers')
    .option('--volume <id>', 'of this volume', volumeId)
    .option(
      '--instance <id>',
      'of the selected volumes of this instance, at one moment',
      instanceId('--instance'),
    )
    .option('--region <region...>', 'only in this primary Region of the deployment')
    .option('--dry-run', 'take nothing, and tell what would be taken, frozen and left out now, and why')
    .option('--all', 'with --dry-run, name every volume that is left out')
    .action(run);

async function run({ settings: file, dryRun: isDry = false, all = false, ...flags }: Options): Promise<void> {
  if (all && !isDry) throw new UsageError('--all: expected --dry-run too, which lists what is left out.');
  const { primaries, source } = readPrimaries(file);
  const asked = meant(primaries, flags);
  const now = new Date();
  process.exitCode = isDry ? await tryOut(asked, { source, now, all }) : await takeNow(asked, source, now);
}

/** Of each Region in turn. */
async function tryOut(
  { wanted, settings }: Meant,
  { source, now, all }: { readonly source: string; readonly now: Date; readonly all: boolean },
): Promise<number> {
  let exitCode: number = EXIT.done;
  for (const one of settings) {
    const { region } = one.primary;
    const ec2 = ec2ClientIn(region);
    const answer = await dryRun(one, { wanted, now, ec2 });
    if ('failure' in answer) {
      console.error(`${region}: it cannot be told what a backup would take: ${answer.failure}`);
      exitCode = EXIT.notAll;
    } else {
      process.stdout.write(renderDryRun(answer, { settings: one, wanted, width: outputWidth(), all }));
      if (answer.failed > 0 || answer.takings.length === 0) exitCode = Math.max(exitCode, EXIT.notTaken);
    }
  }
  process.stdout.write(
    `Nothing was taken, frozen or started. This is by ${source}; a backup goes by what is deployed.\n`,
  );
  return exitCode;
}

async function takeNow({ wanted, settings }: Meant, source: string, now: Date): Promise<number> {
  const answers = await Promise.all(
    settings.map(async (one) => {
      const { region } = one.primary;
      const machine = nameOf(one, 'backup');
      const answer = await backUp(region, {
        settings: one,
        source,
        wanted,
        now,
        states: new SFNClient({ region, requestHandler: CALL_LIMITS }),
        pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        onStart: (name) => process.stdout.write(`${region}: ${machine}: ${name} has begun.\n`),
      });
      tell(answer, machine);
      return answer;
    }),
  );
  return exitCodeOf(answers);
}

function tell(answer: Answer, machine: string): void {
  const where = `${answer.region}: ${machine}:`;
  if ('failure' in answer)
    console.error(`${answer.region}: could not start or follow ${machine}: ${answer.failure}`);
  else if ('unsuccessful' in answer) {
    const { executionArn, error } = answer.unsuccessful;
    process.stdout.write(`${where} the backup has failed (${error}). See ${executionLink(executionArn)}\n`);
  } else process.stdout.write(`${where} ${takenLine(answer)}\n`);
}

function takenLine({ taken, snapshotIds }: Taken): string {
  if (taken === 0) return 'nothing was taken: the schedule covers no volume here.';
  const more = taken - snapshotIds.length;
  // Of an AMI, EC2 may show later what it holds.
  if (snapshotIds.length === 0) return `${counted(taken, 'snapshot')} taken.`;
  return `${counted(taken, 'snapshot')} taken: ${snapshotIds.join(', ')}${more > 0 ? `, and ${more.toLocaleString('en-US')} more` : ''}.`;
}

function exitCodeOf(answers: readonly Answer[]): number {
  if (answers.some((answer) => 'failure' in answer)) return EXIT.notAll;
  return answers.every((answer) => 'taken' in answer && answer.taken > 0) ? EXIT.done : EXIT.notTaken;
}
