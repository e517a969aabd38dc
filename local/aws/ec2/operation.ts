import * as z from 'zod';
import { AwsError, type Authorization, type Caller, type Outcome } from '../api';
import type { Ec2Account, Ec2Region } from './account';
import type { RequestRate } from './token-buckets';

/** Who asks for an operation, and where. */
export type Subject = { readonly account: Ec2Account; readonly region: Ec2Region; readonly caller: Caller };

export type Call = Subject & { readonly nowMs: number };

/** One operation of the API. Both methods throw where `input` is none of the operation's. */
export type Operation = {
  authorizations(subject: Subject, input: unknown): readonly Authorization[];
  apply(call: Call, input: unknown): Outcome;
};

type Input<P extends z.ZodRawShape> = z.output<z.ZodObject<P>>;

/**
 * An operation from its parameters and what it does. A parameter that is not named is an error, since leaving it out
 * would do something else than was asked. `DryRun` and the request limit need no care of the operation.
 */
export const defineOperation = <P extends z.ZodRawShape>(
  name: string,
  definition: {
    readonly parameters: P;
    readonly rate: RequestRate | ((input: Input<P>) => RequestRate);
    readonly authorizations: (subject: Subject, input: Input<P>) => readonly Authorization[];
    readonly apply: (call: Call, input: Input<P>) => Outcome;
  },
): Operation => {
  const schema = z.strictObject({ ...definition.parameters, DryRun: z.boolean().optional() });
  type Parsed = Input<P> & { DryRun?: boolean | undefined };
  // IAM is asked about the input just before the call is carried out, so it is mostly parsed already.
  let last: { readonly input: unknown; readonly parsed: Parsed } | undefined;
  const parse = (input: unknown): Parsed => {
    if (last !== undefined && last.input === input) return last.parsed;
    const result = schema.safeParse(input);
    if (!result.success) throw refusal(name, input, result.error.issues[0]!);
    const parsed = result.data as Parsed;
    last = { input, parsed };
    return parsed;
  };
  return {
    authorizations: (subject, input) => definition.authorizations(subject, parse(input)),
    apply: (call, input) => {
      const parsed = parse(input);
      const rate = typeof definition.rate === 'string' ? definition.rate : definition.rate(parsed);
      if (!call.region.buckets.take(name, rate, call.nowMs)) {
        throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
      }
      if (parsed.DryRun) {
        throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
      }
      return definition.apply(call, parsed);
    },
  };
};

const refusal = (operation: string, input: unknown, issue: z.core.$ZodIssue): Error => {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [path, key].filter(Boolean).join('.'));
    return new Error(`not simulated: ec2:${operation} with ${names.join(', ')}`);
  }
  const value = issue.path.reduce<unknown>(
    (object, key) => (object as Record<PropertyKey, unknown>)[key],
    input,
  );
  if (value === undefined) {
    return new AwsError('MissingParameter', `The request must contain the parameter ${path}`);
  }
  return new AwsError('InvalidParameterValue', `Value for parameter ${path} is invalid. ${issue.message}`);
};
