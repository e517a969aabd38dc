import type { Json, JsonObject } from './json';
import { executionArn, type MachineIdentity } from './machine-identity';
import { StatesError } from './states-error';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * One line of an execution's history. `type` is AWS's event type, such as `TaskStateEntered`, or `RETRY`, which AWS
 * does not write: it stands between the attempts and does not count towards the limit of events.
 */
export type HistoryEvent = {
  readonly atMs: number;
  readonly type: string;
  readonly state?: string | undefined;
  readonly detail?: JsonObject | undefined;
  /** What it brought: the input of a state, what an attempt asks a service for, an answer, an output. */
  readonly data?: Json | undefined;
  /** The number of the event that led to it: branches side by side take turns. Undefined where it is the one before. */
  readonly previous?: number | undefined;
};

/** An event as it is told; the history knows the rest. */
export type NewEvent = Omit<HistoryEvent, 'atMs' | 'previous'>;

/** The type of the lines that AWS does not write. */
export const RETRY = 'Retry';

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

  /**
   * Adds an event, which `previous` has led to, and returns its number. Throws `States.Runtime` where only the execution's failure has room
   * left.
   */
  record(atMs: number, event: NewEvent, previous: number): number {
    if (this.#events >= MAXIMUM_HISTORY_EVENTS - 1)
      throw new StatesError(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MAXIMUM_HISTORY_EVENTS}).`,
      );
    this.#events++;
    this.note(atMs, event, previous);
    return this.#events;
  }

  /** Adds a line that does not count towards the limit. */
  note(atMs: number, { type, state, detail, data }: NewEvent, previous?: number): void {
    // All have the same fields, also where they hold nothing: objects of one form take far less memory.
    if (this.#keepHistory) this.#history.push({ atMs, type, state, detail, data, previous });
  }
}
