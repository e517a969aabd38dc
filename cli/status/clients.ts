import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';

/** Clients of one Region. */
export type Clients = {
  readonly cloudFormation: CloudFormationClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly sqs: SQSClient;
  readonly states: SFNClient;
};

/** With the ordinary credentials. */
export function clientsIn(region: string): Clients {
  const options = { region, requestHandler: CALL_LIMITS };
  return {
    cloudFormation: new CloudFormationClient(options),
    events: new EventBridgeClient(options),
    lambda: new LambdaClient(options),
    scheduler: new SchedulerClient(options),
    sqs: new SQSClient(options),
    states: new SFNClient(options),
  };
}
