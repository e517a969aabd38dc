import { Aborted } from './aborted';
import { Variables } from './environment';
import type { Engine } from './engine';
import type { Execution } from './execution';
import type { Json, JsonObject } from './json';
import { checkPayloadLimit } from './payload-limit';
import { StatesError } from './states-error';
import { Timer } from './timer';

/** What the Context object says of the execution and its state machine. */
export type ExecutionContext = { readonly Execution: JsonObject; readonly StateMachine: JsonObject };

/** How a wait ends: by either, once. */
export type Settle<T> = { resolve(value: T): void; reject(error: Error): void };

/**
 * One run through a flow, with variables of its own: an execution's top level, one branch of a Parallel or one iteration
 * of a Map. It records, waits for one thing at a time, or for its children, and can be ended from outside.
 */
export class Branch {
  readonly variables: Variables;
  readonly #children = new Set<Branch>();
  #aborted = false;
  #interrupt: (() => void) | undefined;

  constructor(
    readonly engine: Engine,
    readonly execution: Execution,
    readonly context: ExecutionContext,
    outer?: Variables,
  ) {
    this.variables = new Variables(outer);
  }

  /** Adds an event to the execution's history. Throws `Aborted` where this branch has ended meanwhile. */
  record(type: string, state?: string, detail?: JsonObject): void {
    if (this.#aborted) throw new Aborted();
    this.execution.record(this.engine.loop.nowMs(), type, state, detail);
  }

  /**
   * Waits until what `start` sets going settles, or rejects with `Aborted` when the branch is ended. `start` must not
   * settle before it returns. What it returns releases everything it holds; it is called once, however the wait ends.
   */
  wait<T>(start: (settle: Settle<T>) => () => void): Promise<T> {
    if (this.#aborted) return Promise.reject(new Aborted());
    return new Promise<T>((resolve, reject) => {
      let settled = false;
      const end = (conclude: () => void): void => {
        if (settled) return;
        settled = true;
        this.#interrupt = undefined;
        release();
        conclude();
      };
      const release = start({
        resolve: (value) => end(() => resolve(value)),
        reject: (error) => end(() => reject(error)),
      });
      this.#interrupt = () => end(() => reject(new Aborted()));
    });
  }

  sleep(durationMs: number, label: string): Promise<void> {
    return this.wait((settle) => {
      const timer = new Timer(this.engine.loop, durationMs, label, () => settle.resolve(undefined));
      return () => timer.cancel();
    });
  }

  /** Waits out the time before the next attempt, which is one more billed transition. */
  async waitForRetry(state: string, error: StatesError, delaySeconds: number): Promise<void> {
    const detail = { error: error.error, delaySeconds };
    this.execution.note(this.engine.loop.nowMs(), 'Retry', state, detail);
    await this.sleep(Math.round(delaySeconds * 1000), `states: retry of ${state}`);
    this.execution.stateTransitions++;
  }

  /**
   * Runs the jobs, at most `maximum` at a time, and resolves to their outputs in the jobs' order. The first failure
   * ends the others and is the failure of the whole.
   */
  async runChildren(jobs: readonly ChildJob[], maximum: number): Promise<readonly Json[]> {
    const outputs: Json[] = Array.from({ length: jobs.length }, () => null);
    let started = 0;
    let failed = false;
    const work = async (): Promise<void> => {
      for (let index = started++; index < jobs.length && !failed; index = started++) {
        try {
          outputs[index] = await this.#runChild(jobs[index]!);
        } catch (error) {
          failed = true;
          this.#abortChildren();
          // Only the first rejection leaves Promise.all, so a bug that comes second would go unseen.
          if (!(error instanceof StatesError || error instanceof Aborted)) this.engine.loop.fail(error);
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(maximum, jobs.length) }, work));
    return outputs;
  }

  async #runChild({ flow, input, onStart, onEnd }: ChildJob): Promise<Json> {
    const child = new Branch(this.engine, this.execution, this.context, this.variables);
    this.#children.add(child);
    try {
      onStart?.();
      checkPayloadLimit(input, 'input to a branch');
      const output = await flow.run(child, input);
      onEnd?.('Succeeded');
      return output;
    } catch (error) {
      onEnd?.(error instanceof Aborted ? 'Aborted' : 'Failed');
      throw error;
    } finally {
      this.#children.delete(child);
    }
  }

  /** Ends the branch and everything that runs inside it; its work is rejected with `Aborted`. */
  abort(): void {
    this.#aborted = true;
    this.#abortChildren();
    this.#interrupt?.();
  }

  #abortChildren(): void {
    for (const child of this.#children) child.abort();
  }
}

/** One run of a Parallel's branch or a Map's iteration. */
export type ChildJob = {
  readonly flow: { run(branch: Branch, input: Json): Promise<Json> };
  readonly input: Json;
  readonly onStart?: () => void;
  readonly onEnd?: (how: 'Succeeded' | 'Failed' | 'Aborted') => void;
};
