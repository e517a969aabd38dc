import { arnOf } from '../kernel/arn';
import { AwsError, type ApiRequest, type Authorization } from './api';
import { jsonCopy, JsonText } from '../kernel/json-text';
import type { Loop } from '../kernel/loop';
import { AsyncInvocation } from './async-invocation';
import { described, timedOut } from './function-error';
import type { FunctionConfiguration, InvocationResult } from './lambda-function';
import { readPayload } from './lambda-payload';
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
  /** Told of one invocation, error or throttle, as AWS/Lambda counts it. */
  readonly onMetric: (fn: FunctionConfiguration, name: string) => void;
  readonly onInvocation: (invocation: Invocation) => void;
};

type DeployedFunction = {
  readonly configuration: FunctionConfiguration;
  readonly newEnvironment: () => ExecutionEnvironment;
  /** Warm environments that wait for an event; the one used last is used first. */
  readonly idle: ExecutionEnvironment[];
  running: number;
  /** How many may run at once, where that is limited; 0 stops the function. */
  reserved: number | undefined;
};

/** Concurrent executions of an account in one Region, by default (Lambda quotas). */
const CONCURRENT_EXECUTIONS = 1000;

/** How many of these no function may reserve (PutFunctionConcurrency). */
const UNRESERVED_MINIMUM = 100;

/** IAM's actions by operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  Invoke: 'lambda:InvokeFunction',
  PutFunctionConcurrency: 'lambda:PutFunctionConcurrency',
  GetFunctionConcurrency: 'lambda:GetFunctionConcurrency',
  DeleteFunctionConcurrency: 'lambda:DeleteFunctionConcurrency',
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

  /** Creates a function, or deploys it again; a reserved concurrency that no template has set stays then. */
  createFunction(configuration: FunctionConfiguration, newEnvironment: () => ExecutionEnvironment): void {
    const known = this.#functions.get(configuration.arn);
    const kept =
      known?.configuration.reservedConcurrentExecutions === undefined ? known?.reserved : undefined;
    const reserved = configuration.reservedConcurrentExecutions ?? kept;
    this.#functions.set(configuration.arn, { configuration, newEnvironment, idle: [], running: 0, reserved });
  }

  /** Throws where the operation is not simulated. */
  authorizations({ operation, region, input }: ApiRequest): readonly Authorization[] {
    const action = ACTIONS[operation];
    if (action === undefined) throw new Error(`not simulated: lambda ${operation}`);
    const FunctionName = String(input['FunctionName']);
    const resource = this.#find(region, FunctionName)?.configuration.arn ?? FunctionName;
    return [{ action, resource, context: {} }];
  }

  /** Carries out one of the operations that `authorizations` knows. Throws AwsError where Lambda refuses. */
  apply(request: ApiRequest): unknown {
    switch (request.operation) {
      case 'PutFunctionConcurrency':
        return this.#putFunctionConcurrency(request);
      case 'GetFunctionConcurrency':
        return concurrencyOf(this.#functionOf(request, ['FunctionName']));
      case 'DeleteFunctionConcurrency':
        this.#functionOf(request, ['FunctionName']).reserved = undefined;
        return {};
      default:
        return this.invoke(request);
    }
  }

  /**
   * Carries out Invoke. With InvocationType Event the answer comes at once and the function runs afterwards, up to
   * three times. Throws AwsError where Lambda refuses; an error of the function is an answer, so nothing rejects.
   */
  invoke(request: ApiRequest): Promise<Readonly<Record<string, unknown>>> {
    onlyFields(request, ['FunctionName', 'InvocationType', 'Payload']);
    const FunctionName = String(request.input['FunctionName']);
    const fn = this.#existing(`${FunctionName}:$LATEST`, this.#find(request.region, FunctionName));
    const { InvocationType = 'RequestResponse' } = request.input;
    const type = String(InvocationType);
    const payload = readPayload(type, request.input['Payload']);
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
      this.#existing(functionArn, this.#functions.get(functionArn)),
      this.#newRequestId(),
      new JsonText(event),
    );
    if (functionError !== undefined) throw new AwsError(functionError, payload.toString());
    return payload.value;
  }

  #functionOf(request: ApiRequest, fields: readonly string[]): DeployedFunction {
    onlyFields(request, fields);
    const FunctionName = String(request.input['FunctionName']);
    return this.#existing(FunctionName, this.#find(request.region, FunctionName));
  }

  /** By its ARN, by the ARN's end from the account on, or by its name alone. */
  #find(region: string, arnOrName: string): DeployedFunction | undefined {
    const isMeant = ({ configuration: { arn, name } }: DeployedFunction): boolean =>
      arnOf(arn).region === region && (name === arnOrName || arn.endsWith(`:${region}:${arnOrName}`));
    return this.#functions.get(arnOrName) ?? [...this.#functions.values()].find(isMeant);
  }

  #existing(name: string, fn: DeployedFunction | undefined): DeployedFunction {
    if (fn === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return fn;
  }

  #putFunctionConcurrency(request: ApiRequest): unknown {
    const fn = this.#functionOf(request, ['FunctionName', 'ReservedConcurrentExecutions']);
    const wanted = Number(request.input['ReservedConcurrentExecutions']);
    if (!Number.isInteger(wanted) || wanted < 0)
      throw new Error(`not simulated: a reserved concurrency of ${wanted}`);
    const { accountShare = 1 } = this.#options;
    const others = [...this.#functions.values()].filter(
      (one) => one !== fn && one.configuration.region === fn.configuration.region,
    );
    const reserved = others.reduce((sum, one) => sum + (one.reserved ?? 0), wanted);
    if (wanted > 0 && reserved > (CONCURRENT_EXECUTIONS - UNRESERVED_MINIMUM) * accountShare)
      throw new AwsError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MINIMUM}].`,
      );
    fn.reserved = wanted;
    return concurrencyOf(fn);
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
    onMetric(fn.configuration, 'Invocations');
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
    const running = this.#runningByRegion.get(fn.configuration.region) ?? 0;
    if (fn.running < (fn.reserved ?? limit) && running < limit) return;
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

/** Of a function without a reserved concurrency, Lambda says nothing. */
const concurrencyOf = ({ reserved }: DeployedFunction) =>
  reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
