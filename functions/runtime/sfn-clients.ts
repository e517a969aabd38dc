import { SFNClient } from '@aws-sdk/client-sfn';
import { CALL_LIMITS } from './call-limits';
import type { Clients } from './lambda';

/** SFN clients, made on first use and kept for the life of the environment. */
export function sfnClients(): Clients['sfn'] {
  const kept = new Map<string, SFNClient>();
  return (region) => {
    const client = kept.get(region) ?? new SFNClient({ region, requestHandler: CALL_LIMITS });
    kept.set(region, client);
    return client;
  };
}
