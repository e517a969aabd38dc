import { ListExecutionsCommand, type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { machineNames } from '../../infra/machine-names';
import { drStackName, nameOf, primaryStackName } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import { failedCall } from '../terminal/failed-call';
import { ofAnotherAccount } from '../deployed/account';
import { CallFailed, everyPage, unlessGone } from '../deployed/calls';
import { machinesIn, PAGE_SIZE } from '../deployed/state-machines';
import { rulesIn, type RuleClient } from './event-rules';
import { startedBy, type StartedBy, type Starter } from './starter';
import { schedulesIn, type ScheduleClient } from './schedules';
import { waitingIn, type QueueClients, type Waiting } from './waiting-messages';

/** `drain`: rules and schedules off, and see what runs. `stop`: the same, and stop that. `undo`: rules and schedules on again. */
export type Deed = 'drain' | 'stop' | 'undo';

/** What there is of one machine in a Region, and what became of it. */
export type Drained = {
  readonly name: string;
  readonly startedBy: StartedBy;
  /** The rule or schedules: undefined where it is not there; `gone` where it was to be switched on, and is not there although its machine is. */
  readonly starter?: 'on' | 'off' | 'gone' | undefined;
  /** Names of what stays off, since somebody else had switched it off; none where a drain was not undone. */
  readonly stays?: readonly string[];
  /** Executions that run on; undefined where there is no machine, or nobody has looked. */
  readonly running?: number | undefined;
  /** Executions that were stopped. */
  readonly stopped?: number;
};

/** What became of one Region, or in one line why that could not be done or learnt. */
export type Answer = { readonly region: string } & (
  | {
      readonly machines: readonly Drained[];
      /** The queues that hold something; none where nobody has looked. */
      readonly queues: readonly Waiting[];
    }
  | { readonly failure: string }
);

/** Clients of one Region, with the ordinary credentials. */
export type Clients = QueueClients & RuleClient & ScheduleClient & { readonly states: SFNClient };

const CAUSE =
  'Stopped by a person with "keeper drain --stop", to remove the deployment or take it out of work.';

/** As many as Step Functions takes at once without being asked twice. */
const STOPS_AT_ONCE = 10;

/**
 * Takes one primary Region of a deployment out of work in one of its Regions, or back. What is not there, because its stack is gone or half
 * gone, is passed over, and what is refused of one machine keeps no other from it. A repeated call changes nothing more. Never rejects.
 */
export async function drainRegion(
  deed: Deed,
  settings: Deployment,
  region: string,
  clients: Clients,
  now: () => Date = () => new Date(),
): Promise<Answer> {
  try {
    const names = machineNames().map((name) => nameOf(settings, name));
    const starters = new Map([
      ...(await rulesIn(clients, nameOf(settings), names)),
      ...(await schedulesIn(clients, settings, now)),
    ]);
    const machines = await machinesIn(clients.states, names);
    const found = [...[...starters.values()].map(({ arn }) => arn), ...machines.values()];
    const failure = ofAnotherAccount(settings, found);
    if (failure !== undefined) return { region, failure };
    const drained: Drained[] = [];
    const failures = new Set<string>();
    for (const name of rulesFirst(settings, names)) {
      const by = startedBy(settings, name);
      if (by === 'person' && deed === 'undo') continue;
      try {
        const one = await drainMachine(deed, clients, starters.get(name), machines.get(name));
        if (one.starter !== undefined || one.running !== undefined)
          drained.push({ name, startedBy: by, ...one });
      } catch (error) {
        // One call that is refused must not leave the others as they are.
        failures.add(failureOf(error, settings, region));
      }
    }
    if (failures.size > 0) return { region, failure: [...failures].join(' ') };
    drained.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    // After the executions: one that fails meanwhile has put that into the failure queue.
    const queues = deed === 'undo' ? [] : await waitingIn(clients, stackName(settings, region));
    return { region, machines: drained, queues };
  } catch (error) {
    return { region, failure: failureOf(error, settings, region) };
  }
}

/** Without EC2's events more is lost than without a schedule. */
const rulesFirst = (settings: Deployment, names: readonly string[]): string[] => {
  const isOfRule = (name: string): boolean => startedBy(settings, name) === 'rule';
  return [...names.filter(isOfRule), ...names.filter((name) => !isOfRule(name))];
};

function failureOf(error: unknown, settings: Deployment, region: string): string {
  if (!(error instanceof CallFailed)) throw error;
  return failedCall(error.cause, error.action, settings, {
    region,
    policyIn: 'docs/operate.md',
    otherwise: 'It can be tried again.',
  });
}

const stackName = (settings: Deployment, region: string): string =>
  region === settings.primary.region ? primaryStackName(settings) : drStackName(settings, region);

async function drainMachine(
  deed: Deed,
  clients: Clients,
  starter: Starter | undefined,
  machineArn: string | undefined,
): Promise<Omit<Drained, 'name' | 'startedBy'>> {
  const is = await starter?.switchTo(deed === 'undo' ? 'on' : 'off');
  if (deed === 'undo') {
    const { stays = [] } = starter ?? {};
    return {
      starter: is ?? (machineArn === undefined ? undefined : 'gone'),
      ...(stays.length > 0 && { stays }),
    };
  }
  const running = machineArn === undefined ? undefined : await runningOf(clients, machineArn);
  if (deed === 'drain' || running === undefined) return { starter: is, running: running?.length };
  return { starter: is, running: 0, stopped: await stopAll(clients, running) };
}

/** The ARNs of the executions that run; undefined where the machine is gone meanwhile. */
const runningOf = ({ states }: Clients, stateMachineArn: string): Promise<string[] | undefined> =>
  unlessGone('states:ListExecutions', () =>
    everyPage(async (nextToken) => {
      const page = await states.send(
        new ListExecutionsCommand({
          stateMachineArn,
          statusFilter: 'RUNNING',
          maxResults: PAGE_SIZE,
          ...(nextToken && { nextToken }),
        }),
      );
      return {
        items: (page.executions ?? []).map(({ executionArn = '' }) => executionArn),
        next: page.nextToken,
      };
    }),
  );

/** How many were stopped: those that have ended meanwhile are none. */
async function stopAll({ states }: Clients, executionArns: readonly string[]): Promise<number> {
  const stop = (executionArn: string) =>
    unlessGone('states:StopExecution', () =>
      states.send(new StopExecutionCommand({ executionArn, error: 'Drained', cause: CAUSE })),
    );
  let stopped = 0;
  for (let first = 0; first < executionArns.length; first += STOPS_AT_ONCE) {
    const answers = await Promise.all(executionArns.slice(first, first + STOPS_AT_ONCE).map(stop));
    stopped += answers.filter((answer) => answer !== undefined).length;
  }
  return stopped;
}
