import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { codeOf } from '../../functions/aws/aws-errors';
import { nameOf } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import { failedCall } from '../terminal/failed-call';

export type Verb = 'pause' | 'resume' | 'status';

/**
 * What became of one Region: whether nothing is deleted there now, or in one line why that could not be done or learnt. `reserved` is the concurrency that somebody had
 * reserved for the function: a pause takes its place, and where there is none nobody ends it.
 */
export type Answer = { readonly region: string } & (
  { readonly paused: boolean; readonly reserved?: number } | { readonly failure: string }
);

type Operation = {
  /** What IAM has to allow. */
  readonly action: string;
  /** Resolves to the reserved concurrency that the function has then, undefined where it has none. */
  readonly send: (client: LambdaClient, FunctionName: string) => Promise<number | undefined>;
};

const OPERATIONS: Readonly<Record<Verb, Operation>> = {
  pause: {
    action: 'lambda:PutFunctionConcurrency',
    send: async (client, FunctionName) => {
      const command = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 });
      return (await client.send(command)).ReservedConcurrentExecutions;
    },
  },
  resume: {
    action: 'lambda:DeleteFunctionConcurrency',
    send: async (client, FunctionName) => {
      await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      return undefined;
    },
  },
  status: {
    action: 'lambda:GetFunctionConcurrency',
    send: async (client, FunctionName) =>
      (await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions,
  },
};

type Options = {
  readonly settings: Deployment;
  /** Where the settings stand. */
  readonly source: string;
  readonly regions: readonly string[];
  /** A client for each Region, with the ordinary credentials. */
  readonly lambda: (region: string) => LambdaClient;
};

/**
 * Stops the function that deletes, lets it run again, or asks whether it is stopped, in each of `regions` at once: one that
 * fails keeps no other from it. A repeated call changes nothing. Never rejects; the answers are in the order of `regions`.
 */
export const switchPruning = (
  verb: Verb,
  { settings, source, regions, lambda }: Options,
): Promise<Answer[]> =>
  Promise.all(
    regions.map(async (region) => {
      try {
        const client = lambda(region);
        const before = verb === 'status' ? undefined : await reservedBefore(client, functionIn(settings));
        if (verb === 'resume' && before !== undefined) return { region, paused: false, reserved: before };
        const reserved = await OPERATIONS[verb].send(client, functionIn(settings));
        if (verb === 'pause' && reserved !== 0)
          return {
            region,
            failure: `Lambda answers a reserved concurrency of ${reserved ?? 'none'}, not of 0.`,
          };
        return { region, paused: reserved === 0, ...(before !== undefined && { reserved: before }) };
      } catch (error) {
        return { region, failure: failureOf(error, OPERATIONS[verb].action, { settings, source, region }) };
      }
    }),
  );

/** Undefined where nothing is reserved, or it is paused; and where that cannot be learnt, which keeps nobody from pausing or resuming. */
async function reservedBefore(client: LambdaClient, name: string): Promise<number | undefined> {
  const reserved = await OPERATIONS.status.send(client, name).catch(() => undefined);
  return reserved === 0 ? undefined : reserved;
}

/** With the account, where the settings fix it: credentials of another one must not find a function of the same name. */
function functionIn(settings: Deployment): string {
  const name = nameOf(settings, 'prune-volume');
  return settings.account === undefined ? name : `${settings.account}:function:${name}`;
}

function failureOf(
  error: unknown,
  action: string,
  { settings, source, region }: Pick<Options, 'settings' | 'source'> & { readonly region: string },
): string {
  if (codeOf(error) === 'ResourceNotFoundException')
    return (
      'there is no such function in the account of the credentials. ' +
      `It belongs to the deployment ${settings.deployment} of the primary Region ${settings.primary.region}, as ${source} has it; ` +
      '--settings FILE names other settings, and the lines for the AWS CLI in docs/operate.md take any name.'
    );
  return failedCall(error, action, settings, {
    region,
    policyIn: 'docs/operate.md',
    otherwise: 'It can be tried again, or done by the line for the AWS CLI in docs/operate.md.',
  });
}
