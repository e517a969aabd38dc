import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Command, Option } from 'commander';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { nameOf } from '../../infra/names';
import { regionsOf, type Deployment } from '../../infra/settings';
import { readDeployments } from '../flags/read-settings';
import { meantRegions } from '../flags/region-option';
import { counted } from '../terminal/counted';
import { withNotes } from '../terminal/help-notes';
import { deployAgainLine, keeperLine } from '../terminal/keeper-line';
import { visible } from '../terminal/visible';
import { type Answer, type Deed, type Drained, drainRegion } from './drain-region';
import type { Waiting } from './waiting-messages';

const EXIT = { done: 0, notYet: 1, notAll: 2 } as const;

type Options = {
  readonly settings?: string;
  readonly region?: string[];
  readonly stop?: true;
  readonly undo?: true;
};

const MEANWHILE =
  'From now on new snapshots are not looked after, and copies that finish are not confirmed. What EC2 told before is still handled, so ask again ' +
  'until nothing runs or waits, and once more a minute later, since SQS counts late. An execution ends by itself, most within minutes; one that waits for a copy slot, or for a deletion while deleting is paused, may wait ' +
  'for up to 16 days. "--stop" stops what runs, "--undo" switches the rules and the schedules on again.';

const STOPPED =
  'From now on new snapshots are not looked after, and copies that finish are not confirmed. What was stopped is red in Step Functions, and an alarm tells of it. What EC2 told ' +
  'before, or a sweep found, may start executions for some minutes yet: ask again until nothing runs or waits. "--undo" switches the rules and the schedules on again.';

const undone = (settingsFile: string | undefined): string =>
  `EC2 told in vain of what was taken or copied meanwhile: the next sweep finds it and starts what is missing. "${keeperLine('sweep', settingsFile)}" sweeps now. Backups that were due meanwhile are not made up for: "${keeperLine('backup --schedule NAME', settingsFile)}" takes one now.`;

/** `drain`: the deployment takes on nothing more, and ends what it has begun. */
export const drainCommand = (): Command =>
  withNotes(
    command(),
    MEANWHILE,
    'Exit codes: 0 the rules and the schedules are off and nothing runs or waits, or with --undo they are on; 1 they are off, and executions still run or ' +
      'messages still wait; dead letters alone are named and change no exit code, since they wait for a person; ' +
      '2 wrong flag or setting, or not every Region could be reached, with one line for each; with --undo also where a rule, a schedule or all of a Region is gone. ' +
      'All Regions are tried, whatever becomes of one; what is not there any more is passed over.',
  );

const command = (): Command =>
  new Command('drain')
    .exitOverride()
    .description(
      'Take the deployment out of work, as before its removal: switch its EventBridge rules and its schedules off in every Region and tell how many executions still run and how many messages still wait in its queues. ' +
        'Uses the ordinary AWS credentials.',
    )
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--region <region...>', 'only in this Region of the deployment')
    .addOption(new Option('--stop', 'stop the executions that run').conflicts('undo'))
    .option('--undo', 'switch the rules and the schedules on again')
    .action(run);

async function run(options: Options): Promise<void> {
  const { deployments, source, wrong } = readDeployments(options.settings);
  if (wrong !== undefined) console.error(`${wrong}\nNone of these matters here, so it goes on.\n`);
  const regions = meantRegions(deployments, options.region);
  const deed = options.undo ? 'undo' : options.stop ? 'stop' : 'drain';
  const answers: Answer[] = [];
  const asked = { source, regions, settingsFile: options.settings };
  for (const deployment of deployments) answers.push(...(await drainOne(deed, deployment, asked)));
  const isDone = answers.some((answer) => 'machines' in answer && !isNothing(answer));
  if (isDone) process.stdout.write(`\n${outlook(deed, options.settings)}\n`);
  process.exitCode = exitCodeOf(deed, answers);
}

function outlook(deed: Deed, settingsFile: string | undefined): string {
  if (deed === 'undo') return undone(settingsFile);
  return deed === 'stop' ? STOPPED : MEANWHILE;
}

