import type { Branch } from './branch';
import type { Fields } from './fields';
import type { Json } from './json';
import type { State, Transition } from './state';
import { timestamp } from './timestamp';

/** Reads a flow inside a state, with a scope of its own for variables. */
export type ReadFlow = (fields: Fields) => Flow;

/** States with the one to start at: a state machine, a branch of a Parallel, the processor of a Map. */
export class Flow {
  /** Every target of a state must be there, and `startAt`. */
  constructor(
    readonly startAt: string,
    readonly states: ReadonlyMap<string, State>,
  ) {}

  /** Runs in `branch` from the start to the end and resolves to the output. Rejects with `StatesError` or `Aborted`. */
  async run(branch: Branch, input: Json): Promise<Json> {
    let name = this.startAt;
    for (;;) {
      const state = this.states.get(name)!;
      const { output, next } = await enter(state, branch, input);
      branch.record(`${state.type}StateExited`, state.name);
      if (next === undefined) return output;
      name = next;
      input = output;
    }
  }
}

function enter(state: State, branch: Branch, input: Json): Promise<Transition> {
  branch.record(`${state.type}StateEntered`, state.name);
  branch.execution.stateTransitions++;
  const visited = {
    Name: state.name,
    EnteredTime: timestamp(branch.engine.loop.nowMs()),
    RetryCount: 0,
  };
  const { Execution, StateMachine } = branch.context;
  return state.run({ branch, input, context: { Execution, StateMachine, State: visited } });
}
