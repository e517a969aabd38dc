import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { timeOfRun } from '../../functions/domain/scheduled-run';
import { nameOf } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import { failedCall } from '../terminal/failed-call';
import { ofAnotherAccount } from './account';
import { CallFailed, calling, unlessGone } from './calls';
import { machinesIn } from './state-machines';

/** How an execution that a person has started ended, or in one line why it could not be started or followed. */
export type Ended =
  | { readonly output: string | undefined }
  | { readonly unsuccessful: { readonly executionArn: string; readonly error: string } }
  | { readonly failure: string };

/** How a person starts executions in one Region, and waits for them. */
export type Waiting = {
  readonly settings: Deployment;
  /** Where the settings stand. */
  readonly source: string;
  /** Of the Region, with the ordinary credentials. */
  readonly states: SFNClient;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told once the execution has begun. */
  readonly onStart: (executionName: string) => void;
};

export type Started = {
  readonly region: string;
  readonly machine: 'sweep' | 'backup' | 'restore';
  readonly name: string;
  readonly input: Readonly<Record<string, string | number | boolean>>;
};

const POLL_MS = 5_000;

/** An execution that has just begun may not be shown at once; one that is not shown for so many looks is gone. */
const UNSEEN_MAX = 12;

/** Starts an execution of a machine of the deployment, and waits until it ends. Never rejects. */
export async function followExecution(started: Started, waiting: Waiting): Promise<Ended> {
  try {
    return await follow(started, waiting);
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return {
      failure: failedCall(error.cause, error.action, waiting.settings, {
        region: started.region,
        policyIn: 'docs/operate.md',
        otherwise: `It can be tried again; a ${started.machine} that has begun goes on.`,
      }),
    };
  }
}

async function follow(
  { machine: kind, name, input }: Started,
  { settings, source, states, pause, onStart }: Waiting,
): Promise<Ended> {
  const machine = nameOf(settings, kind);
  const stateMachineArn = (await machinesIn(states, [machine])).get(machine);
  if (stateMachineArn === undefined)
    return {
      failure: `there is no such state machine, as ${source} has it, in the account of the credentials; --settings FILE names other settings.`,
    };
  const failure = ofAnotherAccount(settings, [stateMachineArn]);
  if (failure !== undefined) return { failure };
  const { executionArn = '' } = await calling('states:StartExecution', () =>
    states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })),
  );
  onStart(name);
  for (let unseen = 0; unseen < UNSEEN_MAX;) {
    const seen = await unlessGone('states:DescribeExecution', () =>
      states.send(new DescribeExecutionCommand({ executionArn })),
    );
    if (seen === undefined) unseen += 1;
    else if (seen.status === 'SUCCEEDED') return { output: seen.output };
    else if (seen.status !== 'RUNNING') {
      const { status = '', error = status, cause } = seen;
      const why = [error, ...(cause === undefined ? [] : [cause])].join(': ').replace(/\s+/g, ' ');
      return { unsuccessful: { executionArn, error: why } };
    }
    await pause(POLL_MS);
  }
  return { failure: `the execution ${name} is not there any more.` };
}

/** When a person starts something: whole seconds, as a schedule gives them, and as part of a name, which takes no colon. */
export function timeByHand(now: Date): { readonly scheduledAt: string; readonly at: string } {
  const scheduledAt = timeOfRun(now);
  return { scheduledAt, at: scheduledAt.replace(/:/g, '-') };
}

/** What an execution ended with; undefined where it cannot be read. */
export function outputOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
