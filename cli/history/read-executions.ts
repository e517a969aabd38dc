import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListStateMachinesCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { codeOf } from '../../functions/aws/aws-errors';
import { arnOf } from '../../functions/domain/arn';
import { partitionOf } from '../../infra/constructs/partition';
import { nameOf } from '../../infra/names';
import type { Execution, Machine } from './execution-moments';
import { type Ending, type Step, stepsOf } from './execution-steps';
import type { Unread } from '../deployed/unread';

/** What AWS answers where there is no such execution, or none any more: it keeps each for 90 days. */
const ABSENT = new Set(['ExecutionDoesNotExist', 'StateMachineDoesNotExist']);

/** The most that Step Functions puts on a page. */
const PAGE_SIZE = 1000;

type Asked = {
  readonly region: string;
  readonly client: SFNClient;
  readonly machines: readonly Machine[];
  readonly snapshotId: string;
  /** The names to look for. */
  readonly names: readonly string[];
};

/**
 * The executions of these machines that bear one of the names. They are asked for by their ARNs, so none is looked for that somebody has
 * started by another name: only a list of all executions would find those. Undefined where they could not be read.
 */
export async function readExecutions(asked: Asked, unread: Unread): Promise<Execution[] | undefined> {
  const { region, client, machines, names } = asked;
  const { deployment } = unread;
  const account = deployment.account ?? (await accountIn(client, region, unread));
  if (account === undefined) return undefined;
  const executions: Execution[] = [];
  if (account === NO_MACHINE) return executions;
  for (const machine of machines)
    for (let first = 0; first < names.length; first += AT_ONCE) {
      const some = names.slice(first, first + AT_ONCE);
      const read = await Promise.all(
        some.map((name) => readOne({ ...asked, account, machine, name }, unread)),
      );
      if (read.includes('unread')) return undefined;
      for (const one of read) if (typeof one === 'object') executions.push(one);
    }
  return executions;
}

/** So many executions are asked about at once, of which Step Functions takes some ten a second. */
const AT_ONCE = 10;

type One = Asked & { readonly account: string; readonly machine: Machine; readonly name: string };

async function readOne(one: One, unread: Unread): Promise<Execution | 'absent' | 'unread'> {
  const { region, client, snapshotId, account, machine, name } = one;
  const machineName = nameOf(unread.deployment, machine);
  const arn = `arn:${partitionOf(region) ?? 'aws'}:states:${region}:${account}:execution:${machineName}:${name}`;
  const described = await unread.unless('states:DescribeExecution', region, () =>
    unlessAbsent(() => client.send(new DescribeExecutionCommand({ executionArn: arn }))),
  );
  if (described === undefined) return 'unread';
  if (described === 'absent') return 'absent';
  const events = await unread.unless('states:GetExecutionHistory', region, () => eventsOf(client, arn));
  const steps = events === undefined ? stepsByDescription(described) : stepsOf(events);
  const isRunning = described.status === 'RUNNING';
  return { machine, region, snapshotId, isBySweep: name !== snapshotId, steps, isRunning };
}

const NO_MACHINE = '';

/** That of the credentials, which the ARN of any state machine names. */
const accountIn = (client: SFNClient, region: string, unread: Unread): Promise<string | undefined> =>
  unread.unless('states:ListStateMachines', region, async () => {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({ maxResults: 1 }));
    return arnOf(stateMachines[0]?.stateMachineArn ?? '').accountId;
  });

async function unlessAbsent<Result>(call: () => Promise<Result>): Promise<Result | 'absent'> {
  try {
    return await call();
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return 'absent';
    throw error;
  }
}

/** All of it: AWS ends an execution at 25,000 events. */
async function eventsOf(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        includeExecutionData: true,
        maxResults: PAGE_SIZE,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
}

const ENDINGS: Readonly<Record<string, Ending>> = {
  SUCCEEDED: 'ended well',
  FAILED: 'ended red',
  TIMED_OUT: 'ran for too long and ended red',
  ABORTED: 'was stopped',
};

/** What is known without the history. */
function stepsByDescription(described: DescribeExecutionCommandOutput): Step[] {
  const { startDate, stopDate, status = '', input = '', error, cause } = described;
  const outside = { state: '', input: undefined, asked: undefined };
  const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  const steps: Step[] = [];
  if (startDate !== undefined)
    steps.push({ at: startDate.toISOString(), type: 'began', ...outside, data: jsonOf(input) });
  if (stopDate !== undefined && ENDINGS[status] !== undefined)
    steps.push({ at: stopDate.toISOString(), type: 'ended', ...outside, data: ENDINGS[status], ...reason });
  return steps;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
