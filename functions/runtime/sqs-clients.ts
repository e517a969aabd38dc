import { SQSClient } from '@aws-sdk/client-sqs';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** SQS clients, made on first use and kept for the life of the environment. */
export const sqsClients = (): Clients['sqs'] =>
  keptByRegion((region) => new SQSClient({ region, requestHandler: CALL_LIMITS }));
