import type { Outcome } from '../aws/api';
import type { CloudWatch } from '../aws/cloud-watch';
import type { EventBridge } from '../aws/event-bridge';
import type { FunctionConfiguration } from '../aws/lambda-function';
import type { Scheduler } from '../aws/scheduler';
import type { Sns } from '../aws/sns';
import type { Sqs } from '../aws/sqs';
import type { Ssm } from '../aws/ssm';
import type { StepFunctions } from '../aws/step-functions';
import type { Iam } from '../iam/iam';
import type { KmsKeys } from '../iam/kms-keys';

/** Where the resources of a template go. */
export type Deployment = {
  readonly iam: Iam;
  readonly kmsKeys: KmsKeys;
  readonly eventBridge: EventBridge;
  readonly scheduler: Scheduler;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly ssm: Ssm;
  readonly stepFunctions: StepFunctions;
  readonly cloudWatch: CloudWatch;
  readonly nowMs: number;
  /** Adds a function with its production handler. */
  readonly addFunction: (
    configuration: FunctionConfiguration,
    environment: Readonly<Record<string, string>>,
  ) => Promise<void>;
  readonly addMapping: (mapping: Mapping) => void;
  /** Encrypts a topic's messages with a key, which its publishers have to be allowed to use. */
  readonly encryptTopic: (topicArn: string, keyArn: string) => void;
  /** Takes the steps that a service has announced when the resource was created. */
  readonly carryOut: (service: string, outcome: Outcome) => void;
};

export type Mapping = {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly batchSize: number;
  readonly maximumBatchingWindowSeconds: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumConcurrency?: number;
};
