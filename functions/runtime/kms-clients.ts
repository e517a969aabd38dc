import { KMSClient } from '@aws-sdk/client-kms';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** KMS clients, made on first use and kept for the life of the environment. */
export const kmsClients = (): Clients['kms'] =>
  keptByRegion((region) => new KMSClient({ region, requestHandler: CALL_LIMITS }));
