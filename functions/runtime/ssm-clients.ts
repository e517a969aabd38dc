import { SSMClient } from '@aws-sdk/client-ssm';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** Clients of Systems Manager, made on first use and kept for the life of the environment. */
export function ssmClients(): Clients['ssm'] {
  const retrying = keptByRegion((region) => new SSMClient({ region, requestHandler: CALL_LIMITS }));
  const once = keptByRegion(
    (region) => new SSMClient({ region, requestHandler: CALL_LIMITS, maxAttempts: 1 }),
  );
  return (region, retries) => (retries === 'none' ? once : retrying)(region);
}
