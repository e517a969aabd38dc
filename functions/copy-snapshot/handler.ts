/**
 * Starts the copies that the copy queue holds, one destination's in order, and answers the state machine that waits.
 *
 * Called by: the copy queue, one message at a time. A message group is a destination Region, or those of its copies that go first, so that
 * of each the first message is the only one that asks for a slot.
 * Late or repeated call: a message whose task has been answered is done. Else it finds the copy that already exists, by
 * its tag, and starts none; only a message that is the first request and of which no earlier receive can have started one skips that
 * look, and only where the volume has a finished copy.
 * A copy that has waited so long that newer ones of its volume wait behind it is left out where retention would not keep it beside
 * them; its answer and a line of the log name the newest.
 * Fails: a message that cannot be read is told to whoever waits for it, counted for an alarm, and done. No free slot, or a DR stack that
 * does not work yet, leaves the message, which is waiting and not failing; so does a busy AWS, for an hour. For a slot it asks again
 * about as soon as one comes free. On any other error the state
 * machine is told and the message is done, so that it never holds up those behind it: OtherCopyUnderWay, which it waits out, as well.
 */
import * as z from 'zod';
import { copiesInto, startUnlessExisting, type Copies } from '../aws/copies';
import { executionsOf, type Executions } from '../aws/executions';
import { queueAt, type Queue } from '../aws/queue';
import { whyStackIsNotWhole } from '../aws/stacks';
import { receivesAtMost } from '../domain/copy-receives';
import {
  CopyMessage,
  isFirstRequest,
  mayBeFull,
  mayWaitBefore,
  TaskToken,
  type CopyStart,
} from '../domain/copy-request';
import { CopySnapshotEnvironment } from '../domain/environment';
import { InvalidInput, NoCopySlot, OtherCopyUnderWay, ServiceBusy, StackMissing } from '../domain/errors';
import { json } from '../domain/json';
import { slotPauseSeconds } from '../domain/slot-pause';
import { awsRuntime } from '../runtime/aws-runtime';
import { cloudFormationClients } from '../runtime/cloud-formation-clients';
import { ec2Clients } from '../runtime/ec2-clients';
import { ec2Signers } from '../runtime/ec2-signers';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { sfnClients } from '../runtime/sfn-clients';
import { sqsClients } from '../runtime/sqs-clients';
import { Heirs } from './heirs';
import { readyRegions } from './ready-regions';
import { SeenSlots } from './seen-slots';

const Input = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({
        ApproximateReceiveCount: z.coerce.number(),
        /** These two in milliseconds since the epoch. */
        SentTimestamp: z.coerce.number(),
        ApproximateFirstReceiveTimestamp: z.coerce.number(),
      }),
    }),
  ),
});

type Received = z.output<typeof Input>['Records'][number];

type Message = Omit<Received, 'body'> & { readonly body: CopyMessage };

export type Deps = {
  /** Copies into a destination Region. */
  readonly copiesTo: (region: string) => Copies;
  /** Throws StackMissing for a Region where nobody would confirm a copy, and AccessDenied where that cannot be asked. */
  readonly ready: (region: string) => Promise<void>;
  readonly executions: Pick<Executions, 'isWaiting' | 'succeed' | 'fail'>;
  readonly queue: Queue;
  readonly seenSlots: SeenSlots;
  readonly heirs: Heirs;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
};

export const copySnapshot = (deps: Deps) => async (event: z.output<typeof Input>) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const message of event.Records) {
    // In a FIFO queue, nothing may overtake a message that stays.
    const isDone = batchItemFailures.length === 0 && (await received(deps, message));
    if (!isDone) batchItemFailures.push({ itemIdentifier: message.messageId });
  }
  return { batchItemFailures };
};

const Body = json(CopyMessage);

/** What can be read of a message that cannot be read as a whole, to tell whoever waits for its answer. */
const Token = json(z.object({ taskToken: TaskToken }));

/** True where the message is done. One that cannot be read is: it must not hold up those behind it. */
async function received(deps: Deps, message: Received): Promise<boolean> {
  const body = Body.safeParse(message.body);
  if (body.success) return handled(deps, { ...message, body: body.data });
  const why = body.error.issues
    .map(({ path, message: what }) => `${path.join('.') || 'body'}: ${what}`)
    .join('; ');
  deps.log.error('message cannot be read', {
    messageId: message.messageId,
    why,
    body: message.body.slice(0, 1000),
  });
  deps.metrics.count('UnreadableMessages', 1);
  const token = Token.safeParse(message.body);
  if (token.success && (await deps.executions.isWaiting(token.data.taskToken)))
    await deps.executions.fail(token.data.taskToken, new InvalidInput(`the copy queue's message: ${why}`));
  return true;
}

/**
 * A message may wait for a slot for ever, but after so many receives for other reasons it does not hold up those behind it for a
 * service that does not answer: the machine is told, asks again a few times, and then tells a person.
 */
const BUSY_RECEIVES_MAX = 20;

/** How often the message was received, but for the times of which it is known that no slot was free and nothing else happened. */
const receivesOf = ({ now }: Deps, { attributes }: Message): number =>
  receivesAtMost(
    attributes.ApproximateReceiveCount,
    new Date(attributes.ApproximateFirstReceiveTimestamp),
    now(),
  );

