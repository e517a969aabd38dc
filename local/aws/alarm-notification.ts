import { arnOf } from '../kernel/arn';
import type { ApiRequest, Caller } from './api';
import type { Alarm, AlarmMetric, AlarmState } from './alarm';

export const CLOUD_WATCH: Caller = { outsider: 'cloudwatch.amazonaws.com' };

/** A change of an alarm's state. */
export type AlarmTransition = {
  readonly atMs: number;
  readonly region: string;
  readonly name: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
};

/** SNS takes no longer subject. */
const SUBJECT_LENGTH = 99;

/** What CloudWatch publishes to the topics of the new state, in the words of its e-mails, shortened. */
export function alarmNotifications(alarm: Alarm, transition: AlarmTransition): ApiRequest[] {
  const { name, description, alarmActions = [], okActions = [], metrics } = alarm.settings;
  const { region, from, to, reason } = transition;
  const topics = to === 'ALARM' ? alarmActions : to === 'OK' ? okActions : [];
  const subject = `${to}: "${name}" in ${region}`.replace(/[^ -~]/g, '?').slice(0, SUBJECT_LENGTH);
  const message = [
    `Alarm "${name}" in ${region} has entered the ${to} state at ${new Date(transition.atMs).toISOString()}: ${reason}.`,
    '',
    ...(description === undefined ? [] : [`Description: ${description}`]),
    `State change: ${from} -> ${to}`,
    ...metrics.map((metric) => `Metric: ${metricText(metric)}`),
  ].join('\n');
  return topics.map((topicArn) => ({
    service: 'sns',
    region: arnOf(topicArn).region,
    operation: 'Publish',
    input: { TopicArn: topicArn, Subject: subject, Message: message },
    caller: CLOUD_WATCH,
  }));
}

/** Such as `AWS/Lambda Errors FunctionName=tag-snapshot, Sum over 300 seconds`. */
function metricText({ namespace, name, dimensions, statistic, periodSeconds }: AlarmMetric): string {
  const of = Object.entries(dimensions).map(([key, value]) => ` ${key}=${value}`);
  return `${namespace} ${name}${of.join('')}, ${statistic} over ${periodSeconds} seconds`;
}
