import { exceedsBytes } from '../kernel/json-size';
import type { Json } from './json';
import { StatesError } from './states-error';

/** AWS's quota for the input or output of a state, a task or an execution, as UTF-8 encoded JSON: 256 KiB. */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/** Whether `value` is larger than AWS lets pass between states. */
export const exceedsPayloadLimit = (value: Json): boolean => exceedsBytes(value, PAYLOAD_LIMIT_BYTES);

/** Throws `States.DataLimitExceeded` where `value` is too large; `what` says what it is to the state. */
export function checkPayloadLimit(value: Json, what: string): void {
  if (!exceedsPayloadLimit(value)) return;
  throw new StatesError(
    'States.DataLimitExceeded',
    `The state's ${what} has a size exceeding the maximum number of bytes service limit.`,
  );
}
