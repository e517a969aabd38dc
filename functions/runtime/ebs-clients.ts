import { EBSClient } from '@aws-sdk/client-ebs';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** Clients of the EBS direct APIs, made on first use and kept for the life of the environment. */
export const ebsClients = (): Clients['ebs'] =>
  keptByRegion((region) => new EBSClient({ region, requestHandler: CALL_LIMITS }));
