import { SQSClient } from '@aws-sdk/client-sqs';
import { CALL_LIMITS } from './call-limits';
import type { Clients } from './lambda';

/** SQS clients, made on first use and kept for the life of the environment. */
export function sqsClients(): Clients['sqs'] {
  const kept = new Map<string, SQSClient>();
  return (region) => {
    const client = kept.get(region) ?? new SQSClient({ region, requestHandler: CALL_LIMITS });
    kept.set(region, client);
    return client;
  };
}
