import { arnOf } from '../kernel/arn';
import { AwsError, type ApiRequest } from './api';
import type { JsonText } from '../kernel/json-text';
import type { Loop } from '../kernel/loop';
import type { FunctionConfiguration, InvocationResult } from './lambda-function';
import { queueUrl } from './queue-url';

type World = {
  readonly loop: Loop;
  readonly call: (request: ApiRequest) => Promise<unknown>;
  readonly onMetric: (fn: FunctionConfiguration, name: string) => void;
};

/** One event and the function that gets it. */
type Event = {
  readonly fn: FunctionConfiguration;
  readonly requestId: string;
  readonly payload: JsonText;
  /** Runs the function once. Throws AwsError where Lambda throttles it. */
  readonly run: () => Promise<InvocationResult>;
};

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const RETRY_AFTER_ERROR_MS = [60_000, 120_000];
const FIRST_RETRY_OF_THROTTLE_MS = 1_000;
const LONGEST_RETRY_OF_THROTTLE_MS = 300_000;

/** One event in Lambda's own queue: attempts, then the record for the failure destination. */
export class AsyncInvocation {
  readonly #world: World;
  readonly #event: Event;
  readonly #acceptedMs: number;
  #attempts = 0;
  #throttles = 0;

  constructor(world: World, event: Event) {
    this.#world = world;
    this.#event = event;
    this.#acceptedMs = world.loop.nowMs();
  }

  start(): void {
    this.#deliver().catch((error: unknown) => this.#world.loop.fail(error));
  }

  async #deliver(): Promise<void> {
    const { loop } = this.#world;
    const { fn } = this.#event;
    const { maximumRetryAttempts, maximumEventAgeSeconds } = fn.asyncInvoke;
    for (;;) {
      const result = await this.#attempt();
      if (result !== undefined && result.functionError === undefined) return;
      if (this.#attempts > maximumRetryAttempts) return this.#giveUp('RetriesExhausted', result);
      const waitMs = this.#waitMs(result);
      if (loop.nowMs() + waitMs > this.#acceptedMs + maximumEventAgeSeconds * 1_000)
        return this.#giveUp('EventAgeExceeded', result);
      await loop.sleep(waitMs, `retry of ${fn.name}`);
    }
  }

  /** Undefined where the function was throttled, which counts as no attempt. */
  async #attempt(): Promise<InvocationResult | undefined> {
    try {
      const result = await this.#event.run();
      this.#attempts += 1;
      return result;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#throttles += 1;
      return undefined;
    }
  }

  #waitMs(result: InvocationResult | undefined): number {
    if (result !== undefined) return RETRY_AFTER_ERROR_MS[this.#attempts - 1] ?? 0;
    return Math.min(FIRST_RETRY_OF_THROTTLE_MS * 2 ** (this.#throttles - 1), LONGEST_RETRY_OF_THROTTLE_MS);
  }

  async #giveUp(condition: string, result: InvocationResult | undefined): Promise<void> {
    const { call, onMetric } = this.#world;
    const { fn } = this.#event;
    const { onFailureArn } = fn.asyncInvoke;
    if (onFailureArn === undefined) return;
    try {
      await call(this.#failureRequest(onFailureArn, JSON.stringify(this.#record(condition, result))));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      onMetric(fn, 'DestinationDeliveryFailures');
    }
  }

  #failureRequest(destinationArn: string, text: string): ApiRequest {
    const { service, region } = arnOf(destinationArn);
    const base = { service, region, caller: { roleArn: this.#event.fn.roleArn } };
    if (service === 'sqs')
      return {
        ...base,
        operation: 'SendMessage',
        input: { QueueUrl: queueUrl(destinationArn), MessageBody: text },
      };
    if (service === 'sns')
      return { ...base, operation: 'Publish', input: { TopicArn: destinationArn, Message: text } };
    throw new Error(`not simulated: a failure destination ${destinationArn}`);
  }

  #record(condition: string, result: InvocationResult | undefined) {
    const { fn, requestId, payload } = this.#event;
    return {
      version: '1.0',
      timestamp: new Date(this.#world.loop.nowMs()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${fn.arn}:$LATEST`,
        condition,
        approximateInvokeCount: this.#attempts,
      },
      requestPayload: payload.value,
      ...(result === undefined
        ? {}
        : {
            responseContext: {
              statusCode: 200,
              executedVersion: '$LATEST',
              functionError: result.functionError,
            },
            responsePayload: result.payload.value,
          }),
    };
  }
}
