import { JsonText } from '../kernel/json-text';
import type { Json, JsonObject } from './json';
import { isJsonObject } from './json';
import { refusalError, type ServiceIntegration } from './service-integration';
import { StatesError } from './states-error';

/** The last of them is not in the SDK's model, but Step Functions names it. */
const NAMED_ERRORS = [
  'EC2AccessDeniedException',
  'EC2ThrottledException',
  'EC2UnexpectedException',
  'ENILimitReachedException',
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'RequestTooLargeException',
  'ResourceConflictException',
  'ResourceNotFoundException',
  'ResourceNotReadyException',
  'ServiceException',
  'TooManyRequestsException',
  'CodeArtifactUserPendingException',
];

/** The answer of the Lambda service; `Payload` is JSON, and tells of the error where `FunctionError` is there. */
type InvokeAnswer = {
  readonly StatusCode: number;
  readonly ExecutedVersion?: string;
  readonly FunctionError?: string;
  readonly Payload: unknown;
};

/** Invokes a function and waits for its answer; the result's `Payload` is parsed. */
export const lambdaInvoke: ServiceIntegration = {
  resource: 'lambda:invoke',
  arguments: { FunctionName: 'required', Payload: 'required' },
  request: ({ FunctionName, Payload }: JsonObject) => ({
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName, Payload: new JsonText(Payload), InvocationType: 'RequestResponse' },
  }),
  result: (answer) => {
    const { Payload, FunctionError, StatusCode, ExecutedVersion = '$LATEST' } = answer as InvokeAnswer;
    const text = JsonText.from(Payload);
    const payload = text.value as Json;
    if (FunctionError !== undefined) throw functionError(payload, text.toString());
    return { ExecutedVersion, Payload: payload, StatusCode };
  },
  error: (refusal) => refusalError('Lambda', NAMED_ERRORS, 'AWSLambdaException', refusal),
};

/** The error is named by what the handler threw; a function that was killed has thrown nothing. */
function functionError(payload: Json, text: string): StatesError {
  const errorType = isJsonObject(payload) ? payload['errorType'] : undefined;
  if (typeof errorType === 'string') return new StatesError(errorType, text);
  return new StatesError(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  );
}
