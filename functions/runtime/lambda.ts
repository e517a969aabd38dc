import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EBSClient } from '@aws-sdk/client-ebs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { InvalidEnvironment, InvalidInput } from '../domain/errors';
import type { UrlSigner } from '../aws/copy-url';
import type { RbinClient } from '../aws/list-rules';
import type { Log, Metrics } from './log';

/**
 * What a function may use of the world around it: `Used` says which clients. AWS Lambda gives the real one, the local world
 * its own.
 */
export type Runtime<Used extends keyof Clients = keyof Clients> = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly region: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => Date;
  /** Lets time pass. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** A new id: letters, digits and hyphens, at most 36. */
  readonly newId: () => string;
  readonly clients: Pick<Clients, Used>;
};

/**
 * SDK clients by Region. `retries: 'none'` is for calls that must not be repeated blindly: an SDK retry after a lost
 * answer would do them twice.
 */
export type Clients = {
  cloudFormation(region: string): CloudFormationClient;
  ebs(region: string): EBSClient;
  ec2(region: string, retries?: 'none'): EC2Client;
  /** Of URLs of EC2 in the Region. */
  ec2Signer(region: string): UrlSigner;
  kms(region: string): KMSClient;
  rbin(region: string): RbinClient;
  scheduler(region: string): SchedulerClient;
  sfn(region: string): SFNClient;
  sns(region: string): SNSClient;
  sqs(region: string): SQSClient;
  ssm(region: string, retries?: 'none'): SSMClient;
};

/** A function as AWS Lambda calls it; `within` gives the same function in another runtime. */
export type LambdaHandler = ((event: unknown) => Promise<unknown>) & {
  within(runtime: Runtime): (event: unknown) => Promise<unknown>;
};

type Parts<Input extends z.ZodType, Environment extends z.ZodType, Used extends keyof Clients, Deps> = {
  readonly input: Input;
  readonly environment: Environment;
  /** Builds the adapters, once for each execution environment. */
  readonly deps: (runtime: Runtime<Used>, environment: z.output<Environment>) => Deps;
  readonly run: (deps: Deps) => (input: z.output<Input>) => Promise<unknown>;
};

/**
 * Makes a Lambda handler: checks the environment and builds the dependencies on the first call, and the input on each.
 * Throws InvalidEnvironment or InvalidInput, which name what is wrong, before any call is made.
 */
export function lambda<
  Input extends z.ZodType,
  Environment extends z.ZodType,
  Used extends keyof Clients,
  Deps,
>(awsRuntime: () => Runtime<Used>, parts: Parts<Input, Environment, Used, Deps>): LambdaHandler {
  const within = (runtime: Runtime<Used>): ((event: unknown) => Promise<unknown>) => {
    const environment = parse(parts.environment, runtime.environment, InvalidEnvironment);
    const run = parts.run(parts.deps(runtime, environment));
    return async (event) => run(parse(parts.input, event, InvalidInput));
  };
  let warm: ((event: unknown) => Promise<unknown>) | undefined;
  return Object.assign(async (event: unknown) => (warm ??= within(awsRuntime()))(event), { within });
}

function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  Failure: new (message: string) => Error,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Failure(
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; '),
  );
}
