import type { ApiRequest } from './api';

/** Throws where `request` has a field beyond `fields`: what the world does not know it must not skip. */
export function onlyFields(request: ApiRequest, fields: readonly string[]): void {
  for (const field in request.input) {
    if (request.input[field] !== undefined && !fields.includes(field)) {
      throw new Error(`not simulated: ${request.service} ${request.operation} with ${field}`);
    }
  }
}
