import { LambdaClient } from '@aws-sdk/client-lambda';
import { Command } from 'commander';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { nameOf } from '../../infra/names';
import { regionsOf, type Deployment } from '../../infra/settings';
import { readDeployments } from '../flags/read-settings';
import { meantRegions } from '../flags/region-option';
import { withNotes } from '../terminal/help-notes';
import { keeperLine } from '../terminal/keeper-line';
import { switchPruning, type Answer } from './switch-pruning';

type Verb = 'pause' | 'resume';

const EXIT = { allDone: 0, notAll: 2 } as const;

type Options = { readonly settings?: string; readonly region?: string[] };

const MEANWHILE =
  'Meanwhile snapshots are tagged and copied as ever. Executions that come to a deletion wait for up to 14 days and ask again ' +
  'at least every half hour; nothing is lost, and nothing is deleted by an old plan. Once executions have waited for a day an alarm reminds you. ' +
  'A deletion that has begun may go on for up to five minutes.';

const afterwards = (settingsFile?: string): string =>
  'What has waited asks again within half an hour, reads the snapshots as they are then and deletes what retention gives up by then, ' +
  `so more goes at once than usual. "${keeperLine('plan', settingsFile)}" shows what that is.`;

const EXIT_CODES =
  'Exit codes: 0 done or told in every Region; 2 wrong flag or setting, or not every Region could be reached, with one line for ' +
  'each. All Regions are tried, whatever becomes of one.';

/** `pause`: nothing is deleted any more until `resume`. */
export const pauseCommand = (): Command =>
  withNotes(
    commandOf('pause', 'Stop all deleting at once, in every Region of the deployment.'),
    `${MEANWHILE} "npm run keeper -- resume" ends the pause; a deploy does not.`,
    EXIT_CODES,
  );

/** `resume`: ends what `pause` began. */
export const resumeCommand = (): Command =>
  withNotes(
    commandOf('resume', 'Let deleting go on after "pause", in every Region of the deployment.'),
    afterwards(),
    EXIT_CODES,
  );

const commandOf = (verb: Verb, description: string): Command =>
  new Command(verb)
    .exitOverride()
    .description(`${description} Uses the ordinary AWS credentials.`)
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--region <region...>', 'only in this Region of the deployment')
    .action((options: Options) => run(verb, options));

async function run(verb: Verb, options: Options): Promise<void> {
  const { deployments, source, wrong } = readDeployments(options.settings);
  if (wrong !== undefined) console.error(`${wrong}\nNone of these matters here, so it goes on.\n`);
  const regions = meantRegions(deployments, options.region);
  const answers: Answer[] = [];
  const asked = { source, regions, settingsFile: options.settings };
  for (const deployment of deployments) answers.push(...(await switchOne(verb, deployment, asked)));
  const failures = answers.filter((answer) => 'failure' in answer);
  if (failures.length < answers.length)
    process.stdout.write(`\n${verb === 'pause' ? MEANWHILE : afterwards(options.settings)}\n`);
  if (verb === 'pause' && failures.length > 0)
    console.error(
      `\nNOT paused: ${[...new Set(failures.map(({ region }) => region))].join(', ')}. Deletions go on there.`,
    );
  process.exitCode = failures.length > 0 ? EXIT.notAll : EXIT.allDone;
}

type Asked = {
  /** Where the settings stand. */
  readonly source: string;
  readonly regions: ReadonlySet<string>;
  /** The same, where that is not cdk.json. */
  readonly settingsFile: string | undefined;
};

/** In those of `regions` that are of this primary Region. */
async function switchOne(
  verb: Verb,
  settings: Deployment,
  { source, regions, settingsFile }: Asked,
): Promise<readonly Answer[]> {
  const answers = await switchPruning(verb, {
    settings,
    source,
    regions: regionsOf(settings).filter((region) => regions.has(region)),
    lambda: (region) => new LambdaClient({ region, requestHandler: CALL_LIMITS }),
  });
  const name = nameOf(settings, 'prune-volume');
  for (const answer of answers)
    if ('failure' in answer) console.error(`${answer.region}: ${COULD_NOT[verb]} ${name}: ${answer.failure}`);
    else process.stdout.write(`${answer.region}: ${stateOf(verb, answer, { name, settingsFile })}\n`);
  return answers;
}

const COULD_NOT: Readonly<Record<Verb, string>> = {
  pause: 'could not pause',
  resume: 'could not resume',
};

function stateOf(
  verb: Verb,
  { region, paused, reserved }: Exclude<Answer, { failure: string }>,
  { name, settingsFile }: { readonly name: string; readonly settingsFile: string | undefined },
): string {
  if (paused)
    return [
      `paused. ${name} deletes nothing until "${keeperLine('resume', settingsFile)}".`,
      ...(reserved === undefined
        ? []
        : [
            `Somebody had reserved a concurrency of ${reserved} for it, which resume does not give back. Afterwards: aws lambda put-function-concurrency --region ${region} --function-name ${name} --reserved-concurrent-executions ${reserved}`,
          ]),
    ].join(' ');
  if (verb === 'resume' && reserved !== undefined)
    return `not paused. ${name} keeps the concurrency of ${reserved} that is reserved for it, and deletes what retention gives up.`;
  return `${verb === 'resume' ? 'resumed' : 'not paused'}. ${name} deletes what retention gives up.`;
}
