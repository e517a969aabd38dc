/**
 * Starts one execution for each snapshot that an EC2 event is about.
 *
 * Called by: the event queue, with a few events at a time, in both Regions.
 * Late or repeated call: starts nothing twice. An execution bears its snapshot's name, which Step Functions gives out
 * once in 90 days; unlike any look at EC2, that check is consistent even when two equal events come at once.
 * Fails: an event of which not every execution could be started, or that cannot be read, stays in the queue and the others are done. It
 * comes again every few minutes for 30 hours, then it is a dead letter; alarms tell of both.
 */
import * as z from 'zod';
import { executionsOf, type Executions } from '../aws/executions';
import { ReceiveEventEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import { json } from '../domain/json';
import { SnapshotEvent, startsOf } from '../domain/snapshot-event';
import { awsRuntime } from '../runtime/aws-runtime';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';
import { sfnClients } from '../runtime/sfn-clients';

const Input = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

type Message = z.output<typeof Input>['Records'][number];

const Body = json(SnapshotEvent);

export type Deps = {
  readonly executions: Pick<Executions, 'start'>;
  /** By event and result, such as `createSnapshot succeeded`. */
  readonly machineArns: Readonly<Record<string, string>>;
  readonly log: Log;
};

export const receiveEvent = (deps: Deps) => async (event: z.output<typeof Input>) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const message of event.Records)
    if (!(await isHandled(deps, message))) batchItemFailures.push({ itemIdentifier: message.messageId });
  return { batchItemFailures };
};

async function isHandled(deps: Deps, { messageId, body }: Message): Promise<boolean> {
  try {
    await startAll(deps, Body.parse(body));
    return true;
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    deps.log.error('event stays in the queue', { messageId, why, body: body.slice(0, 1000) });
    return false;
  }
}

async function startAll({ executions, machineArns, log }: Deps, event: SnapshotEvent): Promise<void> {
  const kind = `${event.detail.event} ${event.detail.result}`;
  const machineArn = machineArns[kind];
  if (machineArn === undefined) throw new InvalidInput(`no machine of this Region starts on ${kind}`);
  for (const { name, input } of startsOf(event)) {
    const answer = await executions.start(machineArn, name, input);
    log.info(answer === 'started' ? 'execution started' : 'repeated event: execution exists', { name });
  }
}

export const handler = lambda(awsRuntime({ sfn: sfnClients }), {
  input: Input,
  environment: ReceiveEventEnvironment,
  deps: ({ clients, region, log }, environment) => ({
    executions: executionsOf(clients.sfn(region)),
    machineArns: environment.MACHINES,
    log,
  }),
  run: receiveEvent,
});
