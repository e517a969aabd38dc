import { PAYLOAD_LIMIT_BYTES } from '../asl/payload-limit';
import type { Json } from '../asl/json';
import { AwsError, type ApiRequest } from './api';

/** A string that the request must have. */
export function text(request: ApiRequest, field: string): string {
  const value = optionalText(request, field);
  if (value !== undefined) return value;
  throw new Error(`not simulated: states ${request.operation} without ${field}`);
}

export function optionalText({ input, operation }: ApiRequest, field: string): string | undefined {
  const value = input[field];
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`not simulated: states ${operation} with a ${field} that is not a string`);
}

/** The value of JSON text that Step Functions takes. Throws what it refuses others with. */
export function parseJson(json: string, field: string, error: string, problem: string): Json {
  if (Buffer.byteLength(json) > PAYLOAD_LIMIT_BYTES)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at '${field}' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${PAYLOAD_LIMIT_BYTES}`,
    );
  try {
    return JSON.parse(json) as Json;
  } catch {
    throw new AwsError(error, `${problem}: '${json}'`);
  }
}

/** What an answer lists. Further pages are not simulated. */
export function onOnePage<Item>(items: readonly Item[], { operation, input }: ApiRequest): readonly Item[] {
  const { maxResults = 100 } = input;
  if (items.length > Number(maxResults)) throw new Error(`not simulated: states ${operation} with pages`);
  return items;
}
