import { Aborted } from './aborted';
import { Branch } from './branch';
import type { Engine } from './engine';
import type { Execution } from './execution';
import type { Json } from './json';
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
  #timeout: Timer | undefined;

  /** `onEnd` is called once, when the execution holds its final status. */
  constructor(engine: Engine, machine: StateMachine, execution: Execution, input: Json, onEnd: () => void) {
    this.#engine = engine;
    this.#machine = machine;
    this.#execution = execution;
    this.#input = input;
    this.#onEnd = onEnd;
  }

  /** Enters the first state. An error that is no error of the workflow stops the loop. */
  start(): void {
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
    if (machine.timeoutSeconds !== undefined)
      this.#timeout = new Timer(
        this.#engine.loop,
        machine.timeoutSeconds * 1000,
        `states: timeout of ${machine.name}`,
        () => this.#timedOut(branch),
      );
    branch.record('ExecutionStarted');
    machine.flow
      .run(branch, this.#input)
      .then(
        (output) => this.#succeeded(output),
        (error: unknown) => this.#failed(error),
      )
      .catch((error: unknown) => this.#engine.loop.fail(error));
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
    this.#end('FAILED', 'ExecutionFailed', error);
  }

  /** AWS names States.Timeout in the history only. */
  #timedOut(branch: Branch): void {
    branch.abort();
    this.#end('TIMED_OUT', 'ExecutionTimedOut', new StatesError('States.Timeout'));
  }

  #end(status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT', type: string, error?: StatesError): void {
    this.#timeout?.cancel();
    this.#execution.status = status;
    this.#execution.stopMs = this.#engine.loop.nowMs();
    this.#execution.note(this.#execution.stopMs, type, undefined, error?.output());
    this.#onEnd();
  }
}
