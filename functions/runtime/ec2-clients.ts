import { EC2Client } from '@aws-sdk/client-ec2';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** EC2 clients, made on first use and kept for the life of the environment. */
export function ec2Clients(): Clients['ec2'] {
  const retrying = keptByRegion((region) => new EC2Client({ region, requestHandler: CALL_LIMITS }));
  const once = keptByRegion(
    (region) => new EC2Client({ region, requestHandler: CALL_LIMITS, maxAttempts: 1 }),
  );
  return (region, retries) => (retries === 'none' ? once : retrying)(region);
}
