import type { Outcome } from '../aws/api';
import type { CloudWatch } from '../aws/cloud-watch';
import type { EventBridge } from '../aws/event-bridge';
import type { FunctionConfiguration } from '../aws/lambda-function';
import type { Sns } from '../aws/sns';
import type { Sqs } from '../aws/sqs';
import type { StepFunctions } from '../aws/step-functions';
import type { Iam } from '../iam/iam';
import type { PropertiesOf } from './resource-properties';
import type { Resource, Template } from './template';

/** Where a template's resources go. */
export type Deployment = {
  readonly iam: Iam;
  readonly eventBridge: EventBridge;
  readonly sqs: Sqs;
  readonly sns: Sns;
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

/** Creates the resources of a template. The policies of all templates have to be there before: see deployPolicies. */
export async function deploy(template: Template, into: Deployment): Promise<void> {
  deployQueues(template, into);
  deployTopics(template, into);
  await deployFunctions(template, into);
  deployMachines(template, into);
  deployRules(template, into);
  deployMappings(template, into);
  deployAlarms(template, into);
}

function deployQueues(template: Template, { sqs }: Deployment): void {
  for (const queue of template.resources('AWS::SQS::Queue')) {
    const { RedrivePolicy: redrive, ...properties } = queue.properties;
    sqs.createQueue({
      arn: queue.attribute('Arn'),
      fifo: properties.FifoQueue,
      contentBasedDeduplication: properties.ContentBasedDeduplication,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      messageRetentionSeconds: properties.MessageRetentionPeriod,
      ...(redrive && {
        redrive: {
          deadLetterArn: redrive.deadLetterTargetArn,
          maxReceiveCount: redrive.maxReceiveCount,
        },
      }),
    });
  }
}

function deployTopics(template: Template, { sns, encryptTopic }: Deployment): void {
  const subscriptions = template.resources('AWS::SNS::Subscription').map(({ properties }) => properties);
  for (const topic of template.resources('AWS::SNS::Topic')) {
    sns.createTopic({
      arn: topic.ref,
      subscriptions: subscriptions
        .filter(({ TopicArn }) => TopicArn === topic.ref)
        .map(({ Protocol, Endpoint }) => ({ protocol: Protocol, endpoint: Endpoint })),
    });
    if (topic.properties.KmsMasterKeyId !== undefined)
      encryptTopic(topic.ref, topic.properties.KmsMasterKeyId);
  }
}

/** Creates the functions of a template, in place of those of the same names. */
export async function deployFunctions(template: Template, { iam, addFunction }: Deployment): Promise<void> {
  const invokeConfigs = new Map(
    template
      .resources('AWS::Lambda::EventInvokeConfig')
      .map(({ properties }) => [properties.FunctionName, properties]),
  );
  for (const fn of template.resources('AWS::Lambda::Function')) {
    const { Role, Timeout, Environment, ReservedConcurrentExecutions } = fn.properties;
    const invokeConfig = invokeConfigs.get(fn.ref);
    const constructId = constructIdOf(fn);
    iam.passRole(Role, 'lambda.amazonaws.com', fn.name, constructId);
    const configuration = {
      constructId,
      arn: fn.attribute('Arn'),
      name: fn.name,
      region: fn.region,
      roleArn: Role,
      timeoutSeconds: Timeout,
      reservedConcurrentExecutions: ReservedConcurrentExecutions,
      asyncInvoke: {
        maximumRetryAttempts: invokeConfig?.MaximumRetryAttempts ?? 2,
        maximumEventAgeSeconds: invokeConfig?.MaximumEventAgeInSeconds ?? 21_600,
        onFailureArn: invokeConfig?.DestinationConfig.OnFailure?.Destination,
      },
    };
    await addFunction(configuration, Environment.Variables);
  }
}

/** `my-stack/TagSnapshot/Function/Resource` is the function of the construct TagSnapshot. */
function constructIdOf({ constructPath, logicalId }: Resource<unknown>): string {
  const constructId = /(?:^|\/)([^/]+)\/Function\/Resource$/.exec(constructPath)?.[1];
  if (constructId === undefined)
    throw new Error(`not simulated: the function ${logicalId}, whose construct path is "${constructPath}"`);
  return constructId;
}

function deployMachines(template: Template, { iam, stepFunctions }: Deployment): void {
  for (const machine of template.resources('AWS::StepFunctions::StateMachine')) {
    const { RoleArn, DefinitionString, DefinitionSubstitutions } = machine.properties;
    iam.passRole(RoleArn, 'states.amazonaws.com', machine.name);
    stepFunctions.createStateMachine({
      arn: machine.ref,
      name: machine.name,
      region: machine.region,
      roleArn: RoleArn,
      definition: Object.entries(DefinitionSubstitutions).reduce(
        (definition, [key, value]) => definition.replaceAll(`\${${key}}`, value),
        DefinitionString,
      ),
    });
  }
}

function deployRules(template: Template, { iam, eventBridge, carryOut }: Deployment): void {
  for (const rule of template.resources('AWS::Events::Rule')) {
    const arn = rule.attribute('Arn');
    const { State, EventPattern, ScheduleExpression, Targets } = rule.properties;
    for (const { Arn, RoleArn, DeadLetterConfig } of Targets) {
      if (RoleArn === undefined) iam.addSource('events.amazonaws.com', Arn, arn);
      else iam.passRole(RoleArn, 'events.amazonaws.com', rule.name);
      if (DeadLetterConfig) iam.addSource('events.amazonaws.com', DeadLetterConfig.Arn, arn);
    }
    const outcome = eventBridge.putRule({
      arn,
      state: State,
      ...(EventPattern && { pattern: EventPattern }),
      ...(ScheduleExpression !== undefined && { scheduleExpression: ScheduleExpression }),
      targets: Targets.map(targetOf),
    });
    carryOut('events', outcome);
  }
}

const targetOf = (target: PropertiesOf<'AWS::Events::Rule'>['Targets'][number]) => ({
  id: target.Id,
  arn: target.Arn,
  ...(target.RoleArn !== undefined && { roleArn: target.RoleArn }),
  ...(target.Input !== undefined && { input: target.Input }),
  ...(target.DeadLetterConfig && { deadLetterArn: target.DeadLetterConfig.Arn }),
  ...(target.RetryPolicy && {
    retry: {
      maximumAttempts: target.RetryPolicy.MaximumRetryAttempts,
      maximumAgeSeconds: target.RetryPolicy.MaximumEventAgeInSeconds,
    },
  }),
});

function deployMappings(template: Template, { addMapping }: Deployment): void {
  const functions = new Map(template.resources('AWS::Lambda::Function').map((fn) => [fn.ref, fn]));
  for (const { properties, logicalId } of template.resources('AWS::Lambda::EventSourceMapping')) {
    const fn = functions.get(properties.FunctionName);
    if (fn === undefined) throw new Error(`not simulated: ${logicalId}, whose function is in another stack`);
    const {
      EventSourceArn,
      BatchSize,
      MaximumBatchingWindowInSeconds,
      FunctionResponseTypes,
      ScalingConfig,
    } = properties;
    addMapping({
      queueArn: EventSourceArn,
      functionArn: fn.attribute('Arn'),
      roleArn: fn.properties.Role,
      batchSize: BatchSize,
      maximumBatchingWindowSeconds: MaximumBatchingWindowInSeconds,
      reportBatchItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures'),
      ...(ScalingConfig && { maximumConcurrency: ScalingConfig.MaximumConcurrency }),
    });
  }
}

function deployAlarms(template: Template, { iam, cloudWatch, nowMs, carryOut }: Deployment): void {
  for (const alarm of template.resources('AWS::CloudWatch::Alarm')) {
    const { properties } = alarm;
    const actions = [...(properties.AlarmActions ?? []), ...(properties.OKActions ?? [])];
    for (const action of new Set(actions))
      iam.addSource('cloudwatch.amazonaws.com', action, alarm.attribute('Arn'));
    const outcome = cloudWatch.putAlarm(nowMs, alarm.region, {
      name: alarm.name,
      ...(properties.AlarmDescription !== undefined && { description: properties.AlarmDescription }),
      ...metricsOf(alarm),
      threshold: properties.Threshold,
      comparisonOperator: properties.ComparisonOperator,
      evaluationPeriods: properties.EvaluationPeriods,
      ...(properties.DatapointsToAlarm !== undefined && { datapointsToAlarm: properties.DatapointsToAlarm }),
      ...(properties.TreatMissingData && { treatMissingData: properties.TreatMissingData }),
      ...(properties.AlarmActions && { alarmActions: properties.AlarmActions }),
      ...(properties.OKActions && { okActions: properties.OKActions }),
    });
    carryOut('cloudwatch', outcome);
  }
}

/** An alarm names one metric, or several and the expression over them that it watches. */
function metricsOf({ properties, logicalId }: Resource<PropertiesOf<'AWS::CloudWatch::Alarm'>>) {
  const { Metrics, Namespace, MetricName, Dimensions, Statistic, Period } = properties;
  if (Metrics === undefined) {
    if (!Namespace || !MetricName || !Statistic || !Period)
      throw new Error(`not simulated: the alarm ${logicalId}, which has no metric with a statistic`);
    return {
      metrics: [
        {
          id: 'metric',
          namespace: Namespace,
          name: MetricName,
          dimensions: Dimensions,
          statistic: Statistic,
          periodSeconds: Period,
        },
      ],
    };
  }
  const metrics = Metrics.flatMap(({ Id, MetricStat }) =>
    MetricStat === undefined
      ? []
      : [
          {
            id: Id,
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: MetricStat.Metric.Dimensions,
            statistic: MetricStat.Stat,
            periodSeconds: MetricStat.Period,
          },
        ],
  );
  const expression = Metrics.find(({ ReturnData }) => ReturnData)?.Expression;
  return { metrics, ...(expression !== undefined && { expression }) };
}
