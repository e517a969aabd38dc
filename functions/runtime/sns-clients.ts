import { SNSClient } from '@aws-sdk/client-sns';
import { CALL_LIMITS } from './call-limits';
import type { Clients } from './lambda';

/**
 * SNS clients, made on first use and kept for the life of the environment. Without retries of the SDK's own: a message whose
 * answer was lost would be sent twice. The state machines repeat what failed.
 */
export function snsClients(): Clients['sns'] {
  const kept = new Map<string, SNSClient>();
  return (region) => {
    const client = kept.get(region) ?? new SNSClient({ region, requestHandler: CALL_LIMITS, maxAttempts: 1 });
    kept.set(region, client);
    return client;
  };
}
