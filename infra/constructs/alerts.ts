import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
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
  /** Periods in a row that have to reach the threshold; 1 unless told. */
  readonly periods?: number;
  /** What is wrong for whoever relies on the snapshots. */
  readonly impact: string;
  /** What the reader of the alarm should do. */
  readonly action: string;
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

  /** Adds an alarm below `scope` that tells the topic. Missing data is silence: nothing happened. */
  alarm(scope: Construct, id: string, { metric, threshold, periods = 1, impact, action }: AlarmProps): Alarm {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${impact} ${action}`,
    });
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
