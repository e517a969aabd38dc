import type { AccessDenied, ServiceBusy } from '../domain/errors';

/** How one deletion ended. `unfinished`: worth a new plan, or a person, by its error. `late`: not tried in the time of this plan. */
export type Result =
  | { readonly outcome: 'deleted' | 'gone' | 'late' }
  | { readonly outcome: 'blocked' | 'failed' | 'guarded'; readonly reason: string }
  | { readonly outcome: 'unfinished'; readonly error: ServiceBusy | AccessDenied };
