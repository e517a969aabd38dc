import type { SFNClient } from '@aws-sdk/client-sfn';
import { executionsOf } from '../../functions/aws/executions';
import { underWayAmong, type Running, type UnderWay } from '../../functions/domain/under-way';
import { machineNames } from '../../infra/machine-names';
import { drStackName, nameOf, primaryStackName } from '../../infra/names';
import { regionsOf, type Deployment, type Settings } from '../../infra/settings';
import { beginningOf } from '../deployed/beginning';
import { CallFailed, calling } from '../deployed/calls';
import { machinesIn } from '../deployed/state-machines';
import { rulesIn } from '../drain/event-rules';
import { startedBy, type Starter } from '../drain/starter';
import { schedulesIn } from '../drain/schedules';
import { waitingIn, type Waiting } from '../drain/waiting-messages';
import { switchPruning } from '../pause/switch-pruning';
import { failedCall } from '../terminal/failed-call';
import type { Clients } from './clients';
import { lastRunsOf, type EndedRun } from './last-runs';

/** What a deployment does at this time, as far as the credentials may see it. */
export type RightNow = {
  /** That nothing is deployed; then there is nothing else to see. */
  readonly absent?: string;
  /** When the stack of the primary Region was created, ISO 8601 in UTC; absent where nobody knows. */
  readonly deployedAt?: string;
  readonly regions: readonly RegionNow[];
  /** What could not be seen, and what it would need, in one line each. */
  readonly unseen: readonly string[];
};

/** What is absent could not be seen. */
export type RegionNow = {
  readonly region: string;
  readonly isPaused?: boolean;
  /** Whether a rule for EC2's events is disabled, as `drain` leaves it, or gone, although its machine is there. */
  readonly eventsAreOff?: boolean;
  /** Whether the schedule of the sweep is, in the same way. */
  readonly sweepsAreOff?: boolean;
  /** Whether a schedule of backups is disabled, or all are gone; absent where there are to be none. */
  readonly backupsAreOff?: boolean;
  /** How many executions run of each machine of which some do. */
  readonly running?: Readonly<Record<string, number>>;
  /** The queues that hold something. */
  readonly queues?: readonly Waiting[];
};

/** What runs, by the snapshots and copies that it is about; undefined where it could not be seen in every Region. */
export type Seen = {
  readonly rightNow: RightNow;
  readonly underWay?: UnderWay;
  /** Of the schedules in the primary Region; absent where they could not be seen, or there is no machine for them. */
  readonly runs?: readonly EndedRun[];
};

const POLICY_IN = 'docs/status.md';

