/**
 * Starts one execution for each snapshot that an EC2 event is about.
 *
 * Called by: EventBridge, asynchronously, in both Regions.
 * Late or repeated call: starts nothing twice. An execution bears its snapshot's name, which Step Functions gives out
 * once in 90 days; unlike any look at EC2, that check is consistent even when two equal events come at once.
 * Fails: Lambda calls again twice, then the event goes to the dead-letter queue, which raises an alarm.
 */
import { executionsOf, type Executions } from '../aws/executions';
import { ReceiveEventEnvironment } from '../domain/environment';
import { SnapshotEvent, startsOf } from '../domain/snapshot-event';
import { awsRuntime } from '../runtime/aws-runtime';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';
import { sfnClients } from '../runtime/sfn-clients';

export type Deps = {
  readonly executions: Pick<Executions, 'start'>;
  readonly machineArns: { readonly succeeded: string; readonly failed: string };
  readonly log: Log;
};

export const receiveEvent =
  ({ executions, machineArns, log }: Deps) =>
  async (event: SnapshotEvent): Promise<void> => {
    for (const { outcome, name, input } of startsOf(event)) {
      const answer = await executions.start(machineArns[outcome], name, input);
      log.info(answer === 'started' ? 'execution started' : 'repeated event: execution exists', { name });
    }
  };

export const handler = lambda(awsRuntime({ sfn: sfnClients }), {
  input: SnapshotEvent,
  environment: ReceiveEventEnvironment,
  deps: ({ clients, region, log }, environment) => ({
    executions: executionsOf(clients.sfn(region)),
    machineArns: {
      succeeded: environment.SUCCEEDED_MACHINE_ARN,
      failed: environment.FAILED_MACHINE_ARN,
    },
    log,
  }),
  run: receiveEvent,
});
