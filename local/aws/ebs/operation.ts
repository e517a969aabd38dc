import * as z from 'zod';
import type { Authorization } from '../api';
import { snapshotArn } from '../ec2/authorization';
import { isSnapshotId } from '../ec2/existing-resource';
import type { Call, Subject } from '../ec2/operation';
import { invalid } from './ebs-error';

/** What an operation answers: all three of them only read. */
export type Answer = Readonly<Record<string, unknown>>;

/** One operation of the EBS direct APIs. Both methods throw where `input` is none of the operation's. */
export type EbsOperation = {
  authorizations(subject: Subject, input: unknown): readonly Authorization[];
  apply(call: Call, input: unknown): Answer;
};

type Input<P extends z.ZodRawShape> = z.output<z.ZodObject<P>>;

/** An operation from its parameters, the snapshots that it reads, and what it does. A parameter that is not named is an error. */
export const defineEbsOperation = <P extends z.ZodRawShape>(
  name: string,
  definition: {
    readonly parameters: P;
    readonly snapshotIds: (input: Input<P>) => readonly string[];
    readonly apply: (call: Call, input: Input<P>) => Answer;
  },
): EbsOperation => {
  const schema = z.strictObject(definition.parameters);
  const parse = (input: unknown): Input<P> => {
    const result = schema.safeParse(input);
    if (!result.success) throw refusal(name, result.error.issues[0]!);
    const parsed = result.data as Input<P>;
    for (const id of definition.snapshotIds(parsed))
      if (!isSnapshotId(id)) throw invalid('INVALID_SNAPSHOT_ID', `The snapshot ID '${id}' is not valid.`);
    return parsed;
  };
  return {
    authorizations: ({ region }, input) =>
      definition.snapshotIds(parse(input)).map((id) => ({
        action: `ebs:${name}`,
        resource: snapshotArn(region.name, id),
        context: {},
        resourceTags: region.snapshots.get(id)?.tags,
      })),
    apply: (call, input) => definition.apply(call, parse(input)),
  };
};

function refusal(operation: string, issue: z.core.$ZodIssue): Error {
  if (issue.code === 'unrecognized_keys')
    return new Error(`not simulated: ebs:${operation} with ${issue.keys.join(', ')}`);
  return invalid(
    'INVALID_PARAMETER_VALUE',
    `Value for parameter ${issue.path.join('.')} is invalid. ${issue.message}`,
  );
}
