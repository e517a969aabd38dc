import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EBSClient } from '@aws-sdk/client-ebs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Runtime } from '../../functions/runtime/lambda';
import { recorder } from './recorder';

/** One call: to which client, such as `ec2 eu-west-1 without retries`, which command, and its whole input. */
export type Call = readonly [client: string, command: string, input: object];

type World = {
  readonly region: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By command, its answers in turn; an Error is thrown. */
  readonly answers?: Readonly<Record<string, readonly object[]>>;
};

/** A runtime whose clients keep every call and give prepared answers. A call without one rejects. */
export function recordingRuntime({ region, environment, answers = {} }: World) {
  const calls: Call[] = [];
  const remaining = new Map(Object.entries(answers).map(([command, list]) => [command, [...list]]));
  const client = (name: string) => ({
    send: ({ constructor: { name: command }, input }: { constructor: { name: string }; input: object }) => {
      calls.push([name, command, input]);
      const answer = remaining.get(command)?.shift() ?? new Error(`unexpected AWS call: ${command}`);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const { log, metrics, lines, counts, gauges } = recorder();
  const runtime: Runtime = {
    region,
    environment,
    log,
    metrics,
    now: () => new Date('2030-01-01T00:00:00Z'),
    pause: () => Promise.resolve(),
    newId: () => 'call-1',
    clients: {
      cloudFormation: (clientRegion) =>
        client(`cloudformation ${clientRegion}`) as unknown as CloudFormationClient,
      ebs: (clientRegion) => client(`ebs ${clientRegion}`) as unknown as EBSClient,
      ec2: (clientRegion, retries) =>
        client(`ec2 ${clientRegion}${retries === 'none' ? ' without retries' : ''}`) as unknown as EC2Client,
      ec2Signer: (clientRegion) => ({
        presign: ({ Action = '' }, at) =>
          Promise.resolve(`${Action} for ${clientRegion}, signed at ${at.toISOString()}`),
      }),
      kms: (clientRegion) => client(`kms ${clientRegion}`) as unknown as KMSClient,
      rbin: (clientRegion) => client(`rbin ${clientRegion}`),
      scheduler: (clientRegion) => client(`scheduler ${clientRegion}`) as unknown as SchedulerClient,
      sfn: (clientRegion) => client(`sfn ${clientRegion}`) as unknown as SFNClient,
      sns: (clientRegion) => client(`sns ${clientRegion}`) as unknown as SNSClient,
      sqs: (clientRegion) => client(`sqs ${clientRegion}`) as unknown as SQSClient,
      ssm: (clientRegion, retries) =>
        client(`ssm ${clientRegion}${retries === 'none' ? ' without retries' : ''}`) as unknown as SSMClient,
    },
  };
  return { runtime, calls, lines, counts, gauges };
}
