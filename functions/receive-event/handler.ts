/**
 * Starts one execution for each snapshot that an EC2 event is about.
 *
 * Called by: the event queue, with a few events at a time, in both Regions.
 * Late or repeated call: starts nothing twice. An execution bears its snapshot's name, which Step Functions gives out
 * once in 90 days; unlike any look at EC2, that check is consistent even when two equal events come at once.
 * Of many events at once, most are put back for as long as it takes to start their executions one after the other.
 * Fails: an event of which not every execution could be started, or that cannot be read, stays in the queue and the others are done. It
 * comes again every few minutes for 30 hours, then it is a dead letter; alarms tell of both.
 */
import * as z from 'zod';
import { executionsOf, type Executions } from '../aws/executions';
import { queueAt, type Queue } from '../aws/queue';
import { ReceiveEventEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import { json } from '../domain/json';
import { SnapshotEvent, startsOf } from '../domain/snapshot-event';
import { awsRuntime } from '../runtime/aws-runtime';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';
import { sfnClients } from '../runtime/sfn-clients';
import { sqsClients } from '../runtime/sqs-clients';
import { StartPace } from './start-pace';

const Input = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ),
});

type Message = z.output<typeof Input>['Records'][number];

const Body = json(SnapshotEvent);

export type Deps = {
  readonly executions: Pick<Executions, 'start'>;
  /** By event and result, such as `createSnapshot succeeded`. */
  readonly machineArns: Readonly<Record<string, string>>;
  readonly queue: Queue;
  readonly pace: StartPace;
  readonly now: () => Date;
  readonly log: Log;
};

export const receiveEvent = (deps: Deps) => async (event: z.output<typeof Input>) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const message of event.Records)
    if (!(await isHandled(deps, message))) batchItemFailures.push({ itemIdentifier: message.messageId });
  return { batchItemFailures };
};

async function isHandled(deps: Deps, message: Message): Promise<boolean> {
  const { messageId, body } = message;
  try {
    const event = Body.parse(body);
    if (await isPutBack(deps, message, startsOf(event).length)) return false;
    await startAll(deps, event);
    return true;
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    deps.log.error('event stays in the queue', { messageId, why, body: body.slice(0, 1000) });
    return false;
  }
}

/** Whether the event comes again when it is its turn. One that was received before has waited for it, or for longer. */
async function isPutBack(
  { queue, pace, now, log }: Deps,
  { messageId, receiptHandle, attributes }: Message,
  executions: number,
): Promise<boolean> {
  if (attributes.ApproximateReceiveCount > 1) return false;
  const seconds = pace.secondsUntilPlace(executions, now());
  if (seconds === 0) return false;
  try {
    await queue.handOutIn(seconds, receiptHandle);
    log.info('event waits its turn', { messageId, seconds });
    return true;
  } catch (error) {
    log.warn('event is handled before its turn', { messageId, error: String(error) });
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

export const handler = lambda(awsRuntime({ sfn: sfnClients, sqs: sqsClients }), {
  input: Input,
  environment: ReceiveEventEnvironment,
  deps: ({ clients, region, now, log }, environment) => ({
    executions: executionsOf(clients.sfn(region)),
    machineArns: environment.MACHINES,
    queue: queueAt(clients.sqs(region), environment.EVENT_QUEUE_URL),
    pace: new StartPace(environment.START_RATE),
    now,
    log,
  }),
  run: receiveEvent,
});
