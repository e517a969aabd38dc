import { JsonText } from '../kernel/json-text';
import type { Json, JsonObject } from './json';
import { isJsonObject } from './json';
import type { ServiceIntegration } from './service-integration';
import { StatesError } from './states-error';

/** What Lambda's own model says of Invoke. */
const MODELED_ERRORS = [
  'CodeArtifactUserDeletedException',
  'CodeArtifactUserFailedException',
  'CodeArtifactUserPendingException',
  'DurableExecutionAlreadyStartedException',
  'EC2AccessDeniedException',
  'EC2ThrottledException',
  'EC2UnexpectedException',
  'EFSIOException',
  'EFSMountConnectivityException',
  'EFSMountFailureException',
  'EFSMountTimeoutException',
  'ENILimitReachedException',
  'ENINotReadyException',
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'InvalidRuntimeException',
  'InvalidSecurityGroupIDException',
  'InvalidSubnetIDException',
  'InvalidZipFileException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'ModeNotSupportedException',
  'NoPublishedVersionException',
  'RecursiveInvocationException',
  'RequestTooLargeException',
  'ResourceConflictException',
  'ResourceNotFoundException',
  'ResourceNotReadyException',
  'S3FilesMountConnectivityException',
  'S3FilesMountFailureException',
  'S3FilesMountTimeoutException',
  'SerializedRequestEntityTooLargeException',
  'ServiceException',
  'ServiceQuotaExceededException',
  'SnapStartException',
  'SnapStartNotReadyException',
  'SnapStartRegenerationFailureException',
  'SnapStartTimeoutException',
  'SubnetIPAddressLimitReachedException',
  'TooManyRequestsException',
  'UnsupportedMediaTypeException',
];

/** The answer of the Lambda service; `Payload` is JSON, and tells of the error where `FunctionError` is there. */
type InvokeAnswer = {
  readonly StatusCode: number;
  readonly ExecutedVersion?: string;
  readonly FunctionError?: string;
  readonly Payload: unknown;
};

/** Invokes a function and waits for its answer; the result's `Payload` is parsed. A text is the payload as it stands. */
export const lambdaInvoke: ServiceIntegration = {
  resource: 'lambda:invoke',
  arguments: { FunctionName: 'required', Payload: 'required' },
  names: {
    prefix: 'Lambda',
    service: 'AWSLambda',
    modeled: MODELED_ERRORS,
    shared: 'AWSLambdaException',
  },
  request: ({ FunctionName, Payload = {} }: JsonObject) => ({
    service: 'lambda',
    operation: 'Invoke',
    input: {
      FunctionName,
      Payload: typeof Payload === 'string' ? Payload : new JsonText(Payload),
      InvocationType: 'RequestResponse',
    },
  }),
  result: (answer) => {
    const { Payload, FunctionError, StatusCode, ExecutedVersion = '$LATEST' } = answer as InvokeAnswer;
    const text = JsonText.from(Payload);
    const payload = text.value as Json;
    if (FunctionError !== undefined) throw functionError(payload, text.toString());
    return {
      result: { ExecutedVersion, Payload: payload, StatusCode },
      headers: {
        Connection: 'keep-alive',
        'Content-Length': String(Buffer.byteLength(text.toString())),
        'Content-Type': 'application/json',
        'X-Amz-Executed-Version': ExecutedVersion,
        'x-amzn-Remapped-Content-Length': '0',
      },
    };
  },
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
