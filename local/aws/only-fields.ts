import type { ApiRequest } from '../api';

/** Throws where `request` has a field beyond `fields`: what the world does not know it must not skip. */
export function onlyFields(request: ApiRequest, fields: readonly string[]): void {
  for (const [field, value] of Object.entries(request.input)) {
    if (value !== undefined && !fields.includes(field)) {
      throw new Error(`not simulated: ${request.service} ${request.operation} with ${field}`);
    }
  }
}
