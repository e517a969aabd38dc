import {
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type CommandInvocation,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { VSS_DOCUMENT } from '../domain/vss-document';
import { codeOf, isDenied, isRefusal, isThrottled, messageOf } from './aws-errors';

/** A command that an instance has not begun by then is not run any more (API reference, SendCommand: the least). */
const DELIVERY_SECONDS = 30;

/** Some seconds more: Systems Manager goes on saying Pending of what it does not deliver any more. */
const DELIVERY_MS = (DELIVERY_SECONDS + 10) * 1000;
const UNDELIVERED: ReadonlySet<string> = new Set(['Pending', 'Delayed']);

/** Of these the document gives all but the last one to the writers, to be ready (least: 120). */
const EXECUTION_SECONDS = 180;

/** What else the document may take: a look at what is installed, and an installation. */
const INSTALL_SECONDS = 60 + 600;

/** By then it is over, whatever has become of it, where it was sent at all. */
export const VSS_OVER_SECONDS = DELIVERY_SECONDS + INSTALL_SECONDS + EXECUTION_SECONDS;

/** So long its end is waited for. It takes a minute or so, but for the first time, when it installs what it needs. */
export const VSS_PATIENCE_MS = 150_000;
const POLL_MS = 5000;

const ENDED: ReadonlySet<string> = new Set(['Success', 'Failed', 'Cancelled', 'TimedOut']);

/** With these nothing was run on the instance, nor will be (user guide, "Understanding command statuses"). */
const NOT_RUN: ReadonlySet<string> = new Set([
  'accessdenied',
  'deliverytimedout',
  'invalidplatform',
  'rateexceeded',
  'terminated',
  'undeliverable',
]);

/** A call that was throttled has done nothing, so that it may be made again. */
const SEND_TRIES = 3;

/**
 * How a command has ended, as far as Systems Manager tells: `not run`, so that it has taken nothing and never will; `over`; or `unknown`, so
 * that it may go on until VSS_OVER_SECONDS after it was sent. What it has taken EC2 knows, and not its words.
 */
export type VssEnd = { readonly end: 'not run' | 'over' | 'unknown'; readonly why: string };

export type VssRequest = {
  /** Of each snapshot. */
  readonly description: string;
  /** All other volumes of the instance are taken in any case. */
  readonly excludeBootVolume: boolean;
};

export type Vss = ReturnType<typeof vssIn>;

type Clock = {
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
};

/**
 * Has Windows instances take snapshots of their volumes by themselves, with their own roles. `withoutRetries` is for SendCommand, which takes
 * no client token: what is sent twice takes two. Throws nothing.
 */
export function vssIn(ssm: SSMClient, withoutRetries: SSMClient, { now, pause }: Clock) {
  /** The id of the command, or how it has ended where there is none. */
  async function send(instanceId: string, request: VssRequest): Promise<string | VssEnd> {
    for (let tries = 1; ; tries += 1)
      try {
        const { Command } = await withoutRetries.send(new SendCommandCommand(commandOf(instanceId, request)));
        return (
          Command?.CommandId ?? {
            end: 'unknown',
            why: 'Systems Manager answered SendCommand without an id',
          }
        );
      } catch (error) {
        const why = `${codeOf(error)}: ${messageOf(error)}`;
        if (!isThrottled(error) || tries === SEND_TRIES) {
          const isNotRun = isThrottled(error) || isRefusal(error) || isDenied(error);
          return { end: isNotRun ? 'not run' : 'unknown', why };
        }
        await pause(POLL_MS);
      }
  }

  async function endOf(instanceId: string, commandId: string): Promise<VssEnd> {
    const sentMs = now().getTime();
    let why = 'nothing yet';
    while (now().getTime() - sentMs < VSS_PATIENCE_MS) {
      await pause(POLL_MS);
      try {
        const { CommandInvocations: [shown] = [] } = await ssm.send(
          new ListCommandInvocationsCommand({ CommandId: commandId, InstanceId: instanceId, Details: true }),
        );
        // It takes a moment until it is shown.
        if (shown === undefined) continue;
        const { Status = '', StatusDetails = Status } = shown;
        why = whyOf(shown);
        if (ENDED.has(Status)) {
          const isRun = !NOT_RUN.has(StatusDetails.replaceAll(' ', '').toLowerCase());
          return { end: isRun ? 'over' : 'not run', why };
        }
        if (UNDELIVERED.has(Status) && now().getTime() - sentMs >= DELIVERY_MS)
          return { end: 'not run', why };
      } catch (error) {
        why = `${codeOf(error)}: ${messageOf(error)}`;
        // A call that fails may succeed the next time.
        if (isDenied(error) || isRefusal(error)) break;
      }
    }
    return { end: 'unknown', why };
  }

  return {
    /** Has an instance take what is attached to it, at one moment, and waits for the end of that, for 150 seconds at most. */
    async take(instanceId: string, request: VssRequest): Promise<VssEnd> {
      const sent = await send(instanceId, request);
      return typeof sent === 'string' ? endOf(instanceId, sent) : sent;
    },
  };
}

const commandOf = (instanceId: string, { description, excludeBootVolume }: VssRequest) => ({
  DocumentName: VSS_DOCUMENT,
  InstanceIds: [instanceId],
  Parameters: {
    description: [description],
    ExcludeBootVolume: [excludeBootVolume ? 'True' : 'False'],
    // A full backup would have SQL Server's own differential ones rest on a snapshot that nobody else knows of.
    CopyOnly: ['True'],
    executionTimeout: [String(EXECUTION_SECONDS)],
    // Else an empty `Name`, in whose place that of the volume could not be written.
    tags: [''],
  },
  TimeoutSeconds: DELIVERY_SECONDS,
});

const WHY_MAX = 160;

/** The last words of the step that has failed, where there is one. */
function whyOf({ Status, StatusDetails = Status ?? '', CommandPlugins = [] }: CommandInvocation): string {
  const failed = CommandPlugins.findLast(
    (plugin) => plugin.Status === 'Failed' || plugin.Status === 'TimedOut',
  );
  const lines = (failed?.Output ?? '').split('\n').map((line) => line.trim());
  const words = lines.find((line) => line.startsWith('Error:')) ?? lines.findLast((line) => line !== '');
  return (words === undefined ? StatusDetails : `${StatusDetails}: ${words}`).slice(0, WHY_MAX);
}
