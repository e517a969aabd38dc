import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EBSClient } from '@aws-sdk/client-ebs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { presignedUrl } from '../aws/ec2/presigned-url';
import { SdkClient, type SdkClientOptions, type SdkCommand } from './sdk-client';

/** SDK clients for every Region that lead into the local world, one of a kind for each Region. */
export type LocalClients = {
  cloudFormation(region: string): CloudFormationClient;
  ebs(region: string): EBSClient;
  /** `retries: 'none'` gives a client that makes each call once. */
  ec2(region: string, retries?: 'none'): EC2Client;
  /** Signs URLs for EC2 in a Region. */
  ec2Signer(region: string): {
    presign(query: Readonly<Record<string, string>>, at: Date): Promise<string>;
  };
  events(region: string): EventBridgeClient;
  kms(region: string): KMSClient;
  lambda(region: string): LambdaClient;
  rbin(region: string): RbinClient;
  scheduler(region: string): SchedulerClient;
  sfn(region: string): SFNClient;
  sns(region: string): SNSClient;
  sqs(region: string): SQSClient;
  /** `retries: 'none'` gives a client that makes each call once. */
  ssm(region: string, retries?: 'none'): SSMClient;
};

/** The SDK's client of the Recycle Bin, as far as that is simulated. */
type RbinClient = {
  send(command: SdkCommand): Promise<{
    readonly Rules?: readonly { readonly Identifier?: string }[];
    readonly NextToken?: string;
  }>;
};

/** The clients of one caller. */
export function sdkClients(
  options: Pick<SdkClientOptions, 'caller' | 'call' | 'loop' | 'random'>,
): LocalClients {
  const kept = new Map<string, SdkClient>();
  const client = (service: string, region: string, maxAttempts = 3): unknown => {
    const key = `${service}/${region}/${maxAttempts}`;
    const known = kept.get(key) ?? new SdkClient({ ...options, service, region, maxAttempts });
    kept.set(key, known);
    return known;
  };
  return {
    cloudFormation: (region) => client('cloudformation', region) as CloudFormationClient,
    ebs: (region) => client('ebs', region) as EBSClient,
    ec2: (region, retries) => client('ec2', region, retries === 'none' ? 1 : 3) as EC2Client,
    ec2Signer: (region) => ({
      presign: (query, at) => Promise.resolve(presignedUrl(region, query, at.getTime())),
    }),
    events: (region) => client('events', region) as EventBridgeClient,
    kms: (region) => client('kms', region) as KMSClient,
    lambda: (region) => client('lambda', region) as LambdaClient,
    rbin: (region) => client('rbin', region, 1) as RbinClient,
    scheduler: (region) => client('scheduler', region) as SchedulerClient,
    sfn: (region) => client('states', region) as SFNClient,
    sns: (region) => client('sns', region, 1) as SNSClient,
    sqs: (region) => client('sqs', region) as SQSClient,
    ssm: (region, retries) => client('ssm', region, retries === 'none' ? 1 : 3) as SSMClient,
  };
}
