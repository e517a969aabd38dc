/**
 * Tells a person what failed, what it means for the data, and what to do: once for each cause, with all that it befell. A digest of a run goes to people as it is.
 *
 * Called by: the failure queue, with what has come within its batching window.
 * Late or repeated call: sends the messages again. SQS hands out a message again where this function was killed, or where
 * SNS's own answer was lost; and an environment that is new does not know what was told lately, which costs a message more.
 * Fails: never. What SNS does not take, or is held for more of its cause, stays in the queue and comes again; an alarm tells
 * of failures that cannot be told.
 */
import * as z from 'zod';
import { alertsTo, type Alerts } from '../aws/alerts';
import { NotifyFailureEnvironment } from '../domain/environment';
import { gatherFailures, type Gathering } from '../domain/gather-failures';
import { describeFailures, describeUnreadable, type Notification } from '../domain/notification';
import { awsRuntime } from '../runtime/aws-runtime';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { snsClients } from '../runtime/sns-clients';

const Input = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ SentTimestamp: z.coerce.number() }),
    }),
  ),
});

export type Deps = {
  readonly alerts: Alerts;
  readonly deployment: string;
  readonly region: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => Date;
  /** When each cause was told last in this execution environment. */
  readonly lastToldMs: Map<string, number>;
};

export const notifyFailure = (deps: Deps) => async (event: z.output<typeof Input>) => {
  const messages = event.Records.map(({ messageId, body, attributes }) => ({
    id: messageId,
    body,
    sentAtMs: attributes.SentTimestamp,
  }));
  const { tell, hold } = gatherFailures(messages, deps.now().getTime(), deps.lastToldMs);
  // At once: one after the other, a few calls that hang would outlast this function.
  const isTold = await Promise.all(tell.map((gathering) => told(deps, gathering)));
  const untold = tell.filter((_, index) => isTold[index] === false).flatMap(({ messageIds }) => messageIds);
  if (untold.length > 0) deps.metrics.count('FailuresUntold', untold.length);
  return { batchItemFailures: [...hold, ...untold].map((itemIdentifier) => ({ itemIdentifier })) };
};

/** Whether SNS took the message. */
async function told(deps: Deps, gathering: Gathering): Promise<boolean> {
  const { alerts, log, lastToldMs, now } = deps;
  const { cause } = gathering;
  try {
    await alerts.publish(described(deps, gathering));
    lastToldMs.set(cause, now().getTime());
    return true;
  } catch (error) {
    log.warn('failures wait to be told', { cause, error: String(error) });
    return false;
  }
}

/** The notification. What it cannot list stands in the log. */
function described({ deployment, region, log }: Deps, gathering: Gathering): Notification {
  if ('unreadable' in gathering) {
    for (const body of gathering.unreadable) log.error('failure that cannot be read', { body });
    return describeUnreadable(gathering.unreadable, deployment, region);
  }
  if ('digest' in gathering) return gathering.digest;
  for (const failure of gathering.failures) log.error('failure', failure);
  return describeFailures(gathering.failures, deployment, region);
}

export const handler = lambda(awsRuntime({ sns: snsClients }), {
  input: Input,
  environment: NotifyFailureEnvironment,
  deps: ({ clients, region, log, metrics, now }, environment) => ({
    alerts: alertsTo(clients.sns(region), environment.TOPIC_ARN),
    deployment: environment.DEPLOYMENT,
    region,
    log,
    metrics,
    now,
    lastToldMs: new Map(),
  }),
  run: notifyFailure,
});
