import { AwsError, type ApiRequest, type Authorization } from '../api';
import { exceedsBytes } from '../json-size';
import { jsonCopy, JsonText } from '../json-text';
import type { Loop } from '../loop';
import { AsyncInvocation } from './async-invocation';
import type { FunctionConfiguration, InvocationResult } from './lambda-function';
import { numberedUuid } from './numbered-uuid';
import { onlyFields } from './only-fields';

/** One execution environment: runs one event at a time. */
export type ExecutionEnvironment = {
  run(event: unknown): Promise<unknown>;
  /** Makes a running event never end. */
  kill(): void;
};

/** One attempt to run a function. */
export type Invocation = {
  /** Its construct id, such as `TagSnapshot`. */
  readonly functionName: string;
  readonly region: string;
  readonly requestId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly input: unknown;
  /** Null where the function returned nothing, undefined where it did not return. */
  readonly output: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
};

type Ended = { readonly value: unknown } | { readonly error: NonNullable<Invocation['error']> };

type LambdaOptions = {
  readonly loop: Loop;
  /** The part of the account's concurrent executions that is had here; default 1. */
  readonly accountShare?: number;
  readonly call: (request: ApiRequest) => Promise<unknown>;
  /** Told of one error or throttle, as AWS/Lambda counts it. */
  readonly onMetric: (fn: FunctionConfiguration, name: string) => void;
  readonly onInvocation: (invocation: Invocation) => void;
};

type DeployedFunction = {
  readonly configuration: FunctionConfiguration;
  readonly newEnvironment: () => ExecutionEnvironment;
  /** Warm environments that wait for an event; the one used last is used first. */
  readonly idle: ExecutionEnvironment[];
  running: number;
};

/** Concurrent executions of an account in one Region, by default (Lambda quotas). */
const CONCURRENT_EXECUTIONS = 1000;

/** Payload limits of the two invocation types, in bytes (Lambda quotas). */
const PAYLOAD_LIMIT_BYTES: Readonly<Record<string, number>> = {
  RequestResponse: 6 * 1024 * 1024,
  Event: 1024 * 1024,
};

/**
 * Lambda in all Regions. Unlike the other services it answers when the function has ended, so `invoke` returns a
 * promise that settles in virtual time.
 */
export class Lambda {
  readonly #options: LambdaOptions;
  readonly #functions = new Map<string, DeployedFunction>();
  readonly #runningByRegion = new Map<string, number>();
  #requests = 0;

  constructor(options: LambdaOptions) {
    this.#options = options;
  }

  createFunction(configuration: FunctionConfiguration, newEnvironment: () => ExecutionEnvironment): void {
    this.#functions.set(configuration.arn, { configuration, newEnvironment, idle: [], running: 0 });
  }

  /** Throws where the operation is another than Invoke. */
  authorizations({ operation, input }: ApiRequest): readonly Authorization[] {
    if (operation !== 'Invoke') throw new Error(`not simulated: lambda ${operation}`);
    return [{ action: 'lambda:InvokeFunction', resource: String(input['FunctionName']), context: {} }];
  }

  /**
   * Carries out Invoke. With InvocationType Event the answer comes at once and the function runs afterwards, up to
   * three times. Throws AwsError where Lambda refuses; an error of the function is an answer, so nothing rejects.
   */
  invoke(request: ApiRequest): Promise<Readonly<Record<string, unknown>>> {
    onlyFields(request, ['FunctionName', 'InvocationType', 'Payload']);
    const { FunctionName, InvocationType = 'RequestResponse' } = request.input;
    const type = String(InvocationType);
    const payload = JsonText.from(request.input['Payload'] ?? '{}');
    const fn = this.#function(String(FunctionName));
    this.#checkPayload(type, payload);
    const requestId = this.#newRequestId();
    const run = (): Promise<InvocationResult> => this.#run(fn, requestId, payload);
    if (type === 'Event') {
      new AsyncInvocation(this.#options, { fn: fn.configuration, requestId, payload, run }).start();
      return Promise.resolve({ StatusCode: 202 });
    }
    return run().then(({ payload: Payload, functionError }) => {
      const answer = { StatusCode: 200, ExecutedVersion: '$LATEST', Payload };
      return functionError === undefined ? answer : { ...answer, FunctionError: functionError };
    });
  }

  /** Runs a function for an event source mapping. Rejects with its error, or with AwsError where it is throttled. */
  async runForMapping(functionArn: string, event: unknown): Promise<unknown> {
    const { payload, functionError } = await this.#run(
      this.#function(functionArn),
      this.#newRequestId(),
      new JsonText(event),
    );
    if (functionError !== undefined) throw new AwsError(functionError, payload.toString());
    return payload.value;
  }

