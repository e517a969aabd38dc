import type { Json } from './json';
import type { Visit } from './visit';

export type StateType = 'Task' | 'Choice' | 'Pass' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** Where a state leads: `next` is undefined where its flow ends. */
export type Transition = { readonly output: Json; readonly next: string | undefined };

/** One state of a definition, compiled; it holds nothing of an execution. */
export type State = {
  readonly name: string;
  readonly type: StateType;
  /** Every state that can follow. */
  readonly targets: readonly string[];
  /**
   * Does the state's work. Rejects with `StatesError` or `EvaluationFailure` where the state fails, with `Aborted` where
   * its branch ended.
   */
  run(visit: Visit): Promise<Transition>;
};
