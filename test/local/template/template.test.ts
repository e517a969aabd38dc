import { deploy } from '../../../local/template/deploy';
import type { Deployment } from '../../../local/template/deployment';
import { RESOURCE_TYPES } from '../../../local/template/resource-types';
import { schedulerSchedule } from '../../../local/template/resources/scheduler-schedule';
import { snsSubscription } from '../../../local/template/resources/sns-subscription';
import { sqsQueue } from '../../../local/template/resources/sqs-queue';
import { Template } from '../../../local/template/template';

const stack = (Resources: object) => ({
  name: 'keeper',
  region: 'eu-west-1',
  accountId: '111122223333',
  template: { Resources },
});

const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'copies' } };

const SCHEDULE = {
  ScheduleExpression: 'rate(1 hour)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'queue', RoleArn: 'role', Input: '{}' },
};

/** Resolves `value` as the endpoint of a subscription beside a queue. */
const resolved = (value: unknown): unknown => {
  const template = new Template(
    stack({
      Copies: QUEUE,
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { Protocol: 'sqs', TopicArn: 'topic', Endpoint: value },
      },
    }),
  );
  return template.resources(snsSubscription)[0]?.properties.Endpoint;
};

describe('intrinsic functions give what CloudFormation would', () => {
  test.each<[string, unknown, string]>([
    ['a literal', 'a', 'a'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '111122223333'],
    ['Ref of a resource', { Ref: 'Copies' }, 'https://sqs.eu-west-1.amazonaws.com/111122223333/copies'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Copies', 'Arn'] }, 'arn:aws:sqs:eu-west-1:111122223333:copies'],
    [
      'Fn::Join',
      { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, { Ref: 'AWS::URLSuffix' }]] },
      'a-eu-west-1-amazonaws.com',
    ],
    [
      'Fn::Sub with a reference, an attribute and an escape',
      { 'Fn::Sub': '${AWS::Partition}/${Copies.QueueName}/${!Literal}' },
      'aws/copies/${Literal}',
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${Who}!', { Who: { Ref: 'AWS::StackName' } }] }, 'keeper!'],
    [
      'Fn::Select of Fn::Split',
      { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Copies', 'Arn'] }] }] },
      'copies',
    ],
  ])('%s', (_, value, expected) => {
    expect(resolved(value)).toBe(expected);
  });
});

test('a property that is AWS::NoValue is left out', () => {
  const template = new Template(
    stack({ Copies: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'AWS::NoValue' } } } }),
  );
  expect(template.resources(sqsQueue)[0]?.properties.QueueName).toBeUndefined();
});

describe('a resource has the identity that CloudFormation would give it', () => {
  test.each<[string, object, string, string]>([
    [
      'AWS::SQS::Queue',
      { FifoQueue: true },
      'https://sqs.eu-west-1.amazonaws.com/111122223333/keeper-It.fifo',
      'arn:aws:sqs:eu-west-1:111122223333:keeper-It.fifo',
    ],
    [
      'AWS::Lambda::Function',
      { Role: 'r' },
      'keeper-It',
      'arn:aws:lambda:eu-west-1:111122223333:function:keeper-It',
    ],
    [
      'AWS::StepFunctions::StateMachine',
      { StateMachineName: 'sweep', DefinitionString: '{}', RoleArn: 'r' },
      'arn:aws:states:eu-west-1:111122223333:stateMachine:sweep',
      'arn:aws:states:eu-west-1:111122223333:stateMachine:sweep',
    ],
    ['AWS::Events::Rule', {}, 'keeper-It', 'arn:aws:events:eu-west-1:111122223333:rule/keeper-It'],
    [
      'AWS::Scheduler::ScheduleGroup',
      { Name: 'hourly' },
      'hourly',
      'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/hourly',
    ],
    [
      'AWS::IAM::Role',
      { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
      'keeper-It',
      'arn:aws:iam::111122223333:role/keeper-It',
    ],
  ])('%s', (type, properties, ref, arn) => {
    const template = new Template(stack({ It: { Type: type, Properties: properties } }));
    const [resource] = template.resources(RESOURCE_TYPES.find((known) => known.type === type)!);
    expect([resource?.ref, resource?.attribute('Arn')]).toEqual([ref, arn]);
  });
});

test('each resource type is listed once', () => {
  const types = RESOURCE_TYPES.map(({ type }) => type);

  expect(new Set(types).size).toBe(types.length);
});

describe('what the local world does not know is refused by name', () => {
  test('a resource type', () => {
    expect(() => new Template(stack({ Table: { Type: 'AWS::DynamoDB::Table', Properties: {} } }))).toThrow(
      'not simulated: resource type AWS::DynamoDB::Table (keeper/Table)',
    );
  });

  test('a property', () => {
    const template = new Template(
      stack({ Copies: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 10 } } }),
    );
    expect(() => template.resources(sqsQueue)).toThrow(
      /not simulated: AWS::SQS::Queue keeper\/Copies: .*DelaySeconds/,
    );
  });

  test.each([
    ['StartDate', { StartDate: '2026-01-01T00:00:00Z' }],
    ['Mode', { FlexibleTimeWindow: { Mode: 'LATER' } }],
    ['MaximumWindowInMinutes', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1_441 } }],
    ['MaximumWindowInMinutes', { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 15 } }],
    ['KinesisParameters', { Target: { ...SCHEDULE.Target, KinesisParameters: { PartitionKey: 'a' } } }],
    [
      'MaximumEventAgeInSeconds',
      { Target: { ...SCHEDULE.Target, RetryPolicy: { MaximumEventAgeInSeconds: 59 } } },
    ],
    ['Name', { Name: 'a'.repeat(65) }],
  ])('a property of a schedule that Scheduler refuses or that is not known: %s', (property, properties) => {
    const Hourly = { Type: 'AWS::Scheduler::Schedule', Properties: { ...SCHEDULE, ...properties } };
    const template = new Template(stack({ Hourly }));

    expect(() => template.resources(schedulerSchedule)).toThrow(
      new RegExp(`not simulated: AWS::Scheduler::Schedule keeper/Hourly: [^]*${property}`),
    );
  });

  test('a property of a resource that nothing refers to', async () => {
    const Subscription = {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        Protocol: 'email',
        Endpoint: 'a@example.com',
        TopicArn: 'of another stack',
        RawMessageDelivery: true,
      },
    };
    const deployed = deploy([new Template(stack({ Subscription }))], {} as Deployment);

    await expect(deployed).rejects.toThrow(
      /not simulated: AWS::SNS::Subscription keeper\/Subscription: .*RawMessageDelivery/,
    );
  });

  test('a field of a resource', () => {
    expect(() => new Template(stack({ Copies: { ...QUEUE, Condition: 'IsLarge' } }))).toThrow(/Condition/);
  });

  test('an intrinsic function', () => {
    expect(() => resolved({ 'Fn::ImportValue': 'Other' })).toThrow(
      'not simulated: intrinsic function Fn::ImportValue (keeper/Subscription)',
    );
  });

  test('a reference to nothing', () => {
    expect(() => resolved({ Ref: 'Nothing' })).toThrow('not simulated: Ref Nothing (keeper/Subscription)');
  });

  test('an attribute', () => {
    expect(() => resolved({ 'Fn::GetAtt': ['Copies', 'Age'] })).toThrow(
      'not simulated: Fn::GetAtt Copies.Age of AWS::SQS::Queue (keeper/Subscription)',
    );
  });
});
