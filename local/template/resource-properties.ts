import * as z from 'zod';

/**
 * The properties of each resource type that the local world knows, by type. A property that is not named here is an
 * error: it would ask for something that nobody carries out.
 */

/** A property that is taken as it is and changes nothing locally. */
const withoutEffect = z.unknown().optional();

const text = z.string();

const PolicyDocument = z.strictObject({
  Version: text,
  Statement: z.array(z.record(text, z.unknown())),
});

const Role = z.strictObject({
  AssumeRolePolicyDocument: PolicyDocument,
  RoleName: text.optional(),
  Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument })).default([]),
  Description: withoutEffect,
});

const Policy = z.strictObject({ PolicyName: text, PolicyDocument, Roles: z.array(text) });

const Key = z.strictObject({
  KeyPolicy: PolicyDocument,
  Description: withoutEffect,
  // A key that is rotated still decrypts what it encrypted before.
  EnableKeyRotation: withoutEffect,
});

const Alias = z.strictObject({ AliasName: text, TargetKeyId: text });

const Queue = z.strictObject({
  QueueName: text.optional(),
  FifoQueue: z.boolean().default(false),
  ContentBasedDeduplication: z.boolean().default(false),
  MessageRetentionPeriod: z.number().default(345_600),
  VisibilityTimeout: z.number().default(30),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: text, maxReceiveCount: z.number() }).optional(),
  // SQS encrypts with a key of its own, for which it asks nobody.
  SqsManagedSseEnabled: withoutEffect,
});

const QueuePolicy = z.strictObject({ PolicyDocument, Queues: z.array(text) });

const Topic = z.strictObject({
  TopicName: text.optional(),
  KmsMasterKeyId: text.optional(),
  DisplayName: withoutEffect,
});

const TopicPolicy = z.strictObject({ PolicyDocument, Topics: z.array(text) });

const Subscription = z.strictObject({ Protocol: text, Endpoint: text, TopicArn: text });

const Function = z.strictObject({
  FunctionName: text.optional(),
  Role: text,
  Timeout: z.number().default(3),
  Environment: z.strictObject({ Variables: z.record(text, text) }).default({ Variables: {} }),
  ReservedConcurrentExecutions: z.number().optional(),
  // The handler in this repository runs, in this process.
  Code: withoutEffect,
  Handler: withoutEffect,
  Runtime: withoutEffect,
  Architectures: withoutEffect,
  MemorySize: withoutEffect,
  Description: withoutEffect,
  LoggingConfig: withoutEffect,
  TracingConfig: withoutEffect,
});

const Permission = z.strictObject({
  Action: text,
  FunctionName: text,
  Principal: text,
  SourceArn: text.optional(),
  SourceAccount: text.optional(),
});

const EventInvokeConfig = z.strictObject({
  FunctionName: text,
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.number().default(2),
  MaximumEventAgeInSeconds: z.number().default(21_600),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: text }).optional() })
    .default({}),
});

const EventSourceMapping = z.strictObject({
  FunctionName: text,
  EventSourceArn: text,
  BatchSize: z.number().default(10),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number() }).optional(),
});

const StateMachine = z.strictObject({
  StateMachineName: text.optional(),
  DefinitionString: text,
  DefinitionSubstitutions: z.record(text, text).default({}),
  RoleArn: text,
  StateMachineType: z.literal('STANDARD').default('STANDARD'),
  LoggingConfiguration: withoutEffect,
  TracingConfiguration: withoutEffect,
});

const Rule = z.strictObject({
  Name: text.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  EventPattern: z.record(text, z.unknown()).optional(),
  ScheduleExpression: text.optional(),
  Targets: z
    .array(
      z.strictObject({
        Id: text,
        Arn: text,
        RoleArn: text.optional(),
        Input: text.optional(),
        DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
        RetryPolicy: z
          .strictObject({
            MaximumRetryAttempts: z.number().default(185),
            MaximumEventAgeInSeconds: z.number().default(86_400),
          })
          .optional(),
      }),
    )
    .default([]),
  Description: withoutEffect,
});

const Dimensions = z
  .array(z.strictObject({ Name: text, Value: text }))
  .default([])
  .transform((dimensions) => Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])));

const Statistic = z.enum(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount']);

const MetricStat = z.strictObject({
  Metric: z.strictObject({ Namespace: text, MetricName: text, Dimensions }),
  Period: z.number(),
  Stat: Statistic,
});

const Alarm = z.strictObject({
  AlarmName: text.optional(),
  AlarmDescription: text.optional(),
  Namespace: text.optional(),
  MetricName: text.optional(),
  Dimensions,
  Statistic: Statistic.optional(),
  Period: z.number().optional(),
  Metrics: z
    .array(
      z.strictObject({
        Id: text,
        Expression: text.optional(),
        MetricStat: MetricStat.optional(),
        ReturnData: z.boolean().default(true),
        Label: withoutEffect,
      }),
    )
    .optional(),
  Threshold: z.number(),
  ComparisonOperator: text,
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  TreatMissingData: z.enum(['missing', 'notBreaching', 'breaching', 'ignore']).optional(),
  AlarmActions: z.array(text).optional(),
  OKActions: z.array(text).optional(),
});

export const PROPERTIES = {
  'AWS::CloudWatch::Alarm': Alarm,
  'AWS::Events::Rule': Rule,
  'AWS::IAM::Policy': Policy,
  'AWS::IAM::Role': Role,
  'AWS::KMS::Alias': Alias,
  'AWS::KMS::Key': Key,
  'AWS::Lambda::EventInvokeConfig': EventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': EventSourceMapping,
  'AWS::Lambda::Function': Function,
  'AWS::Lambda::Permission': Permission,
  'AWS::SNS::Subscription': Subscription,
  'AWS::SNS::Topic': Topic,
  'AWS::SNS::TopicPolicy': TopicPolicy,
  'AWS::SQS::Queue': Queue,
  'AWS::SQS::QueuePolicy': QueuePolicy,
  'AWS::StepFunctions::StateMachine': StateMachine,
};

export type ResourceTypeName = keyof typeof PROPERTIES;

export type PropertiesOf<Type extends ResourceTypeName> = z.output<(typeof PROPERTIES)[Type]>;
