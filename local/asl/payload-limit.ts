import { exceedsBytes } from '../kernel/json-size';
import type { Json } from './json';
import { StatesError } from './states-error';

/** AWS's quota for the input or output of a state, a task or an execution, as UTF-8 encoded JSON: 256 KiB. */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/** Whether `value` is larger than AWS lets pass between states. */
export const exceedsPayloadLimit = (value: Json): boolean => exceedsBytes(value, PAYLOAD_LIMIT_BYTES);

/** Throws `States.DataLimitExceeded` where `value`, which the state of that name or the service returned, is too large. */
export function checkPayloadLimit(value: Json, returnedBy: string, isOfTask = false): void {
  if (!exceedsPayloadLimit(value)) return;
  throw new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${returnedBy}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    { isOfTask },
  );
}
