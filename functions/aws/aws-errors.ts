import { AccessDenied, ServiceBusy } from '../domain/errors';

/** With these AWS has done nothing. */
const THROTTLED_CODES = new Set([
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/**
 * Codes that ask for patience: token buckets, states that pass, time-outs, and credentials that Lambda renews. The SDK retries most of
 * them a few times by itself (EC2 API reference, "Error codes"; the SDK's list of throttling errors).
 */
const BUSY_CODES = new Set([
  ...THROTTLED_CODES,
  'BandwidthLimitExceeded',
  'ConcurrentTagAccess',
  'EC2ThrottledException',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncorrectState',
  'InternalError',
  'InternalFailure',
  'KMSThrottlingException',
  'PriorRequestNotComplete',
  'RequestExpired',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServerInternal',
  'ServiceUnavailable',
  'TimeoutError',
  'Unavailable',
]);

/** Node's codes for a Region that cannot be reached. */
const NETWORK_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

const DENIED_CODES = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'AuthorizationErrorException',
  'KMSAccessDeniedException',
  'UnauthorizedOperation',
]);

/** AWS's code of an error: the `name` that SDK clients give it. */
export const codeOf = (error: unknown): string => (error instanceof Error ? error.name : '');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** True where AWS answered, and refused for a reason of its own rather than for load or rights. */
export const isRefusal = (error: unknown): boolean =>
  httpStatusOf(error) >= 400 && !isBusy(error) && !isDenied(error);

/** True where the caller lacks a right. */
export const isDenied = (error: unknown): boolean => DENIED_CODES.has(codeOf(error));

/** True where AWS asks for fewer calls, and has not carried this one out. */
export const isThrottled = (error: unknown): boolean => THROTTLED_CODES.has(codeOf(error));

/** The error as the state machines know it: ServiceBusy, AccessDenied, or the same error for any other code. */
export function translated(error: unknown): unknown {
  const text = `${codeOf(error)}: ${messageOf(error)}`;
  if (isBusy(error)) return new ServiceBusy(text, { cause: error });
  if (isDenied(error)) return new AccessDenied(text, { cause: error });
  return error;
}

/** Carries `call` out and throws its error translated. */
export async function translating<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw translated(error);
  }
}

function isBusy(error: unknown): boolean {
  const networkCode = (error as { code?: unknown } | null)?.code;
  return (
    BUSY_CODES.has(codeOf(error)) ||
    httpStatusOf(error) === 429 ||
    httpStatusOf(error) >= 500 ||
    (typeof networkCode === 'string' && NETWORK_CODES.has(networkCode))
  );
}

function httpStatusOf(error: unknown): number {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode ?? 0;
}