function exitCodeOf(deed: Deed, answers: readonly Answer[]): number {
  if (answers.some((answer) => 'failure' in answer)) return EXIT.notAll;
  const found = answers.map((answer) => ('machines' in answer ? answer.machines : []));
  const machines = found.flat();
  // There was something to undo: then this is another account, or the stack is gone.
  if (deed === 'undo' && found.some(({ length }) => length === 0)) return EXIT.notAll;
  if (machines.some(({ starter }) => starter === 'gone')) return EXIT.notAll;
  const queues = answers.flatMap((answer) => ('queues' in answer ? answer.queues : []));
  // Nobody but a person empties a dead-letter queue: asking again would not help.
  const waits = queues.some(({ isOfDeadLetters }) => !isOfDeadLetters);
  return waits || machines.some(({ running = 0 }) => running > 0) ? EXIT.notYet : EXIT.done;
}

const isNothing = ({ machines, queues }: Extract<Answer, { machines: unknown }>): boolean =>
  machines.length + queues.length === 0;

type Asked = {
  /** Where the settings stand, in words. */
  readonly source: string;
  readonly regions: ReadonlySet<string>;
  readonly settingsFile: string | undefined;
};

/** In those of `regions` that are of this primary Region. */
async function drainOne(
  deed: Deed,
  settings: Deployment,
  { source, regions, settingsFile }: Asked,
): Promise<Answer[]> {
  const meant = regionsOf(settings).filter((region) => regions.has(region));
  const answers = await Promise.all(
    meant.map((region) => {
      const options = { region, requestHandler: CALL_LIMITS };
      return drainRegion(deed, settings, region, {
        events: new EventBridgeClient(options),
        scheduler: new SchedulerClient(options),
        states: new SFNClient(options),
        cloudFormation: new CloudFormationClient(options),
        sqs: new SQSClient(options),
      });
    }),
  );
  const name = nameOf(settings);
  for (const answer of answers)
    if ('failure' in answer)
      console.error(`${answer.region}: could not ${TO[deed]} ${name}: ${answer.failure}`);
    else if (isNothing(answer))
      process.stdout.write(
        `${answer.region}: nothing is there of ${name}, as ${source} has it, in the account of the credentials; --settings FILE names other settings.\n`,
      );
    else
      for (const line of [
        ...answer.machines.map((machine) => lineOf(machine, settingsFile)),
        ...answer.queues.map(waitingLineOf),
      ])
        process.stdout.write(`${answer.region}: ${line}\n`);
  return answers;
}

const TO: Readonly<Record<Deed, string>> = { drain: 'drain', stop: 'drain', undo: 'undo the draining of' };

function lineOf(
  { name, startedBy, starter, stays = [], running, stopped }: Drained,
  settingsFile: string | undefined,
): string {
  if (starter === 'gone')
    return `${name}: its ${startedBy} ${startedBy === 'schedules' ? 'are' : 'is'} gone, so ${WITHOUT[startedBy]} "${deployAgainLine(settingsFile)}" makes it again.`;
  const state = stateOf(startedBy, starter);
  if (starter === 'on') return `${name}: ${state}.${staysWords(stays)}`;
  if (running === undefined) return `${name}: ${state}, no machine.`;
  if (stopped !== undefined && stopped > 0)
    return `${name}: ${state}, ${counted(stopped, 'execution')} stopped.`;
  if (running === 0) return `${name}: ${state}, nothing runs.`;
  return `${name}: ${state}, ${counted(running, 'execution')} still ${running === 1 ? 'runs' : 'run'}.`;
}

const staysWords = (stays: readonly string[]): string =>
  stays.length === 0
    ? ''
    : ` ${stays.map(visible).join(', ')} ${stays.length === 1 ? 'stays' : 'stay'} off: the drain had not switched ${stays.length === 1 ? 'it' : 'them'} off.`;

function stateOf(startedBy: Drained['startedBy'], starter: Drained['starter']): string {
  if (startedBy === 'person') return 'people start it';
  return starter === undefined ? `no ${startedBy}` : `${startedBy} ${starter}`;
}

/** What does not run while a starter is gone. */
const WITHOUT: Readonly<Record<Drained['startedBy'], string>> = {
  person: 'nobody can start it.',
  rule: 'no event of EC2 starts it.',
  schedule: 'no sweep comes by itself, but by "keeper sweep" alone.',
  schedules: 'no backup comes by itself.',
};

function waitingLineOf({ name, messages, isOfDeadLetters }: Waiting): string {
  if (isOfDeadLetters)
    return `${name}: ${counted(messages, 'dead letter')}, lost with the stack: read or redrive what matters.`;
  return `${name}: ${counted(messages, 'message')} still ${messages === 1 ? 'waits' : 'wait'}.`;
}
