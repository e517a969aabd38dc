import type { Json, JsonObject } from './json';
import { StatesError } from './states-error';

/** AWS's quota for the input or output of a state, a task or an execution, as UTF-8 encoded JSON: 256 KiB. */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/** Whether `value` is larger than AWS lets pass between states. */
export const exceedsPayloadLimit = (value: Json): boolean =>
  upperBoundBytes(value) > PAYLOAD_LIMIT_BYTES &&
  Buffer.byteLength(JSON.stringify(value)) > PAYLOAD_LIMIT_BYTES;

/** Throws `States.DataLimitExceeded` where `value` is too large; `what` says what it is to the state. */
export function checkPayloadLimit(value: Json, what: string): void {
  if (!exceedsPayloadLimit(value)) return;
  throw new StatesError(
    'States.DataLimitExceeded',
    `The state's ${what} has a size exceeding the maximum number of bytes service limit.`,
  );
}

/** Never less than the encoded size, and far cheaper: nearly all payloads are much smaller than the limit. */
function upperBoundBytes(value: Json): number {
  if (typeof value === 'string') return boundOfString(value);
  if (typeof value !== 'object' || value === null) return 25;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) bytes += upperBoundBytes(item) + 1;
    return bytes;
  }
  const object = value as JsonObject;
  for (const name in object) bytes += boundOfString(name) + upperBoundBytes(object[name]!) + 2;
  return bytes;
}

/** A UTF-16 unit takes at most six bytes: an escaped control character or a lone surrogate. */
const boundOfString = (text: string): number => 6 * text.length + 2;
