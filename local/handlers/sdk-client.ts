import { AwsError, type ApiRequest, type Caller } from '../aws/api';
import { copySnapshotUrl } from '../aws/ec2/presigned-url';
import type { Loop } from '../kernel/loop';
import type { Random } from '../kernel/random';

export type SdkClientOptions = {
  /** IAM's prefix of the service, such as `states`. */
  readonly service: string;
  readonly region: string;
  readonly caller: Caller;
  /** 1 without retries; the SDK's default is 3. */
  readonly maxAttempts: number;
  readonly call: (request: ApiRequest) => Promise<unknown>;
  readonly loop: Loop;
  /** Draws the jitter between attempts. */
  readonly random: Random;
};

/** A command of the SDK, as far as `send` looks at it. */
export type SdkCommand = { readonly constructor: { readonly name: string }; readonly input: object };

// https://github.com/smithy-lang/smithy-typescript, @smithy/core retry: what the clients of this project's SDK version do.
const THROTTLING_CODES = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const TRANSIENT_CODES = new Set([
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
]);
const TRANSIENT_STATUS_CODES = new Set([500, 502, 503, 504]);
const RETRY_TOKENS = 500;
const MAXIMUM_DELAY_MS = 20_000;
const THROTTLING = { delayMs: 1_000, cost: 5 };
const TRANSIENT = { delayMs: 50, cost: 14 };

/**
 * What stands in for a client of AWS SDK v3: `send` leads into the local world, with the SDK's standard retries in
 * virtual time. A command's name is the operation, its input the request's.
 */
export class SdkClient {
  readonly #options: SdkClientOptions;
  #tokens = RETRY_TOKENS;

  constructor(options: SdkClientOptions) {
    this.#options = options;
  }

  async send(command: SdkCommand): Promise<unknown> {
    const { service, region, caller, maxAttempts, call, loop, random } = this.#options;
    const operation = operationOf(command);
    const input = this.#completed(operation, command.input as ApiRequest['input']);
    let spent = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        const output = await call({ service, region, operation, input, caller });
        this.#tokens = Math.min(RETRY_TOKENS, this.#tokens + (spent || 1));
        return output;
      } catch (error) {
        const retry = retryOf(error);
        if (retry === undefined || attempt >= maxAttempts || this.#tokens < retry.cost) throw error;
        spent = retry.cost;
        this.#tokens -= spent;
        const ceilingMs = Math.min(retry.delayMs * 2 ** (attempt - 1), MAXIMUM_DELAY_MS);
        await loop.sleep(Math.floor(random.next() * ceilingMs), 'retry of an SDK client');
      }
    }
  }

  /** The SDK gives a CopySnapshot the URL that it needs, unless the caller has. */
  #completed(operation: string, input: ApiRequest['input']): ApiRequest['input'] {
    if (operation !== 'CopySnapshot' || input['PresignedUrl'] !== undefined) return input;
    const { region, loop } = this.#options;
    const PresignedUrl = copySnapshotUrl(input, region, loop.nowMs());
    return { ...input, DestinationRegion: region, PresignedUrl };
  }
}

/** By a command's class: reading and cutting its name anew for each call would cost more than the call. */
const operations = new WeakMap<object, string>();

function operationOf({ constructor }: SdkCommand): string {
  let operation = operations.get(constructor);
  if (operation === undefined) {
    operation = constructor.name.replace(/Command$/, '');
    operations.set(constructor, operation);
  }
  return operation;
}

function retryOf(error: unknown): typeof THROTTLING | undefined {
  if (!(error instanceof AwsError)) return undefined;
  const { name, $metadata } = error;
  if ($metadata.httpStatusCode === 429 || THROTTLING_CODES.has(name)) return THROTTLING;
  return TRANSIENT_STATUS_CODES.has($metadata.httpStatusCode) || TRANSIENT_CODES.has(name)
    ? TRANSIENT
    : undefined;
}
