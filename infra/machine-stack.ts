import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StartRate } from '../functions/domain/start-rate';
import { Alerts } from './constructs/alerts';
import { EventQueue } from './constructs/event-queue';
import { FailureQueue } from './constructs/failure-queue';
import { Schedules } from './constructs/schedules';
import type { Settings } from './settings';

export type MachineStackProps = StackProps & {
  readonly settings: Settings;
  /** All of the deployment. */
  readonly primaryRegions: readonly string[];
};

/** A stack of state machines, with what they share: people to alert, failures on their way to them, and events of EC2. */
export abstract class MachineStack extends Stack {
  readonly settings: Settings;
  readonly primaryRegions: readonly string[];
  readonly alerts: Alerts;
  readonly failureQueue: FailureQueue;
  readonly eventQueue: EventQueue;
  readonly schedules: Schedules;

  constructor(
    scope: Construct,
    id: string,
    { settings, primaryRegions, ...props }: MachineStackProps,
    startRate: StartRate,
  ) {
    super(scope, id, props);
    this.settings = settings;
    this.primaryRegions = primaryRegions;
    this.alerts = new Alerts(this, 'Alerts', settings.alerts);
    this.failureQueue = new FailureQueue(this, 'FailureQueue', { settings, alerts: this.alerts });
    this.eventQueue = new EventQueue(this, 'EventQueue', { settings, alerts: this.alerts, startRate });
    this.schedules = new Schedules(this, 'Schedules', { settings, eventQueue: this.eventQueue });
    this.output('AlertsTopicArn', 'Failures are told here: subscribe people', this.alerts.topic.topicArn);
    this.output('FailureQueueUrl', 'Failures that are to be told', this.failureQueue.queue.queueUrl);
    this.output(
      'FailureDeadLettersUrl',
      'Failures that could not be told',
      this.failureQueue.deadLetters.queueUrl,
    );
    this.output('EventDeadLettersUrl', 'Events that were not handled', this.eventQueue.deadLetters.queueUrl);
  }

  /** An output of the stack, by this very name. */
  output(name: string, description: string, value: string): void {
    new CfnOutput(this, name, { description, value });
  }
}
