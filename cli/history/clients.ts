import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { ec2ClientIn } from '../deployed/ec2-client';

/** Clients of one Region. */
export type Clients = {
  readonly ec2: EC2Client;
  readonly states: SFNClient;
  readonly logs: CloudWatchLogsClient;
};

/** With the ordinary credentials. */
export function clientsIn(region: string): Clients {
  const options = { region, requestHandler: CALL_LIMITS };
  return {
    ec2: ec2ClientIn(region),
    states: new SFNClient(options),
    logs: new CloudWatchLogsClient(options),
  };
}
