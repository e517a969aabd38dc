import { Random } from '../kernel/random';
import type { AwsError } from './api';

/** How long a delivery may be tried again. */
export type RetryPolicy = { readonly maximumAttempts: number; readonly maximumAgeSeconds: number };

export const DEFAULT_RETRY: RetryPolicy = { maximumAttempts: 185, maximumAgeSeconds: 86_400 };

/** AWS publishes no intervals. With these, 185 attempts take just under the 24 hours that it documents beside them. */
const FIRST_RETRY_SECONDS = 1;
const LONGEST_RETRY_SECONDS = 600;

/** The classes of what a target says, as EventBridge names them. */
export function errorCode(error: AwsError): string {
  if (/AccessDenied|AuthorizationError/.test(error.name)) return 'NO_PERMISSIONS';
  if (/NotFound|DoesNotExist/.test(error.name)) return 'NO_RESOURCE';
  if (/Throttl|TooManyRequests/.test(error.name)) return 'THROTTLING';
  return 'ERROR_FROM_TARGET';
}

/** A delivery that its target has refused. */
type Refused = {
  readonly error: AwsError;
  /** Since when it is tried. */
  readonly sinceMs: number;
  /** Retries so far; the first attempt is none. */
  readonly retries: number;
  readonly policy?: RetryPolicy | undefined;
};

/** In how long the next attempt is, or that there is none: `exhausted` names the limit, where it is one that ends them. */
export type NextAttempt = { readonly afterMs: number } | { readonly exhausted?: string };

/** When EventBridge and its Scheduler try again: after intervals that double, with jitter. */
export class DeliveryRetry {
  readonly #jitter: Random;

  /** `name` is that of the random stream. */
  constructor(seed: number, name: string) {
    this.#jitter = new Random(seed, name);
  }

  /** Missing permission and a missing target are not tried again. */
  next(nowMs: number, { error, sinceMs, retries, policy = DEFAULT_RETRY }: Refused): NextAttempt {
    if (['NO_PERMISSIONS', 'NO_RESOURCE'].includes(errorCode(error))) return {};
    if (retries >= policy.maximumAttempts) return { exhausted: 'MaximumRetryAttempts' };
    const backoffSeconds = Math.min(FIRST_RETRY_SECONDS * 2 ** retries, LONGEST_RETRY_SECONDS);
    const afterMs = Math.round(backoffSeconds * 1_000 * (0.5 + this.#jitter.next() / 2));
    if (nowMs + afterMs > sinceMs + policy.maximumAgeSeconds * 1_000)
      return { exhausted: 'MaximumEventAgeInSeconds' };
    return { afterMs };
  }
}
