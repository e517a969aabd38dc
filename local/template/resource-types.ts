import { createHash } from 'node:crypto';
import { queueUrl } from '../aws/queue-url';
import { partitionOf } from '../kernel/partition';

/** What CloudFormation knows of a resource before it looks at the other properties. */
export type Identity = {
  readonly logicalId: string;
  readonly region: string;
  readonly accountId: string;
  /** The physical name: the template's, or made of the stack's name and the logical id. */
  readonly name: string;
};

type ResourceType = {
  /** The property that gives the physical name, where a template may choose it. */
  readonly nameProperty?: string;
  /** What `Ref` returns; by default the name. */
  readonly ref?: (identity: Identity) => string;
  /** What `Fn::GetAtt` returns. */
  readonly attributes?: Readonly<Record<string, (identity: Identity) => string>>;
  /** Why the resource does nothing in the local world, where that is so. */
  readonly withoutBehaviour?: string;
};

const arn =
  (service: string, resource: (identity: Identity) => string) =>
  (identity: Identity): string =>
    `arn:${partitionOf(identity.region).name}:${service}:${identity.region}:${identity.accountId}:${resource(identity)}`;

const name = (identity: Identity): string => identity.name;
const roleArn = ({ accountId, name, region }: Identity): string =>
  `arn:${partitionOf(region).name}:iam::${accountId}:role/${name}`;
const functionArn = arn('lambda', ({ name }) => `function:${name}`);
const machineArn = arn('states', ({ name }) => `stateMachine:${name}`);
const queueArn = arn('sqs', name);
const topicArn = arn('sns', name);

/** KMS chooses the key id; here it follows from what the key is, so that every run has the same. */
const keyId = ({ region, accountId, name }: Identity): string =>
  createHash('sha256')
    .update(`${region}/${accountId}/${name}`)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Every resource type that a template may ask for. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CDK::Metadata': { withoutBehaviour: 'tells AWS which constructs were used' },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    attributes: { Arn: arn('cloudwatch', ({ name }) => `alarm:${name}`) },
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    attributes: { Arn: arn('events', ({ name }) => `rule/${name}`) },
  },
  'AWS::IAM::Policy': { nameProperty: 'PolicyName' },
  'AWS::IAM::Role': { nameProperty: 'RoleName', attributes: { Arn: roleArn } },
  'AWS::KMS::Alias': { nameProperty: 'AliasName' },
  'AWS::KMS::Key': {
    ref: keyId,
    attributes: { Arn: arn('kms', (key) => `key/${keyId(key)}`), KeyId: keyId },
  },
  'AWS::Lambda::EventInvokeConfig': {},
  'AWS::Lambda::EventSourceMapping': {},
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', attributes: { Arn: functionArn } },
  'AWS::Lambda::Permission': {},
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    attributes: { Arn: arn('logs', ({ name }) => `log-group:${name}:*`) },
    withoutBehaviour: 'log lines go to the trace',
  },
  'AWS::SNS::Subscription': {},
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: name },
  },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: (queue) => queueUrl(queueArn(queue)),
    attributes: { Arn: queueArn, QueueName: name },
  },
  'AWS::SQS::QueuePolicy': {},
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    ref: machineArn,
    attributes: { Arn: machineArn, Name: name },
  },
};
