import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CALL_LIMITS } from './call-limits';
import type { Clients } from './lambda';

/** CloudFormation clients, made on first use and kept for the life of the environment. */
export function cloudFormationClients(): Clients['cloudFormation'] {
  const kept = new Map<string, CloudFormationClient>();
  return (region) => {
    const client = kept.get(region) ?? new CloudFormationClient({ region, requestHandler: CALL_LIMITS });
    kept.set(region, client);
    return client;
  };
}
