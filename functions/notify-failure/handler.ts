/**
 * Tells a person what failed, what it means for the data, and what to do.
 *
 * Called by: every Catch of every state machine.
 * Late or repeated call: sends the message again. The machines call it once for each failure; only the loss of Lambda's
 * own answer makes them repeat it.
 * Fails: ServiceBusy while SNS cannot take the message; the alarm on failed executions is the second way to a person.
 */
import { alertsTo, type Alerts } from '../aws/alerts';
import { NotifyFailureEnvironment } from '../domain/environment';
import { describeFailure, Failure } from '../domain/notification';
import { awsRuntime } from '../runtime/aws-runtime';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';
import { snsClients } from '../runtime/sns-clients';

export type Deps = {
  readonly alerts: Alerts;
  readonly deployment: string;
  readonly region: string;
  readonly log: Log;
};

export const notifyFailure =
  ({ alerts, deployment, region, log }: Deps) =>
  async (failure: Failure): Promise<void> => {
    log.error('failure', failure);
    await alerts.publish(describeFailure(failure, deployment, region));
  };

export const handler = lambda(awsRuntime({ sns: snsClients }), {
  input: Failure,
  environment: NotifyFailureEnvironment,
  deps: ({ clients, region, log }, environment) => ({
    alerts: alertsTo(clients.sns(region), environment.TOPIC_ARN),
    deployment: environment.DEPLOYMENT,
    region,
    log,
  }),
  run: notifyFailure,
});
