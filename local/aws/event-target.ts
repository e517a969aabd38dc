import { arnOf } from '../kernel/arn';
import type { ApiRequest, Caller } from './api';
import type { RetryPolicy } from './delivery-retry';
import type { JsonText } from '../kernel/json-text';
import { queueMessage } from './queue-message';

export const EVENT_BRIDGE: Caller = { outsider: 'events.amazonaws.com' };

/** A target of a rule, in the names of EventBridge's PutTargets. */
export type EventTarget = {
  readonly id: string;
  readonly arn: string;
  /** Assumed for the delivery; without it EventBridge calls as a service. */
  readonly roleArn?: string;
  /** The standard queue that gets what cannot be delivered. */
  readonly deadLetterArn?: string;
  /** Constant JSON text that is delivered instead of the event. */
  readonly input?: string;
  /** Without it, 185 attempts within 24 hours. */
  readonly retry?: RetryPolicy;
};

/** The API call that delivers an event to the target. Throws where the kind of target is not simulated. */
export function deliveryRequest({ arn, roleArn, input }: EventTarget, event: JsonText): ApiRequest {
  const payload = input ?? event;
  const { service, region } = arnOf(arn);
  const caller = roleArn === undefined ? EVENT_BRIDGE : { roleArn };
  const request = (operation: string, input: ApiRequest['input']): ApiRequest => ({
    service,
    region,
    operation,
    input,
    caller,
  });
  switch (service) {
    case 'lambda':
      return request('Invoke', { FunctionName: arn, InvocationType: 'Event', Payload: payload });
    case 'states':
      return request('StartExecution', { stateMachineArn: arn, input: String(payload) });
    case 'sqs':
      return queueMessage(arn, String(payload), caller);
    case 'sns':
      return request('Publish', { TopicArn: arn, Message: String(payload) });
    default:
      throw new Error(`not simulated: a rule with the target ${arn}`);
  }
}