  #function(arn: string): DeployedFunction {
    const fn = this.#functions.get(arn);
    if (fn === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    return fn;
  }

  #checkPayload(invocationType: string, payload: JsonText): void {
    const limit = PAYLOAD_LIMIT_BYTES[invocationType];
    if (limit === undefined) throw new Error(`not simulated: lambda Invoke with ${invocationType}`);
    if (!exceedsBytes(payload.value, limit)) return;
    const bytes = Buffer.byteLength(payload.toString());
    throw new AwsError(
      'RequestTooLargeException',
      `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`,
      413,
    );
  }

  /** Throws AwsError where the function is throttled; the promise does not reject. */
  #run(fn: DeployedFunction, requestId: string, payload: JsonText): Promise<InvocationResult> {
    this.#checkConcurrency(fn);
    this.#addRunning(fn, 1);
    const startMs = this.#options.loop.nowMs();
    return this.#inEnvironment(fn, requestId, payload).then((ended) => {
      this.#addRunning(fn, -1);
      return this.#finish(fn, { requestId, payload, startMs, ended });
    });
  }

  #finish(
    fn: DeployedFunction,
    {
      requestId,
      payload,
      startMs,
      ended,
    }: { requestId: string; payload: JsonText; startMs: number; ended: Ended },
  ): InvocationResult {
    const { loop, onMetric, onInvocation } = this.#options;
    if ('error' in ended) onMetric(fn.configuration, 'Errors');
    const output = 'error' in ended ? { ...ended.error, trace: [] } : (jsonCopy(ended.value) ?? null);
    onInvocation({
      functionName: fn.configuration.constructId,
      region: fn.configuration.region,
      requestId,
      startMs,
      endMs: loop.nowMs(),
      input: payload.value,
      output: 'error' in ended ? undefined : output,
      ...('error' in ended && ended),
    });
    return {
      payload: new JsonText(output),
      functionError: 'error' in ended ? 'Unhandled' : undefined,
    };
  }

  #inEnvironment(fn: DeployedFunction, requestId: string, payload: JsonText): Promise<Ended> {
    const { loop } = this.#options;
    const { name, timeoutSeconds } = fn.configuration;
    const environment = fn.idle.pop() ?? fn.newEnvironment();
    return new Promise((resolve) => {
      const timeout = loop.schedule(loop.nowMs() + timeoutSeconds * 1_000, `timeout of ${name}`, () => {
        environment.kill();
        resolve({ error: timedOut(requestId, timeoutSeconds) });
      });
      const end = (result: Ended): void => {
        loop.cancel(timeout);
        fn.idle.push(environment);
        resolve(result);
      };
      environment.run(jsonCopy(payload.value)).then(
        (value) => end({ value }),
        (error: unknown) => end({ error: described(error) }),
      );
    });
  }

  #checkConcurrency(fn: DeployedFunction): void {
    const limit = CONCURRENT_EXECUTIONS * (this.#options.accountShare ?? 1);
    const { region, reservedConcurrentExecutions = limit } = fn.configuration;
    const running = this.#runningByRegion.get(region) ?? 0;
    if (fn.running < reservedConcurrentExecutions && running < limit) return;
    this.#options.onMetric(fn.configuration, 'Throttles');
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  }

  #addRunning(fn: DeployedFunction, change: 1 | -1): void {
    const { region } = fn.configuration;
    fn.running += change;
    this.#runningByRegion.set(region, (this.#runningByRegion.get(region) ?? 0) + change);
  }

  #newRequestId(): string {
    this.#requests += 1;
    return numberedUuid(this.#requests);
  }
}

const timedOut = (requestId: string, timeoutSeconds: number) => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
});

const described = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: 'Error', errorMessage: String(error) };
