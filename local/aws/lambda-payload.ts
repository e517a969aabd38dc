import { exceedsBytes } from '../kernel/json-size';
import { JsonText } from '../kernel/json-text';
import { AwsError } from './api';

/** Payload limits of the two invocation types, in bytes (Lambda quotas). */
const LIMIT_BYTES: Readonly<Record<string, number>> = {
  RequestResponse: 6 * 1024 * 1024,
  Event: 1024 * 1024,
};

/** The payload of an Invoke. Throws AwsError where it is no JSON or too large for the invocation type. */
export function readPayload(invocationType: string, payload: unknown = '{}'): JsonText {
  const limit = LIMIT_BYTES[invocationType];
  if (limit === undefined) throw new Error(`not simulated: lambda Invoke with ${invocationType}`);
  const read = parse(payload);
  if (!exceedsBytes(read.value, limit)) return read;
  const bytes = Buffer.byteLength(read.toString());
  throw new AwsError(
    'RequestTooLargeException',
    `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`,
    413,
  );
}

function parse(payload: unknown): JsonText {
  try {
    return JsonText.from(payload);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${error.message}`,
    );
  }
}
