import type { ApiRequest, AwsError } from '../aws/api';
import type { Json, JsonObject } from './json';
import { StatesError } from './states-error';

/** How a Task's `Resource` becomes one call of another service. */
export type ServiceIntegration = {
  /** As in `arn:aws:states:::lambda:invoke`. */
  readonly resource: string;
  /** The fields of Arguments that are simulated, and whether each must be there. */
  readonly arguments: Readonly<Record<string, 'required' | 'optional'>>;
  request(values: JsonObject): Pick<ApiRequest, 'service' | 'operation' | 'input'>;
  /** What the Task makes of the answer. Throws `StatesError` where the answer tells of a failure. */
  result(answer: unknown): Json;
  /** The error under which the Task fails when the service refuses. */
  error(refusal: AwsError): StatesError;
};

/**
 * Names a refusal as the optimized integrations do, after the exception classes of the AWS SDK for Java: errors that
 * the service's model declares have a class of their own, all others, such as a denied call, share the service's.
 */
export function refusalError(
  prefix: string,
  modeled: readonly string[],
  shared: string,
  refusal: AwsError,
): StatesError {
  const code = refusal.name;
  const known = modeled.includes(code) || code === 'SdkClientException';
  const exception = known ? `${code.replace(/Exception$/, '')}Exception` : shared;
  const { httpStatusCode } = refusal.$metadata;
  return new StatesError(
    `${prefix}.${exception}`,
    `${refusal.message} (Service: ${prefix}; Status Code: ${httpStatusCode}; Error Code: ${code})`,
  );
}
