import { SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { INITIALIZATION_RATE_MIBPS } from '../../functions/domain/initialization-rate';
import { executionLink } from '../../functions/domain/notification';
import { listingMadeBy } from '../../functions/domain/restored-tags';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { nameOf } from '../../infra/names';
import { instanceId } from '../flags/instance-id';
import { readDeployments } from '../flags/read-settings';
import { time } from '../flags/time';
import { wholeNumber } from '../flags/whole-number';
import { withNotes } from '../terminal/help-notes';
import { outputWidth } from '../terminal/output-width';
import { Progress } from '../terminal/progress';
import { visible } from '../terminal/visible';
import { meant, restored, type Flags } from './meant';
import { renderMade, renderPlan, type View as PlanView } from './render-restore';
import { planRestore, restore, restoredId, type Answer, type Restored } from './restore';
import { device, IOPS, key, THROUGHPUT, volumeType } from './volume-flags';

const EXIT = { done: 0, notRestored: 1, notReached: 2 } as const;

type Options = Flags & { readonly settings?: string; readonly yes?: boolean; readonly json?: boolean };

/** `restore`: a new volume is made of a point, beside what is there. Without --yes, it is only planned. */
export const restoreCommand = (): Command =>
  withNotes(
    command(),
    'Nothing is deleted, replaced or detached: the new volume stands beside what is there, by itself or attached as another device. ' +
      'It bears the tags of the volume that it is of, with the one by which the deployment selects volumes, so that it is protected at once. ' +
      'Should this command end before, the restore goes on.',
    'Exit codes: 0 it is restored, or would be; 1 it is refused, with the reason, or has failed; 2 wrong flag or setting, or the Region could not be reached.',
  );

const command = (): Command =>
  new Command('restore')
    .exitOverride()
    .description(
      'Make a new volume of a snapshot, of the newest point of a volume, or of those of the volumes of an instance. Without --yes it makes nothing, and tells what it would make. Uses the ordinary AWS credentials.',
    )
    .argument(
      '<id>',
      'of a snapshot, a volume or an instance, such as vol-0123456789abcdef0, also of one that is gone',
      restored,
    )
    .option(
      '--at <time>',
      'of a volume or an instance, as it was at this time, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00',
      time('--at'),
    )
    .option(
      '--region <region>',
      'in this Region of the deployment, from what is there; the primary one if there is only one',
    )
    .option('--of <region>', 'the primary Region whose volume it is, where several use the Region')
    .option('--zone <zone>', 'in this Availability Zone, not in the one that the volume was in')
    .option('--to <instance>', 'attach it to this instance, in its zone', instanceId('--to'))
    .option('--device <device>', 'with --to, as this device, not as the first free one from /dev/sdf', device)
    .option('--type <type>', 'of this type, such as gp3, not as the volume was', volumeType)
    .option('--iops <number>', 'with so many IOPS', wholeNumber('--iops', ...IOPS))
    .option('--throughput <number>', 'with so many MiB/s', wholeNumber('--throughput', ...THROUGHPUT))
    .option('--key <key>', 'encrypted under this KMS key, not as the snapshot', key)
    .option(
      '--initialize <number>',
      'read so many MiB/s at once, from 100 to 300, which AWS bills, so that nothing is slow afterwards',
      wholeNumber('--initialize', ...INITIALIZATION_RATE_MIBPS),
    )
    .option('--partly', 'of an instance, also where one of its volumes has nothing to restore')
    .option('--without-selection-tag', 'leave off the tag by which it would be protected')
    .option('--yes', 'restore it')
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--json', 'print all that is told of it as JSON')
    .action(run);

async function run(
  what: Restored,
  { settings: file, yes = false, json = false, ...flags }: Options,
): Promise<void> {
  const { deployments, source, wrong } = readDeployments(file);
  const { region, settings, input } = meant(deployments, what, flags);
  if (wrong !== undefined) console.error(`${wrong}\nNone of these matters here, so it goes on.\n`);
  const machine = nameOf(settings, 'restore');
  const now = new Date();
  const progress = new Progress();
  const answer = await (yes ? restore : planRestore)({
    region,
    settings,
    source,
    input,
    now,
    states: new SFNClient({ region, requestHandler: CALL_LIMITS }),
    pause: (milliseconds) => {
      progress.report(`${region}: ${machine}: not ended yet.`);
      return new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
    onStart: (name) => say(`${region}: ${machine}: ${name} has begun.`, json),
  });
  progress.done();
  tell(answer, { region, machine, json, id: restoredId(what), now, width: outputWidth() });
  process.exitCode = exitCodeOf(answer);
}

/** With --json nothing stands among it. */
function say(line: string, json: boolean): void {
  if (json) console.error(line);
  else process.stdout.write(`${line}\n`);
}

type View = PlanView & { readonly machine: string; readonly json: boolean };

function tell(answer: Answer, view: View): void {
  const { region, machine, json } = view;
  if ('failure' in answer)
    console.error(`${region}: could not start or follow ${machine}: ${answer.failure}`);
  else if ('unsuccessful' in answer)
    say(`${region}: ${machine}: ${whyNot(answer.unsuccessful, region)}`, json);
  else if (json) process.stdout.write(`${JSON.stringify(answer.said, null, 2)}\n`);
  else process.stdout.write('made' in answer ? renderMade(answer.made, view) : renderPlan(answer.plan, view));
}

/** What the machine ends with where it cannot be done as asked, and nothing has been made. */
const REFUSED = 'RestoreFailed: RestoreRefused: ';

/** What it ends with where it fails itself, and names what it has made. */
const FAILED = 'RestoreFailed: ';

function whyNot({ executionArn, error }: { executionArn: string; error: string }, region: string): string {
  if (error.startsWith(REFUSED)) return `the restore was refused: ${visible(error.slice(REFUSED.length))}`;
  const why = `the restore has failed (${visible(error)}). See ${executionLink(executionArn)}`;
  return error.startsWith(FAILED)
    ? why
    : `${why}\nWhat it has made stays: ${listingMadeBy(executionArn.split(':').at(-1)!, region)}`;
}

function exitCodeOf(answer: Answer): number {
  if ('failure' in answer) return EXIT.notReached;
  if ('made' in answer) return EXIT.done;
  return 'plan' in answer && answer.plan.refused === undefined && answer.plan.volumes.length > 0
    ? EXIT.done
    : EXIT.notRestored;
}
