import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** CloudFormation clients, made on first use and kept for the life of the environment. */
export const cloudFormationClients = (): Clients['cloudFormation'] =>
  keptByRegion((region) => new CloudFormationClient({ region, requestHandler: CALL_LIMITS }));
