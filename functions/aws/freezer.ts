import { GetCommandInvocationCommand, SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { ActionEnd, Freeze } from '../domain/freeze';
import { codeOf, isDenied, isRefusal, messageOf } from './aws-errors';

/** A command that an instance has not begun by then is not run any more (API reference, SendCommand: the least). */
const DELIVERY_SECONDS = 30;

/** By then a freeze has ended: it is delivered, asks the application for 30 seconds at most, and has half of 120 seconds for the file systems. */
const FREEZE_MS = 150_000;
const THAW_MS = 60_000;

/** Everything stands still until the answer is seen. */
const POLL_MS = 500;

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
  ): Promise<string | ActionEnd> {
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
      return Command?.CommandId ?? { said: 'Systems Manager answered SendCommand without an id' };
    } catch (error) {
      return { said: inWords(error) };
    }
  }

  async function end(instanceId: string, commandId: string, patienceMs: number): Promise<ActionEnd> {
    const untilMs = now().getTime() + patienceMs;
    let last = 'nothing yet';
    while (now().getTime() < untilMs) {
      await pause(POLL_MS);
      try {
        const answer = await ssm.send(
          new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
        );
        const { Status = '', StatusDetails = Status, ResponseCode } = answer;
        last = StatusDetails;
        if (!ENDED.has(Status)) continue;
        const said = [answer.StandardErrorContent, answer.StandardOutputContent]
          .map((text) => text?.trim())
          .filter(Boolean)
          .join('\n');
        const isKnown = ResponseCode !== undefined && ResponseCode >= 0 && Status !== 'TimedOut';
        return { ...(isKnown && { code: ResponseCode }), said: said || StatusDetails };
      } catch (error) {
        // It takes a moment until it is shown, and a call that fails may succeed the next time.
        last = inWords(error);
        if (isDenied(error) || (isRefusal(error) && codeOf(error) !== 'InvocationDoesNotExist')) break;
      }
    }
    return { said: last };
  }

  return {
    /** Waits until the instance stands frozen, or has failed to, for 150 seconds at most. `run` may be used once for an instance. */
    async freeze(
      instanceId: string,
      run: string,
      { thawAfterSeconds, application }: Freeze,
    ): Promise<ActionEnd> {
      const parameters = { run, thawAfterSeconds: String(thawAfterSeconds), application };
      const sent = await send(instanceId, 'freeze', parameters);
      return typeof sent === 'string' ? end(instanceId, sent, FREEZE_MS) : sent;
    },

    /** Waits until it is thawed, for a minute at most. A repeated call does no harm, and has the instance refuse a freeze of this run that comes late. */
    async thaw(instanceId: string, run: string): Promise<ActionEnd> {
      let sent = await send(instanceId, 'thaw', { run });
      for (let tries = 1; typeof sent !== 'string' && tries < THAW_TRIES; tries += 1) {
        await pause(POLL_MS);
        sent = await send(instanceId, 'thaw', { run });
      }
      return typeof sent === 'string' ? end(instanceId, sent, THAW_MS) : sent;
    },
  };
}

/** What is sent a second time although the first has come is refused by the instance, so that its answer counts for less, and does no harm. */
const THAW_TRIES = 3;

const inWords = (error: unknown): string => `${codeOf(error)}: ${messageOf(error)}`;
