import type { ApiRequest, AwsError } from '../aws/api';
import type { Json, JsonObject } from './json';
import { StatesError } from './states-error';

/** How a Task's `Resource` becomes one call of another service. */
export type ServiceIntegration = {
  /** As in `arn:aws:states:::lambda:invoke`. */
  readonly resource: string;
  /** The fields of Arguments that are simulated, and whether each must be there. */
  readonly arguments: Readonly<Record<string, 'required' | 'optional'>>;
  readonly names: ServiceNames;
  /** `values` holds no null: AWS takes that for a field that is absent. */
  request(values: JsonObject): Pick<ApiRequest, 'service' | 'operation' | 'input'>;
  /**
   * What the Task makes of the answer, and the headers with which it came. Throws `StatesError` where the answer tells of
   * a failure.
   */
  result(answer: unknown): {
    readonly result: JsonObject;
    readonly headers: Readonly<Record<string, string>>;
  };
};

/** How the service and its errors are called in the AWS SDK for Java, by which Step Functions calls it. */
export type ServiceNames = {
  /** Before the name of an error: `Lambda` in `Lambda.ServiceException`. */
  readonly prefix: string;
  /** In the cause: `AWSLambda`. */
  readonly service: string;
  /** The errors that have a class of their own; all others, such as a denied call, share one. */
  readonly modeled: readonly string[];
  readonly shared: string;
  /** The code on the wire, where it is not the SDK's name of the error. */
  readonly code?: (name: string) => string;
};

/** When a call was answered, and the id that AWS gave it. */
export type Answered = { readonly requestId: string; readonly atMs: number };

/** The result of a Task with what the SDK says of the response, as AWS gives it. */
export function sdkResult(
  { result, headers }: ReturnType<ServiceIntegration['result']>,
  { requestId, atMs }: Answered,
): JsonObject {
  const all = { ...headers, Date: new Date(atMs).toUTCString(), 'x-amzn-RequestId': requestId };
  return {
    ...result,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      HttpHeaders: all,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** What the SDK itself raises, without an answer of the service, by the name that Step Functions gives it. */
const OF_CLIENT: Readonly<Record<string, string>> = {
  ClientExecutionTimeoutException: 'ClientExecutionTimeoutException',
  SdkClientException: 'SdkClientException',
  TimeoutError: 'SdkClientException',
};

/** The error under which a Task fails when the service refuses its call. */
export function refusalError(names: ServiceNames, refusal: AwsError, { requestId }: Answered): StatesError {
  const { prefix, service, modeled, shared, code = (same: string) => same } = names;
  const { name, message, $metadata } = refusal;
  const ofClient = OF_CLIENT[name];
  if (ofClient !== undefined) return new StatesError(`${prefix}.${ofClient}`, message);
  const exception = modeled.includes(name) ? `${name.replace(/Exception$/, '')}Exception` : shared;
  const response = [
    `Service: ${service}`,
    `Status Code: ${$metadata.httpStatusCode}`,
    `Error Code: ${code(name)}`,
    `Request ID: ${requestId}`,
    'Proxy: null',
  ];
  return new StatesError(`${prefix}.${exception}`, `${message} (${response.join('; ')})`);
}

/** The text that a service is given: a value that is none goes as its JSON text. */
export const textOf = (value: Json | undefined): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
