import { arnOf } from '../kernel/arn';
import type { JsonText } from '../kernel/json-text';
import type { ApiRequest, AwsError } from './api';
import { errorCode } from './delivery-retry';
import { EVENT_BRIDGE, type EventTarget } from './event-target';
import { queueMessage } from './queue-message';

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
  error: AwsError,
  exhausted?: string,
): ApiRequest {
  return queueMessage(deadLetterArn, String(eventText), EVENT_BRIDGE, {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.arn,
    ERROR_CODE: errorCode(error),
    ERROR_MESSAGE: error.message,
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
    RETRY_ATTEMPTS: String(retries),
  });
}
