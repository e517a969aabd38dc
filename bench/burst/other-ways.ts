import * as z from 'zod';
import { copiesInto } from '../../functions/aws/copies';
import { CopyRequest } from '../../functions/domain/copy-request';
import { CopySnapshotEnvironment } from '../../functions/domain/environment';
import { awsRuntime } from '../../functions/runtime/aws-runtime';
import { ec2Clients } from '../../functions/runtime/ec2-clients';
import { ec2Signers } from '../../functions/runtime/ec2-signers';
import { lambda } from '../../functions/runtime/lambda';
import type { SynthesizedStack } from '../../local/template/template';
import type { Way } from './way';

/** Instead of CopySnapshot: called by the state machine itself, starts the copy or fails. */
export const copyAtOnce = lambda(awsRuntime({ ec2: ec2Clients, ec2Signer: ec2Signers }), {
  input: z.object({ copy: CopyRequest }),
  environment: CopySnapshotEnvironment,
  deps: ({ clients, now, newId }, environment) => ({
    copiesTo: (region: string) => copiesInto({ ...clients, now, newId }, environment, region),
  }),
  run:
    ({ copiesTo }) =>
    ({ copy }) =>
      copiesTo(copy.region).start(copy),
});

type Resources = Record<
  string,
  { Type: string; Properties: Record<string, unknown>; Metadata?: Record<string, string> }
>;
type State = Record<string, unknown>;

/** Throttling, which all are patient with: the SDK retries it by itself. */
const BUSY = {
  ErrorEquals: ['ServiceBusy'],
  IntervalSeconds: 2,
  MaxAttempts: 10_000,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};

/** As those write it who know of the limit: with back-off, full jitter, and attempts for days. */
const NO_SLOT = {
  ErrorEquals: ['NoCopySlot'],
  IntervalSeconds: 30,
  MaxAttempts: 10_000,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  JitterStrategy: 'FULL',
};

/** The stacks with a state machine that calls the function which copies, in place of the queue. */
export function withoutQueue(
  stacks: readonly SynthesizedStack[],
  way: Exclude<Way, 'queue'>,
): SynthesizedStack[] {
  return stacks.map((stack) => {
    const copy = structuredClone(stack);
    const { Resources: resources } = copy.template as { Resources: Resources };
    const machine = find(resources, 'AWS::StepFunctions::StateMachine', 'SnapshotCreated/Machine');
    if (machine !== undefined) replaceQueue(resources, machine, way);
    return copy;
  });
}

function replaceQueue(resources: Resources, machine: string, way: Exclude<Way, 'queue'>): void {
  const functionId = find(resources, 'AWS::Lambda::Function', 'SnapshotCreated/CopySnapshot')!;
  const arn = { 'Fn::GetAtt': [functionId, 'Arn'] };
  const { Properties: properties } = resources[machine]!;
  Object.assign(properties['DefinitionSubstitutions'] as State, { CopySnapshotArn: arn });
  properties['DefinitionString'] = JSON.stringify(
    JSON.parse(String(properties['DefinitionString']), (key, value: unknown) =>
      key === 'RequestCopy' ? calling(value as State, way) : value,
    ),
  );
  const policy = resources[find(resources, 'AWS::IAM::Policy', 'SnapshotCreated/Machine')!]!;
  const document = policy.Properties['PolicyDocument'] as { Statement: State[] };
  document.Statement.push({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn });
}

function calling(state: State, way: Exclude<Way, 'queue'>): State {
  const { MessageBody } = state['Arguments'] as { MessageBody: { copy: unknown } };
  return {
    ...state,
    Resource: 'arn:${Partition}:states:::lambda:invoke',
    Arguments: { FunctionName: '${CopySnapshotArn}', Payload: { copy: MessageBody.copy } },
    Retry: way === 'retry' ? [BUSY, NO_SLOT] : [BUSY],
  };
}

const find = (resources: Resources, type: string, path: string): string | undefined =>
  Object.keys(resources).find(
    (id) => resources[id]!.Type === type && resources[id]!.Metadata?.['aws:cdk:path']?.includes(`/${path}`),
  );