/** Reads what runs, waits, is paused and is switched off. `source` is where the settings stand. Never rejects: what cannot be read is named. */
export async function readRightNow(
  settings: Settings,
  source: string,
  clientsOf: (region: string) => Clients,
): Promise<Seen> {
  const { region: primaryRegion } = settings.primary;
  const beginning = await beginningOf(clientsOf(primaryRegion).cloudFormation, settings, POLICY_IN);
  if ('absent' in beginning) return { rightNow: { absent: beginning.absent, regions: [], unseen: [] } };
  const unseen: string[] = 'unread' in beginning ? [beginning.unread] : [];
  const looks = await Promise.all(
    regionsOf(settings).map(async (region) => {
      const look = lookIn(settings, region, unseen);
      const clients = clientsOf(region);
      const stackName = region === primaryRegion ? primaryStackName(settings) : drStackName(settings, region);
      const machines = await look(() => machinesIn(clients.states, namesOfMachines(settings)));
      const executions = machines && (await look(() => runningIn(machines, clients.states)));
      const backup = region === primaryRegion ? machines?.get(nameOf(settings, 'backup')) : undefined;
      const runs = backup === undefined ? undefined : await look(() => lastRunsOf(clients.states, backup));
      const queues = await look(() => waitingIn(clients, stackName));
      const rules = await look(() => rulesIn(clients, nameOf(settings), namesOfMachines(settings)));
      const schedules = await look(() => schedulesIn(clients, settings));
      return { region, machines, executions, runs, queues, rules, schedules };
    }),
  );
  const paused = new Map<string, boolean>();
  const answers = await switchPruning('status', {
    settings,
    source,
    regions: regionsOf(settings),
    lambda: (region) => clientsOf(region).lambda,
  });
  for (const answer of answers)
    if ('failure' in answer) unseen.push(`${answer.region}: ${answer.failure}`);
    else paused.set(answer.region, answer.paused);
  const regions = looks.map(({ region, machines, executions, queues, rules, schedules }): RegionNow => {
    const isPaused = paused.get(region);
    return {
      region,
      ...(isPaused !== undefined && { isPaused }),
      ...(rules && { eventsAreOff: isAnyOff(startedByRules(settings), rules, machines) }),
      ...(schedules && schedulesOff(settings, schedules, machines)),
      ...(executions && { running: countsOf(executions) }),
      ...(queues && { queues }),
    };
  });
  const deployedAt = 'at' in beginning ? { deployedAt: beginning.at.toISOString() } : {};
  const rightNow = { ...deployedAt, regions, unseen: [...new Set(unseen)].sort() };
  const [runs] = looks.flatMap((look) => (look.runs === undefined ? [] : [look.runs]));
  const seen = { rightNow, ...(runs && { runs }) };
  const isWhole = looks.every(({ executions }) => executions !== undefined);
  if (!isWhole) return seen;
  const running = looks.flatMap(({ executions }) => [...(executions?.values() ?? [])].flat());
  return { ...seen, underWay: underWayAmong(running) };
}

/** Undefined where a call failed, which is noted. */
const lookIn =
  (settings: Deployment, region: string, unseen: string[]) =>
  async <Result>(read: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const where = { region, policyIn: POLICY_IN, otherwise: 'It can be tried again.' };
      unseen.push(`${region}: ${failedCall(error.cause, error.action, settings, where)}`);
      return undefined;
    }
  };

/** A machine, its rule and its schedule share their name. */
const namesOfMachines = (settings: Deployment): string[] =>
  machineNames().map((name) => nameOf(settings, name));

type Starters = readonly (readonly [machine: string, starter: Starter])[];

/** The ARNs of those that are deployed, by name; undefined where they could not be seen. */
type Machines = ReadonlyMap<string, string> | undefined;

function schedulesOff(
  settings: Settings,
  schedules: Starters,
  machines: Machines,
): Pick<RegionNow, 'sweepsAreOff' | 'backupsAreOff'> {
  const backup = nameOf(settings, 'backup');
  // The machine is there without any schedule where backups begin by hand alone.
  const hasBackups =
    schedules.some(([machine]) => machine === backup) ||
    (settings.schedules.length > 0 && machines?.has(backup) === true);
  return {
    sweepsAreOff: isAnyOff([nameOf(settings, 'sweep')], schedules, machines),
    ...(hasBackups && { backupsAreOff: isAnyOff([backup], schedules, machines) }),
  };
}

/** Of a machine that is there without what starts it, that was deleted. */
function isAnyOff(names: readonly string[], starters: Starters, machines: Machines): boolean {
  const of = new Map(starters);
  return names.some((name) => of.get(name)?.isOff ?? machines?.has(name) ?? false);
}

const startedByRules = (settings: Deployment): string[] =>
  namesOfMachines(settings).filter((name) => startedBy(settings, name) === 'rule');

/** The executions that run, by machine. */
async function runningIn(
  machines: ReadonlyMap<string, string>,
  states: SFNClient,
): Promise<ReadonlyMap<string, readonly Running[]>> {
  const running = new Map<string, readonly Running[]>();
  for (const [name, arn] of machines)
    running.set(name, await calling('states:ListExecutions', () => executionsOf(states).running(arn)));
  return running;
}

const countsOf = (executions: ReadonlyMap<string, readonly Running[]>): Record<string, number> =>
  Object.fromEntries(
    [...executions].flatMap(([machine, names]) =>
      names.length === 0 ? [] : [[machine, names.length] as const],
    ),
  );
