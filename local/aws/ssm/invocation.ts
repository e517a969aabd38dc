import type { RunnableDocument } from './runnable-document';
import type { ShellResult } from './managed-instance';

/** After its command was sent, an invocation is not there for so long. */
const UNSEEN_MS = 1_000;

const MOST_OUTPUT = { out: 24_000, err: 8_000, listed: 2_500 };

type Parts = {
  readonly commandId: string;
  readonly instanceId: string;
  readonly document: RunnableDocument;
  readonly sentMs: number;
};

/**
 * A command on one instance. What its agent tells counts until it has ended or expired.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html
 */
export class Invocation {
  readonly #parts: Parts;
  #startedMs: number | undefined;
  #ended: { readonly atMs: number; readonly result: ShellResult } | undefined;
  #isExpired = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  isSeen(nowMs: number, instanceId: string): boolean {
    return this.#parts.instanceId === instanceId && nowMs >= this.#parts.sentMs + UNSEEN_MS;
  }

  started(atMs: number): void {
    this.#startedMs ??= atMs;
  }

  ended(atMs: number, result: ShellResult): void {
    if (!this.#isExpired) this.#ended ??= { atMs, result };
  }

  /** Its whole time is over: who has not answered by now, is not heard any more. */
  expire(): void {
    this.#isExpired = this.#ended === undefined;
  }

  /** As GetCommandInvocation shows it. */
  get description() {
    const { commandId, instanceId, document } = this.#parts;
    const { out = '', err = '', code = -1 } = this.#ended?.result ?? {};
    return {
      CommandId: commandId,
      InstanceId: instanceId,
      DocumentName: document.name,
      PluginName: document.stepName,
      ResponseCode: code,
      ExecutionStartDateTime: timeText(this.#startedMs),
      ExecutionEndDateTime: timeText(this.#ended?.atMs),
      ...this.#status,
      StandardOutputContent: out.slice(0, MOST_OUTPUT.out),
      StandardErrorContent: err.slice(0, MOST_OUTPUT.err),
    };
  }

  /** As ListCommandInvocations shows it with its details. */
  get listed() {
    const { commandId, instanceId, document } = this.#parts;
    const { out = '', err = '', code = -1 } = this.#ended?.result ?? {};
    return {
      CommandId: commandId,
      InstanceId: instanceId,
      DocumentName: document.name,
      ...this.#status,
      CommandPlugins: [
        {
          Name: document.stepName,
          ...this.#status,
          ResponseCode: code,
          Output: `${out}${err}`.slice(0, MOST_OUTPUT.listed),
        },
      ],
    };
  }

  get #status(): { readonly Status: string; readonly StatusDetails: string } {
    if (this.#isExpired) return { Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' };
    const status = this.#endStatus ?? (this.#startedMs === undefined ? 'Pending' : 'InProgress');
    return { Status: status, StatusDetails: status };
  }

  get #endStatus(): 'Success' | 'Failed' | undefined {
    if (this.#ended === undefined) return undefined;
    return this.#ended.result.code === 0 ? 'Success' : 'Failed';
  }
}

const timeText = (atMs: number | undefined): string =>
  atMs === undefined ? '' : new Date(atMs).toISOString();
