import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps as CdkAlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../settings';
import type { NodeFunction } from './node-function';

export type AlarmProps = {
  readonly metric: IMetric;
  /** The alarm rings at this value and above. */
  readonly threshold: number;
  /** Periods that have to reach the threshold; 1 unless told. */
  readonly periods?: number;
  /** Of the last so many; unless told, they have to be in a row. */
  readonly outOf?: number;
  /** What a period without data tells: that nothing happened, unless told; or nothing, so that the alarm stays as it is. */
  readonly missingData?: 'nothing happened' | 'unknown';
  /** What is wrong for whoever relies on the snapshots. */
  readonly impact: string;
  /** What the reader of the alarm should do. */
  readonly action: string;
  /** The page of `docs/runbooks/` that says more. */
  readonly runbook?: string;
};

/** Of an alarm that rings where its metric, a counter, has not counted in so many periods in a row. */
export type SilenceProps = Omit<AlarmProps, 'threshold' | 'outOf' | 'missingData'> & {
  readonly periods: number;
};

const PROTOCOLS = {
  https: SubscriptionProtocol.HTTPS,
  lambda: SubscriptionProtocol.LAMBDA,
  sqs: SubscriptionProtocol.SQS,
  sms: SubscriptionProtocol.SMS,
} as const;

/** The one topic of a Region on which people are told of failures, by the machines and by every alarm. */
export class Alerts extends Construct {
  readonly topic: Topic;
  readonly #key: Key;

  constructor(scope: Construct, id: string, { emails, subscriptions }: Settings['alerts']) {
    super(scope, id);
    // A key of ours, because CloudWatch may not use the AWS managed one. Nothing stored needs it later: SNS only passes
    // messages on.
    this.#key = new Key(this, 'Key', {
      description: 'Encrypts the alerts of Snapshot Keeper on their way to the subscribers',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Snapshot Keeper',
      masterKey: this.#key,
      enforceSSL: true,
    });
    this.#allowAlarms();
    for (const email of emails) this.#subscribe(SubscriptionProtocol.EMAIL, email);
    for (const { protocol, endpoint } of subscriptions) this.#subscribe(PROTOCOLS[protocol], endpoint);
  }

  /** Lets a function publish on the topic. */
  allowPublish(publisher: NodeFunction): void {
    publisher.allow({ actions: ['sns:Publish'], resources: [this.topic.topicArn] });
    publisher.allow({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.#key.keyArn] });
  }

  /** Adds an alarm below `scope` that tells the topic. */
  alarm(
    scope: Construct,
    id: string,
    { metric, threshold, periods = 1, outOf, missingData = 'nothing happened', ...words }: AlarmProps,
  ): Alarm {
    return this.#alarm(scope, id, {
      metric,
      threshold,
      evaluationPeriods: outOf ?? periods,
      ...(outOf !== undefined && { datapointsToAlarm: periods }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missingData === 'unknown' ? TreatMissingData.IGNORE : TreatMissingData.NOT_BREACHING,
      alarmDescription: describe(words),
    });
  }

  /** As `alarm`, for what has to happen again and again: here missing data is what is wrong. */
  alarmOnSilence(scope: Construct, id: string, { metric, periods, ...words }: SilenceProps): Alarm {
    return this.#alarm(scope, id, {
      metric,
      threshold: 1,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: describe(words),
    });
  }

  #alarm(scope: Construct, id: string, props: CdkAlarmProps): Alarm {
    const alarm = new Alarm(scope, id, props);
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }

  /** The topic's own policy replaces the default one, which would let the account's alarms publish. */
  #allowAlarms(): void {
    const alarms = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    };
    this.topic.addToResourcePolicy(
      new PolicyStatement({ ...alarms, actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );
    this.#key.addToResourcePolicy(
      new PolicyStatement({ ...alarms, actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['*'] }),
    );
  }

  /** A subscribed function or queue lets SNS in by its own policy, which is its owner's to write. */
  #subscribe(protocol: SubscriptionProtocol, endpoint: string): void {
    new Subscription(this, endpoint, { topic: this.topic, protocol, endpoint });
  }
}

const describe = ({ impact, action, runbook }: Pick<AlarmProps, 'impact' | 'action' | 'runbook'>): string =>
  [impact, action, ...(runbook === undefined ? [] : [`More is in docs/runbooks/${runbook}.md.`])].join(' ');
