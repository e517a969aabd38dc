import { Aborted } from './aborted';
import { Branch } from './branch';
import type { Engine } from './engine';
import type { Execution, ExecutionStatus } from './execution';
import type { Json, JsonObject } from './json';
import type { StateMachine } from './state-machine';
import { StatesError } from './states-error';
import { Timer } from './timer';
import { timestamp } from './timestamp';

/** Takes one execution from its start to its end. */
export class ExecutionRun {
  readonly #engine: Engine;
  readonly #execution: Execution;
  readonly #machine: StateMachine;
  readonly #input: Json;
  readonly #onEnd: () => void;
  #branch: Branch | undefined;
  #timeout: Timer | undefined;

  /** `onEnd` is called once, when the execution holds its final status. */
  constructor(engine: Engine, machine: StateMachine, execution: Execution, input: Json, onEnd: () => void) {
    this.#engine = engine;
    this.#machine = machine;
    this.#execution = execution;
    this.#input = input;
    this.#onEnd = onEnd;
  }

  /** Enters the first state, unless it was stopped before. An error that is no error of the workflow stops the loop. */
  start(): void {
    if (this.#execution.status !== 'RUNNING') return;
    const { arn, name, startMs } = this.#execution;
    const machine = this.#machine;
    const context = {
      Execution: {
        Id: arn,
        Input: this.#input,
        Name: name,
        RoleArn: machine.roleArn,
        StartTime: timestamp(startMs),
        RedriveCount: 0,
      },
      StateMachine: machine.context,
    };
    const branch = new Branch(this.#engine, this.#execution, context);
    this.#branch = branch;
    if (machine.timeoutSeconds !== undefined)
      this.#timeout = new Timer(
        this.#engine.loop,
        machine.timeoutSeconds * 1000,
        `states: timeout of ${machine.name}`,
        () => this.#timedOut(branch),
      );
    branch.record({ type: 'ExecutionStarted', data: this.#input });
    machine.flow
      .run(branch, this.#input)
      .then(
        (output) => this.#succeeded(output),
        (error: unknown) => this.#failed(error),
      )
      .catch((error: unknown) => this.#engine.loop.fail(error));
  }

  /** Ends the execution from outside, with what the caller says of it. */
  stop(error: string | undefined, cause: string | undefined): void {
    this.#branch?.abort();
    this.#execution.error = error;
    this.#execution.cause = cause;
    this.#end('ABORTED', 'ExecutionAborted', {
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
  }

  #succeeded(output: Json): void {
    this.#execution.output = JSON.stringify(output);
    this.#end('SUCCEEDED', 'ExecutionSucceeded');
  }

  #failed(error: unknown): void {
    if (error instanceof Aborted) return;
    if (!(error instanceof StatesError)) throw error;
    this.#execution.error = error.error;
    this.#execution.cause = error.cause;
    this.#end('FAILED', 'ExecutionFailed', error.output());
  }

  /** AWS names States.Timeout in the history only. */
  #timedOut(branch: Branch): void {
    branch.abort();
    this.#end('TIMED_OUT', 'ExecutionTimedOut', new StatesError('States.Timeout').output());
  }

  #end(status: Exclude<ExecutionStatus, 'RUNNING'>, type: string, detail?: JsonObject): void {
    this.#timeout?.cancel();
    this.#execution.status = status;
    this.#execution.stopMs = this.#engine.loop.nowMs();
    this.#execution.note(this.#execution.stopMs, { type, detail });
    this.#onEnd();
  }
}
