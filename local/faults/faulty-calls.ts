import { AwsError, type ApiRequest } from '../api';
import type { Loop } from '../loop';
import type { FaultDice } from './fault-dice';
import { Outages } from './outages';

const DAY_MS = 86_400_000;

/** By service, the code by which it asks for fewer calls. */
const THROTTLED: Readonly<Record<string, AwsError>> = {
  ec2: new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
  lambda: new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429),
  sns: new AwsError('Throttled', 'Rate exceeded', 429),
  sqs: new AwsError('RequestThrottled', 'The request was denied due to request throttling.', 400),
  states: new AwsError('ThrottlingException', 'Rate exceeded', 400),
};

/** By service, what a Region that is down answers, as far as it answers at all. */
const DOWN: Readonly<Record<string, AwsError>> = {
  ec2: new AwsError('Unavailable', 'The server is overloaded and cannot handle the request.', 503),
  lambda: new AwsError('ServiceException', 'An error occurred and the request cannot be processed.', 500),
};
const DOWN_OTHERWISE = new AwsError('ServiceUnavailable', 'Service Unavailable', 503);

const ALERT_FAILED = new AwsError('InternalError', 'We encountered an internal error.', 500);

const TIMED_OUT = new AwsError('TimeoutError', 'The request timed out.', 504);

/** What CALL_LIMITS of the runtime gives a call. */
const TIMEOUT_MS = 8000;

/** What goes wrong with calls on their way to a service and back. People are spared: what befalls them is not our matter. */
export class FaultyCalls {
  readonly #dice: FaultDice;
  readonly #loop: Loop;
  readonly #regionsDown: Outages;

  constructor(dice: FaultDice, loop: Loop) {
    this.#dice = dice;
    this.#loop = loop;
    this.#regionsDown = new Outages(dice, 'region-down', DAY_MS, { minimum: 1, maximum: 6 });
  }

  /** Why the call does not reach its service; undefined where it does. */
  refusal(request: ApiRequest): AwsError | undefined {
    const { service, operation, region, caller } = request;
    // Of those outside the stacks only EventBridge calls on their behalf, and tries again. That CloudWatch rings until it is
    // heard is [unverified].
    const isOurs = 'roleArn' in caller || caller.outsider === 'events.amazonaws.com';
    if (!isOurs || service === 'events' || service === 'cloudwatch') return undefined;
    if (this.#regionsDown.covers(region, this.#loop.nowMs())) return DOWN[service] ?? DOWN_OTHERWISE;
    const at = `${service}:${operation} in ${region}`;
    if (this.#dice.strikes('throttled', at)) return THROTTLED[service];
    if (service === 'sns' && 'roleArn' in caller && this.#dice.strikes('alert-failed', at))
      return ALERT_FAILED;
    return undefined;
  }

  /** Undefined, or in place of the answer of a call that took effect what the caller waits for in vain, and its error. */
  lostAnswer({ service, operation, region, caller }: ApiRequest): Promise<never> | undefined {
    // Functions call these three; the others are called by the services of AWS.
    const isByFunction = 'roleArn' in caller && ['ec2', 'states', 'sns'].includes(service);
    if (!isByFunction || !this.#dice.strikes('answer-lost', `${service}:${operation} in ${region}`))
      return undefined;
    return this.#loop.sleep(TIMEOUT_MS, 'time-out of a call').then(() => Promise.reject(TIMED_OUT));
  }
}
