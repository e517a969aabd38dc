import * as z from 'zod';
import { Digest } from './digest';
import { json } from './json';
import { Failure, type Notification } from './notification';
import { MINUTE_MS } from './time-units';

/** A message of the failure queue, as it was sent. */
export type FailureMessage = { readonly id: string; readonly sentAtMs: number; readonly body: string };

/** What is told in one notification: failures of one cause, or messages that are none, of which neither is empty; or a digest as it is. */
export type Gathering = {
  /** Equal for what has one cause. */
  readonly cause: string;
  /** The messages that are done once this is told. */
  readonly messageIds: readonly string[];
} & (
  | { readonly failures: readonly Failure[] }
  | { readonly unreadable: readonly string[] }
  | { readonly digest: Notification }
);

export type Gathered = {
  readonly tell: readonly Gathering[];
  /** Ids of messages that are to come again later. */
  readonly hold: readonly string[];
};

/** So long after a cause was told, more of it waits for yet more. */
const QUIET_MS = 5 * MINUTE_MS;

/**
 * What waits is told at this age. The failure queue shows a message again after 90 seconds, to be told up to 45 seconds later,
 * so at the latest at an age of 225 seconds.
 */
const HOLD_MS = 3 * MINUTE_MS;

const UNREADABLE = 'unreadable';

const Told = z.union([Failure, Digest]);

/**
 * Decides what is told now: each cause once, with all that it befell, and one that was told a short time ago only once the
 * oldest message about it has waited. `lastToldMs` says when a cause was told last, as far as that is known.
 */
export function gatherFailures(
  messages: readonly FailureMessage[],
  nowMs: number,
  lastToldMs: ReadonlyMap<string, number>,
): Gathered {
  const byCause = new Map<string, ReadMessage[]>();
  for (const message of messages) {
    const told = json(Told).safeParse(message.body).data;
    const cause = told === undefined ? UNREADABLE : causeOf(told);
    byCause.set(cause, [...(byCause.get(cause) ?? []), { ...message, told }]);
  }
  const tell: Gathering[] = [];
  const hold: string[] = [];
  for (const [cause, gathered] of byCause) {
    const messageIds = gathered.map(({ id }) => id);
    const isQuiet = nowMs - (lastToldMs.get(cause) ?? -Infinity) < QUIET_MS;
    const isOld = gathered.some(({ sentAtMs }) => nowMs - sentAtMs >= HOLD_MS);
    if (isQuiet && !isOld) hold.push(...messageIds);
    else tell.push({ cause, messageIds, ...contentOf(gathered) });
  }
  return { tell, hold };
}

type ReadMessage = FailureMessage & { readonly told: z.output<typeof Told> | undefined };

/** Of a failure the error, where it came up, and in which Region: what a person repairs once. A digest is like no other. */
const causeOf = (told: z.output<typeof Told>): string =>
  'digest' in told
    ? JSON.stringify(told)
    : JSON.stringify([told.error, told.machine, told.step, told.region ?? '']);

/** A message that SQS delivers twice is told once. */
function contentOf(messages: readonly ReadMessage[]) {
  const distinct = [...new Map(messages.map((message) => [message.body, message])).values()];
  const failures: Failure[] = [];
  for (const { told } of distinct) {
    if (told === undefined) continue;
    if ('digest' in told) return { digest: told.digest };
    failures.push(told);
  }
  return failures.length > 0 ? { failures } : { unreadable: distinct.map(({ body }) => body) };
}
