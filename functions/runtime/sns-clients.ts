import { SNSClient } from '@aws-sdk/client-sns';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/**
 * SNS clients, made on first use and kept for the life of the environment. Without retries of the SDK's own: a message whose
 * answer was lost would be sent twice. The state machines repeat what failed.
 */
export const snsClients = (): Clients['sns'] =>
  keptByRegion((region) => new SNSClient({ region, requestHandler: CALL_LIMITS, maxAttempts: 1 }));
