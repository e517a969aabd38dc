import { Aborted } from './aborted';
import { Variables } from './environment';
import type { Engine } from './engine';
import { RETRY, type Execution, type NewEvent } from './execution';
import type { Json, JsonObject } from './json';
import { checkPayloadLimit } from './payload-limit';
import { isTerminal, StatesError } from './states-error';
import { Timer } from './timer';

/** What the Context object says of the execution and its state machine. */
export type ExecutionContext = { readonly Execution: JsonObject; readonly StateMachine: JsonObject };

/** How a wait ends: by either, once. */
export type Settle<T> = { resolve(value: T): void; reject(error: Error): void };

/** The state that a branch is in. */
type OpenState = { readonly type: string; readonly name: string; hasFailed: boolean };

/** The types of state for which AWS has an event of being ended before their time. */
const ABORTABLE: readonly string[] = ['Task', 'Wait', 'Parallel', 'Map'];

/**
 * One run through a flow, with variables of its own: an execution's top level, one branch of a Parallel or one iteration
 * of a Map. It records, waits for one thing at a time, or for its children, and can be ended from outside.
 */
export class Branch {
  readonly variables: Variables;
  readonly #children = new Map<ChildJob, Branch>();
  #open: OpenState | undefined;
  #aborted = false;
  #interrupt: (() => void) | undefined;
  /** The number of its latest event; at first that of the one from which it has branched off. */
  #latest = 0;

  constructor(
    readonly engine: Engine,
    readonly execution: Execution,
    readonly context: ExecutionContext,
    outer?: Variables,
  ) {
    this.variables = new Variables(outer);
  }

  /** Enters a state, which is one billed transition. Returns the id of the event that says so. */
  enter({ type, name }: { readonly type: string; readonly name: string }, input: Json): number {
    this.record({ type: `${type}StateEntered`, state: name, data: input });
    this.execution.stateTransitions++;
    this.#open = { type, name, hasFailed: false };
    return this.execution.eventCount;
  }

  /** Leaves the state, be it by its Catch. */
  exit(output: Json): void {
    const { type, name } = this.#open!;
    this.record({ type: `${type}StateExited`, state: name, data: output });
    this.#open = undefined;
  }

  /** Says of a state with children that it has failed for good; its Catch may still lead on. */
  failed(): void {
    const { type, name } = this.#open!;
    this.record({ type: `${type}StateFailed`, state: name });
    this.#open!.hasFailed = true;
  }

  /** Adds an event to the execution's history. Throws `Aborted` where this branch has ended meanwhile. */
  record(event: NewEvent): void {
    if (this.#aborted) throw new Aborted();
    this.#latest = this.execution.record(this.engine.loop.nowMs(), event, this.#latest);
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
    const detail = { error: error.error ?? null, delaySeconds };
    this.execution.note(this.engine.loop.nowMs(), { type: RETRY, state, detail });
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
        const job = jobs[index]!;
        try {
          outputs[index] = await this.#runChild(job);
        } catch (error) {
          this.#endChildren(job, error);
          failed = true;
          // Only the first rejection leaves Promise.all, so a bug that comes second would go unseen.
          if (!(error instanceof StatesError || error instanceof Aborted)) this.engine.loop.fail(error);
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(maximum, jobs.length) }, work));
    return outputs;
  }

  async #runChild(job: ChildJob): Promise<Json> {
    const child = new Branch(this.engine, this.execution, this.context, this.variables);
    this.#children.set(job, child);
    this.#recordIteration(job, 'Started');
    child.#latest = this.#latest;
    checkPayloadLimit(job.input, this.#open!.name);
    const output = await job.flow.run(child, job.input);
    this.#recordIteration(job, 'Succeeded');
    this.#children.delete(job);
    return output;
  }

  #recordIteration({ iteration }: ChildJob, how: 'Started' | 'Succeeded'): void {
    if (iteration !== undefined)
      this.record({ type: `MapIteration${how}`, state: this.#open!.name, detail: { index: iteration } });
  }

  /** Ends all children because that one has failed, and says so; what ends the whole execution ends them silently. */
  #endChildren(failed: ChildJob, error: unknown): void {
    if (!this.#children.has(failed)) return;
    const isOver = this.#aborted || !(error instanceof StatesError) || isTerminal(error);
    const events = isOver ? [] : this.#childrenEvents(failed);
    this.#abortChildren();
    for (const event of events) this.record(event);
  }

  /** What AWS tells of the children that are ended, first of the one that failed. */
  #childrenEvents(failed?: ChildJob): readonly NewEvent[] {
    const { name } = this.#open!;
    const jobs = [...this.#children.keys()].filter((job) => job !== failed);
    return [...(failed === undefined ? [] : [failed]), ...jobs].flatMap((job) => {
      const type = `MapIteration${job === failed ? 'Failed' : 'Aborted'}`;
      const { iteration: index } = job;
      const iteration = index === undefined ? [] : [{ type, state: name, detail: { index } }];
      return [...iteration, ...this.#children.get(job)!.#abortedEvents()];
    });
  }

  /** What is told of the state that the branch is in, and of everything inside it. */
  #abortedEvents(): readonly NewEvent[] {
    if (this.#open === undefined || this.#open.hasFailed || !ABORTABLE.includes(this.#open.type)) return [];
    const { type, name } = this.#open;
    return [{ type: `${type}StateAborted`, state: name }, ...this.#childrenEvents()];
  }

  /** Ends the branch and everything that runs inside it; its work is rejected with `Aborted`. */
  abort(): void {
    this.#aborted = true;
    this.#abortChildren();
    this.#interrupt?.();
  }

  #abortChildren(): void {
    for (const child of this.#children.values()) child.abort();
    this.#children.clear();
  }
}

/** One run of a Parallel's branch or a Map's iteration. */
export type ChildJob = {
  readonly flow: { run(branch: Branch, input: Json): Promise<Json> };
  readonly input: Json;
  /** The iteration's index; a Parallel's branches have none. */
  readonly iteration?: number;
};
