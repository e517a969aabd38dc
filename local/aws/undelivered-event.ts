import { arnOf } from '../kernel/arn';
import type { JsonText } from '../kernel/json-text';
import type { ApiRequest, AwsError } from './api';
import { EVENT_BRIDGE, type EventTarget } from './event-target';
import { queueUrl } from './queue-url';

/** An event on its way to one target. */
export type Delivery = {
  readonly ruleArn: string;
  readonly target: EventTarget;
  readonly eventText: JsonText;
  readonly matchedAtMs: number;
  /** Retries so far; the first attempt is none. */
  readonly retries: number;
};

export const ruleName = (ruleArn: string): string => ruleArn.slice(ruleArn.indexOf('/') + 1);

/** The classes that EventBridge names in ERROR_CODE of a dead letter. */
export function errorCode(error: AwsError): string {
  if (/AccessDenied|AuthorizationError/.test(error.name)) return 'NO_PERMISSIONS';
  if (/NotFound|DoesNotExist/.test(error.name)) return 'NO_RESOURCE';
  if (/Throttl|TooManyRequests/.test(error.name)) return 'THROTTLING';
  return 'ERROR_FROM_TARGET';
}

/** A datapoint of AWS/Events, which an alarm may watch. */
export function counted(ruleArn: string, metricName: string): ApiRequest {
  const datum = {
    MetricName: metricName,
    Dimensions: [{ Name: 'RuleName', Value: ruleName(ruleArn) }],
    Value: 1,
  };
  return {
    service: 'cloudwatch',
    region: arnOf(ruleArn).region,
    operation: 'PutMetricData',
    input: { Namespace: 'AWS/Events', MetricData: [datum] },
    caller: EVENT_BRIDGE,
  };
}

/** The dead letter, which holds the event and not the target's input. */
export function deadLetterOf(
  { ruleArn, target, eventText, retries }: Delivery,
  deadLetterArn: string,
  code: string,
  error: AwsError,
  exhausted?: string,
): ApiRequest {
  const attributes = Object.entries({
    RULE_ARN: ruleArn,
    TARGET_ARN: target.arn,
    ERROR_CODE: code,
    ERROR_MESSAGE: error.message,
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
    RETRY_ATTEMPTS: String(retries),
  }).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]);
  return {
    service: 'sqs',
    region: arnOf(ruleArn).region,
    operation: 'SendMessage',
    input: {
      QueueUrl: queueUrl(deadLetterArn),
      MessageBody: String(eventText),
      MessageAttributes: Object.fromEntries(attributes),
    },
    caller: EVENT_BRIDGE,
  };
}
