import { EC2Client } from '@aws-sdk/client-ec2';
import { CALL_LIMITS } from './call-limits';
import type { Clients } from './lambda';

/** EC2 clients, made on first use and kept for the life of the environment. */
export function ec2Clients(): Clients['ec2'] {
  const kept = new Map<string, EC2Client>();
  return (region, retries) => {
    const key = `${region}/${retries ?? ''}`;
    const client =
      kept.get(key) ??
      new EC2Client({
        region,
        requestHandler: CALL_LIMITS,
        ...(retries === 'none' ? { maxAttempts: 1 } : {}),
      });
    kept.set(key, client);
    return client;
  };
}
