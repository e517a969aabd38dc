import { AwsError, type ApiRequest } from '../aws/api';
import type { CallFaults } from '../aws/api-endpoint';
import type { Loop } from '../kernel/loop';
import { DAY_MS } from '../kernel/time-units';
import type { FaultName } from './fault-catalogue';
import type { FaultDice } from './fault-dice';
import { Outages } from './outages';

/** By service, the code by which it asks for fewer calls. */
const THROTTLED: Readonly<Record<string, AwsError>> = {
  ec2: new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
  lambda: new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429),
  sns: new AwsError('Throttled', 'Rate exceeded', 429),
  sqs: new AwsError('RequestThrottled', 'The request was denied due to request throttling.', 400),
  ssm: new AwsError('ThrottlingException', 'Rate exceeded', 400),
  states: new AwsError('ThrottlingException', 'Rate exceeded', 400),
};

/** By service, what AWS's own services hear from one that is down; functions hear nothing until their calls time out. */
const DOWN: Readonly<Record<string, AwsError>> = {
  lambda: new AwsError('ServiceException', 'An error occurred and the request cannot be processed.', 500),
  sqs: new AwsError('ServiceUnavailable', 'Service Unavailable', 503),
};

/** What Lambda says of a function that it has to make ready first, or that is being updated. */
const NOT_READY = [
  new AwsError(
    'CodeArtifactUserPendingException',
    'Lambda is initializing your function. It will be ready to invoke shortly.',
    409,
  ),
  new AwsError(
    'ResourceConflictException',
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    409,
  ),
  new AwsError(
    'ResourceNotReadyException',
    'The function is inactive and its VPC connection is no longer available.',
    502,
  ),
  new AwsError(
    'EC2ThrottledException',
    'Lambda was throttled by Amazon EC2 during Lambda function initialization using the execution role provided.',
    502,
  ),
];

/** How Lambda, or the way to it, fails without saying anything of the function. */
const LAMBDA_FAILED = [
  new AwsError('ServiceException', 'An error occurred and the request cannot be processed.', 500),
  new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', 500),
  new AwsError('SdkClientException', 'Unable to execute HTTP request: Read timed out', 0),
  new AwsError(
    'ClientExecutionTimeoutException',
    'Client execution did not complete before the specified timeout configuration.',
    0,
  ),
];

const ALERT_FAILED = new AwsError('InternalError', 'We encountered an internal error.', 500);

const TIMED_OUT = new AwsError('TimeoutError', 'The request timed out.', 504);

/** Throttling, lost answers and outages. People are spared: what befalls them is not our matter. */
export class FaultyCalls implements CallFaults {
  readonly #dice: FaultDice;
  readonly #loop: Loop;
  readonly #timeoutMs: number;
  readonly #regionsDown: Outages;

  /** `timeoutMs` is how long a function waits for an answer. */
  constructor(dice: FaultDice, loop: Loop, timeoutMs: number) {
    this.#dice = dice;
    this.#loop = loop;
    this.#timeoutMs = timeoutMs;
    this.#regionsDown = new Outages(dice, 'region-down', DAY_MS, { minimum: 1, maximum: 6 });
  }

  refusal(request: ApiRequest): ReturnType<CallFaults['refusal']> {
    const { service, operation, region, caller } = request;
    // Of those outside the stacks only EventBridge calls on their behalf, and tries again. That CloudWatch rings until it is
    // heard is [unverified].
    const isOurs = 'roleArn' in caller || caller.outsider === 'events.amazonaws.com';
    if (!isOurs || service === 'events' || service === 'cloudwatch') return undefined;
    if (this.#regionsDown.covers(region, this.#loop.nowMs())) {
      const error = DOWN[service];
      return error === undefined ? { error: TIMED_OUT, afterMs: this.#timeoutMs } : { error, afterMs: 0 };
    }
    const at = `${service}:${operation} in ${region}`;
    const throttled = THROTTLED[service];
    if (throttled !== undefined && this.#dice.strikes('throttled', at))
      return { error: throttled, afterMs: 0 };
    if (service === 'lambda') {
      const error =
        this.#oneOf(NOT_READY, 'function-not-ready', at) ?? this.#oneOf(LAMBDA_FAILED, 'lambda-failed', at);
      if (error !== undefined) return { error, afterMs: 0 };
    }
    if (service === 'sns' && 'roleArn' in caller && this.#dice.strikes('alert-failed', at))
      return { error: ALERT_FAILED, afterMs: 0 };
    return undefined;
  }

  #oneOf(errors: readonly AwsError[], fault: FaultName, at: string): AwsError | undefined {
    if (!this.#dice.strikes(fault, at)) return undefined;
    return errors[this.#dice.stream(fault).integer(0, errors.length - 1)];
  }

  lostAnswer({ service, operation, region, caller }: ApiRequest): Promise<never> | undefined {
    // Functions call these; the others are called by the services of AWS.
    const isByFunction = 'roleArn' in caller && ['ec2', 'ssm', 'states', 'sns'].includes(service);
    if (!isByFunction || !this.#dice.strikes('answer-lost', `${service}:${operation} in ${region}`))
      return undefined;
    return this.#loop.sleep(this.#timeoutMs, 'time-out of a call').then(() => Promise.reject(TIMED_OUT));
  }
}
