import { SFNClient } from '@aws-sdk/client-sfn';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** SFN clients, made on first use and kept for the life of the environment. */
export const sfnClients = (): Clients['sfn'] =>
  keptByRegion((region) => new SFNClient({ region, requestHandler: CALL_LIMITS }));
