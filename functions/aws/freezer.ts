import {
  GetCommandInvocationCommand,
  SendCommandCommand,
  type GetCommandInvocationCommandOutput,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { ActionEnd, Freeze } from '../domain/freeze';
import { codeOf, isDenied, isRefusal, isThrottled, messageOf } from './aws-errors';

/** A command that an instance has not begun by then is not run any more (API reference, SendCommand: the least). */
const DELIVERY_SECONDS = 30;

/** By then a freeze has ended: it is delivered, asks the application for a minute at most, and has half of 120 seconds for the file systems. */
const FREEZE_MS = 150_000;
const THAW_MS = 60_000;

/** Everything stands still until the answer is seen. */
const POLL_MS = 500;

/** Some seconds more: Systems Manager goes on saying Pending of what it does not deliver any more, until the document's own time is over too. */
const DELIVERY_MS = (DELIVERY_SECONDS + 10) * 1000;
const UNDELIVERED: ReadonlySet<string> = new Set(['Pending', 'Delayed']);

const ENDED: ReadonlySet<string> = new Set(['Success', 'Failed', 'Cancelled', 'TimedOut']);

export type Freezer = ReturnType<typeof freezerIn>;

export type FreezerOptions = {
  /** Of the stack, such as `freeze-keeper-us-east-1`. */
  readonly document: string;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
};

/**
 * Freezes and thaws an instance by Systems Manager. `withoutRetries` is for SendCommand, which takes no client token: a second freeze of a
 * run is refused by the instance, and would hide that the first has done it. Throws nothing.
 */
export function freezerIn(ssm: SSMClient, withoutRetries: SSMClient, options: FreezerOptions) {
  const { document, now, pause } = options;

  /** The id of the command, or how it has ended where there is none. */
  async function send(
    instanceId: string,
    action: 'freeze' | 'thaw',
    parameters: Record<string, string>,
  ): Promise<string | NotSent> {
    const asked = { action, ...parameters };
    try {
      const { Command } = await withoutRetries.send(
        new SendCommandCommand({
          DocumentName: document,
          InstanceIds: [instanceId],
          Parameters: Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, [value]])),
          TimeoutSeconds: DELIVERY_SECONDS,
        }),
      );
      const unknown = {
        end: unanswered('Systems Manager answered SendCommand without an id'),
        mayPass: true,
        isThrottled: false,
      };
      return Command?.CommandId ?? unknown;
    } catch (error) {
      const mayPass = !isRefusal(error) && !isDenied(error);
      return { end: unanswered(inWords(error)), mayPass, isThrottled: isThrottled(error) };
    }
  }

  async function end(instanceId: string, commandId: string, patienceMs: number): Promise<ActionEnd> {
    const sentMs = now().getTime();
    let last = 'nothing yet';
    while (now().getTime() - sentMs < patienceMs) {
      await pause(POLL_MS);
      try {
        const answer = await ssm.send(
          new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
        );
        const { Status = '' } = answer;
        last = answer.StatusDetails ?? Status;
        if (ENDED.has(Status)) return endOf(answer);
        if (UNDELIVERED.has(Status) && now().getTime() - sentMs >= DELIVERY_MS) break;
      } catch (error) {
        // It takes a moment until it is shown, and a call that fails may succeed the next time.
        last = inWords(error);
        if (isDenied(error) || (isRefusal(error) && codeOf(error) !== 'InvocationDoesNotExist')) break;
      }
    }
    return unanswered(last);
  }

  return {
    /** Waits until the instance stands frozen, or has failed to, for 150 seconds at most. `run` may be used once for an instance. */
    async freeze(
      instanceId: string,
      run: string,
      { thawAfterSeconds, application }: Freeze,
    ): Promise<ActionEnd> {
      const parameters = { run, thawAfterSeconds: String(thawAfterSeconds), application };
      for (let tries = 1; ; tries += 1) {
        const sent = await send(instanceId, 'freeze', parameters);
        if (typeof sent === 'string') return end(instanceId, sent, FREEZE_MS);
        if (!sent.isThrottled || tries === THROTTLED_TRIES) return sent.end;
        await pause(tries * RESEND_MS);
      }
    },

    /** Waits until it is thawed, for a minute at most. A repeated call does no harm, and has the instance refuse a freeze of this run that comes late. */
    async thaw(instanceId: string, run: string): Promise<ActionEnd> {
      const startMs = now().getTime();
      for (let tries = 1; ; tries += 1) {
        const sent = await send(instanceId, 'thaw', { run });
        if (typeof sent === 'string') return end(instanceId, sent, THAW_MS);
        // Something may stand still, so that it is tried for as long as the answer would be waited for.
        const isWorth = sent.mayPass ? now().getTime() - startMs < THAW_MS : tries < REFUSED_TRIES;
        if (!isWorth) return sent.end;
        await pause(RESEND_MS);
      }
    },
  };
}

type NotSent = {
  readonly end: ActionEnd;
  /** Whether it is worth another try. */
  readonly mayPass: boolean;
  /** Whether AWS asks for fewer calls, and has surely not sent it. */
  readonly isThrottled: boolean;
};

/** Ten seconds in all. */
const THROTTLED_TRIES = 5;

/** What is sent a second time although the first has come is refused by the instance, so that its answer counts for less, and does no harm. */
const RESEND_MS = 1000;
const REFUSED_TRIES = 3;

function endOf({
  Status,
  StatusDetails = '',
  ResponseCode,
  StandardErrorContent = '',
  StandardOutputContent = '',
}: GetCommandInvocationCommandOutput): ActionEnd {
  const isKnown = ResponseCode !== undefined && ResponseCode >= 0 && Status !== 'TimedOut';
  // The script says why on its standard error, to which the agent adds a line of its own.
  const [why] = linesOf(StandardErrorContent).filter((line) => !line.startsWith('failed to run commands'));
  return {
    ...(isKnown && { code: ResponseCode }),
    said: StandardOutputContent.trim(),
    why: (why ?? linesOf(StandardOutputContent).at(-1) ?? StatusDetails).slice(0, WHY_MAX),
  };
}

const WHY_MAX = 160;

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const unanswered = (why: string): ActionEnd => ({ said: '', why });

const inWords = (error: unknown): string => `${codeOf(error)}: ${messageOf(error)}`;
