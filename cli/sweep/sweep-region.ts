import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { nameOf } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import { ofAnotherAccount } from '../deployed/account';
import { CallFailed, calling, unlessGone } from '../deployed/calls';
import { machinesIn } from '../deployed/state-machines';
import { failedCall } from '../terminal/failed-call';

const Count = z.int().nonnegative();

/** What the machine `sweep` ends with. */
const Swept = z.object({
  /** How often each lack was found. */
  found: z.record(z.string(), Count),
  started: Count,
  tried: Count,
  deferred: Count,
  unread: z.array(z.string()),
  /** Where one volume was swept; a release before did not tell. */
  isVolumeKnown: z.boolean().optional(),
});

export type Swept = z.output<typeof Swept>;

/** How the sweep of one Region ended, or in one line why it could not be started or followed. */
export type Answer = { readonly region: string } & (
  | { readonly swept: Swept }
  | { readonly unsuccessful: { readonly executionArn: string; readonly error: string } }
  | { readonly failure: string }
);

type Options = {
  readonly settings: Deployment;
  /** Where the settings stand. */
  readonly source: string;
  readonly volumeId: string | undefined;
  readonly now: Date;
  /** Of the Region, with the ordinary credentials. */
  readonly states: SFNClient;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told once the execution has begun. */
  readonly onStart: (executionName: string) => void;
};

const POLL_MS = 5_000;

/** An execution that has just begun may not be shown at once; one that is not shown for so many looks is gone. */
const UNSEEN_MAX = 12;

/** Starts the sweep of one primary Region in one of its Regions, and waits until it ends. Never rejects. */
export async function sweepRegion(region: string, options: Options): Promise<Answer> {
  try {
    return { region, ...(await sweep(options)) };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return {
      region,
      failure: failedCall(error.cause, error.action, options.settings, {
        region,
        policyIn: 'docs/operate.md',
        otherwise: 'It can be tried again; a sweep that has begun goes on.',
      }),
    };
  }
}

type Ended =
  { swept: Swept } | { unsuccessful: { executionArn: string; error: string } } | { failure: string };

async function sweep({ settings, source, states, onStart, pause, ...asked }: Options): Promise<Ended> {
  const machine = nameOf(settings, 'sweep');
  const stateMachineArn = (await machinesIn(states, [machine])).get(machine);
  if (stateMachineArn === undefined)
    return {
      failure: `there is no such state machine, as ${source} has it, in the account of the credentials; --settings FILE names other settings.`,
    };
  const failure = ofAnotherAccount(settings, [stateMachineArn]);
  if (failure !== undefined) return { failure };
  const { name, input } = executionOf(asked);
  const { executionArn = '' } = await calling('states:StartExecution', () =>
    states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })),
  );
  onStart(name);
  for (let unseen = 0; unseen < UNSEEN_MAX;) {
    const seen = await unlessGone('states:DescribeExecution', () =>
      states.send(new DescribeExecutionCommand({ executionArn })),
    );
    if (seen === undefined) unseen += 1;
    else if (seen.status === 'SUCCEEDED') return outcomeOf(seen.output);
    else if (seen.status !== 'RUNNING') {
      const { status = '', error = status, cause } = seen;
      const why = [error, ...(cause === undefined ? [] : [cause])].join(': ').replace(/\s+/g, ' ');
      return { unsuccessful: { executionArn, error: why } };
    }
    await pause(POLL_MS);
  }
  return { failure: `the execution ${name} is not there any more.` };
}

/** Whole seconds, as the schedule gives them. A name takes no colon. */
function executionOf({ now, volumeId }: Pick<Options, 'now' | 'volumeId'>) {
  const scheduledAt = now.toISOString().replace(/\.\d+/, '');
  const at = scheduledAt.replace(/:/g, '-');
  if (volumeId === undefined) return { name: `sweep-by-hand-${at}`, input: { scheduledAt } };
  return { name: `sweep-by-hand-${at}-${volumeId}`, input: { scheduledAt, volumeId } };
}

function outcomeOf(output: string | undefined): Ended {
  const swept = Swept.safeParse(jsonOf(output));
  if (swept.success) return { swept: swept.data };
  return {
    failure: `the sweep ended, and what it says cannot be read: "${output}". Use the release that is deployed.`,
  };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
