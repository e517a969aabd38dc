import { SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { executionLink } from '../../functions/domain/notification';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { nameOf } from '../../infra/names';
import { regionsOf, type Deployment } from '../../infra/settings';
import { readDeployments } from '../flags/read-settings';
import { meantRegions } from '../flags/region-option';
import { volumeId } from '../flags/volume-id';
import { withNotes } from '../terminal/help-notes';
import { renderSwept } from './render-swept';
import { sweepRegion, type Answer } from './sweep-region';

const EXIT = { done: 0, leftUndone: 1, notAll: 2 } as const;

type Options = { readonly settings?: string; readonly region?: string[]; readonly volume?: string };

/** `sweep`: what no event has told of is looked for now, and not at the next full interval. */
export const sweepCommand = (): Command =>
  withNotes(
    command(),
    'A sweep takes seconds to minutes, and what it starts takes as long as it would after an event. Should this command end before, the sweep goes on. ' +
      'What EC2 has finished within the last hour is left to its event. What was repaired today in vain is tried again for a volume that is named, and else tomorrow.',
    'Exit codes: 0 every Region is swept, and nothing left undone; 1 a sweep has failed, could not read a Region, or has left something to the next one, or the volume that is named is known in none of them; ' +
      '2 wrong flag or setting, or not every Region could be reached, with one line for each. All Regions are tried, whatever becomes of one.',
  );

const command = (): Command =>
  new Command('sweep')
    .exitOverride()
    .description(
      'Look now for what no event has told of, in every Region of the deployment, start what is missing, and tell what was found. Uses the ordinary AWS credentials.',
    )
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--region <region...>', 'only in this Region of the deployment')
    .option('--volume <id>', 'only for this volume', volumeId)
    .action(run);

async function run(options: Options): Promise<void> {
  const { deployments, source, wrong } = readDeployments(options.settings);
  if (wrong !== undefined) console.error(`${wrong}\nNone of these matters here, so it goes on.\n`);
  const regions = meantRegions(deployments, options.region);
  const now = new Date();
  const sweeps = deployments.map((settings) => sweepOne(settings, { source, regions, now, ...options }));
  process.exitCode = exitCodeOf((await Promise.all(sweeps)).flat());
}

type Asked = Pick<Options, 'volume'> & {
  readonly source: string;
  readonly regions: ReadonlySet<string>;
  readonly now: Date;
};

/** In those of `regions` that are of this primary Region. Each is told as it ends. */
const sweepOne = (settings: Deployment, { source, regions, now, volume }: Asked): Promise<Answer[]> =>
  Promise.all(
    regionsOf(settings)
      .filter((region) => regions.has(region))
      .map(async (region) => {
        const machine = nameOf(settings, 'sweep');
        const answer = await sweepRegion(region, {
          settings,
          source,
          volumeId: volume,
          now,
          states: new SFNClient({ region, requestHandler: CALL_LIMITS }),
          pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
          onStart: (name) => process.stdout.write(`${region}: ${machine}: ${name} has begun.\n`),
        });
        tell(answer, machine, volume);
        return answer;
      }),
  );

function tell(answer: Answer, machine: string, volume: string | undefined): void {
  const where = `${answer.region}: ${machine}:`;
  if ('failure' in answer)
    console.error(`${answer.region}: could not start or follow ${machine}: ${answer.failure}`);
  else if ('unsuccessful' in answer) {
    const { executionArn, error } = answer.unsuccessful;
    process.stdout.write(`${where} the sweep has failed (${error}). See ${executionLink(executionArn)}\n`);
  } else for (const line of renderSwept(answer.swept, volume)) process.stdout.write(`${where} ${line}\n`);
}

function exitCodeOf(answers: readonly Answer[]): number {
  if (answers.some((answer) => 'failure' in answer)) return EXIT.notAll;
  const isKnown = answers.some((answer) => 'swept' in answer && answer.swept.isVolumeKnown !== false);
  const isDone = answers.every((answer) => 'swept' in answer && isWhole(answer.swept));
  return isDone && isKnown ? EXIT.done : EXIT.leftUndone;
}

const isWhole = ({ deferred, unread }: { deferred: number; unread: readonly string[] }): boolean =>
  deferred === 0 && unread.length === 0;