/** True where the message is done, false where it must wait in the queue. */
async function handled(deps: Deps, message: Message): Promise<boolean> {
  reportWait(deps, message);
  try {
    await answer(deps, message);
    return true;
  } catch (error) {
    if (!isPassing(error)) throw error;
    const { snapshotId, region } = message.body.copy;
    const facts = { snapshotId, region, error: error.name, cause: error.message };
    if (error instanceof ServiceBusy && receivesOf(deps, message) > BUSY_RECEIVES_MAX) {
      deps.log.warn('copy goes to the back of the queue', facts);
      await deps.executions.fail(message.body.taskToken, error);
      return true;
    }
    deps.log.info('copy waits', facts);
    if (error instanceof StackMissing) deps.metrics.count('CopiesWithoutStack', 1);
    if (error instanceof NoCopySlot) {
      deps.metrics.count('NoCopySlot', 1);
      await askSoon(deps, message);
    }
    return false;
  }
}

/** The metric of SQS itself leaves out a message that is received again and again, as the one in front is. */
function reportWait({ now, metrics }: Deps, { attributes, body }: Message): void {
  const seconds = Math.round((now().getTime() - attributes.SentTimestamp) / 1000);
  metrics.gauge('CopyWait', { value: seconds, unit: 'Seconds', ofRegion: body.copy.region });
}

/** Nobody else of its group asks for a slot meanwhile. */
const secondsInFront = ({ attributes }: Message, now: Date): number =>
  (now.getTime() - attributes.ApproximateFirstReceiveTimestamp) / 1000;

/** Where SQS does not take it, the message comes again when the queue's own time is over. */
async function askSoon({ seenSlots, queue, now, log }: Deps, message: Message): Promise<void> {
  const { messageId, receiptHandle, attributes, body } = message;
  const seen = seenSlots.refused(body.copy, secondsInFront(message, now()));
  try {
    await queue.handOutIn(
      slotPauseSeconds(seen, attributes.ApproximateReceiveCount, body.copy.goesFirst),
      receiptHandle,
    );
  } catch (error) {
    log.warn('the message comes again late', { messageId, error: String(error) });
  }
}

const isPassing = (error: unknown): error is NoCopySlot | StackMissing | ServiceBusy =>
  error instanceof NoCopySlot || error instanceof StackMissing || error instanceof ServiceBusy;

/** Starts the copy and answers the task that waits for it. Throws what passes by itself. */
async function answer(deps: Deps, message: Message): Promise<void> {
  const { copiesTo, ready, executions, seenSlots, now, log } = deps;
  const { taskToken, copy } = message.body;
  const { snapshotId, region } = copy;
  if (!(await executions.isWaiting(taskToken))) {
    log.info('nobody waits for this copy any more', { snapshotId, region });
    return;
  }
  let start: CopyStart;
  try {
    await ready(region);
    start =
      (await leftOut(deps, copiesTo(region), message)) ??
      (await startOnce(copiesTo(region), message, receivesOf(deps, message)));
  } catch (error) {
    if (isPassing(error)) throw error;
    const failure = error instanceof Error ? error : new Error(String(error));
    const facts = { snapshotId, region, error: failure.name, cause: failure.message };
    if (failure instanceof OtherCopyUnderWay) log.info('copy waits', facts);
    else log.error('copy refused', facts);
    await executions.fail(taskToken, failure);
    return;
  }
  if (start.outcome === 'started') seenSlots.started(copy, secondsInFront(message, now()));
  log.info('copy', { snapshotId, region, ...start });
  await executions.succeed(taskToken, start);
}

/**
 * Leaves out a copy that has waited so long that newer ones of its volume wait behind it, where those make it needless. It is asked
 * when the message comes the first time, and again where it has stood in front for long.
 */
async function leftOut(deps: Deps, copies: Copies, message: Message): Promise<CopyStart | undefined> {
  const { heirs, now } = deps;
  const { copy } = message.body;
  const isAsked = message.attributes.ApproximateReceiveCount === 1 || receivesOf(deps, message) > 1;
  const sentAt = new Date(message.attributes.SentTimestamp);
  if (!isAsked || !mayWaitBefore(copy, sentAt, now())) return undefined;
  const by = await copies.leftOutFor(copy, heirs.of(copy));
  heirs.note(copy, by);
  return by === undefined ? undefined : { outcome: 'overtaken', by };
}

/** Starts the copy, unless it may have been started before and exists, or an earlier one of its volume may run. */
async function startOnce(
  copies: Copies,
  { body, attributes }: Message,
  receiveCount: number,
): Promise<CopyStart> {
  return isFirstRequest(body, receiveCount, new Date(attributes.SentTimestamp)) && !mayBeFull(body.copy)
    ? copies.start(body.copy)
    : startUnlessExisting(copies, body.copy);
}

export const handler = lambda(
  awsRuntime({
    cloudFormation: cloudFormationClients,
    ec2: ec2Clients,
    ec2Signer: ec2Signers,
    sfn: sfnClients,
    sqs: sqsClients,
  }),
  {
    input: Input,
    environment: CopySnapshotEnvironment,
    deps: ({ clients, region, now, newId, log, metrics }, environment) => ({
      copiesTo: (destination) => copiesInto({ ...clients, now, newId }, environment, destination),
      ready: readyRegions({
        stackNames: environment.DR_STACKS,
        ask: (destination, stackName) => whyStackIsNotWhole(clients.cloudFormation(destination), stackName),
        now,
        log,
      }),
      executions: executionsOf(clients.sfn(region)),
      queue: queueAt(clients.sqs(region), environment.COPY_QUEUE_URL),
      seenSlots: new SeenSlots(),
      heirs: new Heirs(),
      now,
      log,
      metrics,
    }),
    run: copySnapshot,
  },
);
