import type { AccessDenied, ServiceBusy } from '../domain/errors';

/** How one deletion ended. `unfinished`: worth a new plan, or a person, by its error. */
export type Result =
  | { readonly outcome: 'deleted' | 'gone' }
  | { readonly outcome: 'left' | 'failed' | 'guarded'; readonly reason: string }
  | { readonly outcome: 'unfinished'; readonly error: ServiceBusy | AccessDenied };
