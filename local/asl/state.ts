import type { Branch } from './branch';
import type { Json, JsonObject } from './json';

export type StateType = 'Task' | 'Choice' | 'Pass' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** One entry into a state. */
export type Visit = {
  readonly branch: Branch;
  readonly input: Json;
  /** The Context object, `$states.context`. */
  readonly context: JsonObject;
};

/** Where a state leads: `next` is undefined where its flow ends. */
export type Transition = { readonly output: Json; readonly next: string | undefined };

/** One state of a definition, compiled; it holds nothing of an execution. */
export type State = {
  readonly name: string;
  readonly type: StateType;
  /** Every state that can follow. */
  readonly targets: readonly string[];
  /** Does the state's work. Rejects with `StatesError` where the state fails, with `Aborted` where its branch ended. */
  run(visit: Visit): Promise<Transition>;
};
