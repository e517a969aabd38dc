import type { JsonObject } from './json';
import { executionArn, type MachineIdentity } from './machine-identity';
import { StatesError } from './states-error';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * One line of an execution's history. `type` is AWS's event type, such as `TaskStateEntered`, or `Retry`, which AWS
 * does not write: it stands between the attempts and does not count towards the limit of events.
 */
export type HistoryEvent = {
  readonly atMs: number;
  readonly type: string;
  readonly state?: string;
  readonly detail?: JsonObject;
};

/** An execution ends when its history holds this many events, the failure included. */
const MAXIMUM_HISTORY_EVENTS = 25_000;

/** One run of a state machine, as `DescribeExecution` and reports see it. */
export class Execution {
  status: ExecutionStatus = 'RUNNING';
  /** JSON text; absent unless the execution succeeded. */
  output: string | undefined;
  /** Absent unless the execution failed, or was stopped with them; AWS gives neither for one that timed out. */
  error: string | undefined;
  cause: string | undefined;
  stopMs: number | undefined;
  /** Billed state transitions: one for each state entered, inner ones too, and one for each retry. */
  stateTransitions = 0;
  readonly #keepHistory: boolean;
  readonly #history: HistoryEvent[] = [];
  #events = 0;

  /** `input` is JSON text. Without `keepHistory` the events are counted and dropped. */
  constructor(
    readonly machine: MachineIdentity,
    readonly name: string,
    readonly input: string,
    readonly startMs: number,
    keepHistory: boolean,
  ) {
    this.#keepHistory = keepHistory;
  }

  get arn(): string {
    return executionArn(this.machine, this.name);
  }

  get machineArn(): string {
    return this.machine.arn;
  }

  /** How many events it has had; the latest has this number as its id. */
  get eventCount(): number {
    return this.#events;
  }

  get history(): readonly HistoryEvent[] {
    return this.#history;
  }

  /** Adds an event. Throws `States.Runtime` where only the execution's failure has room left. */
  record(atMs: number, type: string, state?: string, detail?: JsonObject): void {
    if (this.#events >= MAXIMUM_HISTORY_EVENTS - 1)
      throw new StatesError(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MAXIMUM_HISTORY_EVENTS}).`,
      );
    this.#events++;
    this.note(atMs, type, state, detail);
  }

  /** Adds a line that does not count towards the limit. */
  note(atMs: number, type: string, state?: string, detail?: JsonObject): void {
    if (!this.#keepHistory) return;
    this.#history.push({ atMs, type, ...(state !== undefined && { state }), ...(detail && { detail }) });
  }
}
