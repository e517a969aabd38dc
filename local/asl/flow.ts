import type { Branch } from './branch';
import type { Fields } from './fields';
import type { Json } from './json';
import type { State, StateType, Transition } from './state';
import { timestamp } from './timestamp';
import { Visit } from './visit';

/** Reads a flow inside a state, with a scope of its own for variables. */
export type ReadFlow = (fields: Fields) => Flow;

/** The types of state whose Context object counts retries. */
const COUNTING: readonly StateType[] = ['Task', 'Map'];

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
      const { output, next } = await visit(this.states.get(name)!, branch, input);
      branch.exit(output);
      if (next === undefined) return output;
      name = next;
      input = output;
    }
  }
}

async function visit(state: State, branch: Branch, input: Json): Promise<Transition> {
  const eventId = branch.enter(state, input);
  const entered = { Name: state.name, EnteredTime: timestamp(branch.engine.loop.nowMs()) };
  const { Execution, StateMachine } = branch.context;
  const State = COUNTING.includes(state.type) ? { ...entered, RetryCount: 0 } : entered;
  const one = new Visit(branch, state.name, input, { Execution, StateMachine, State }, eventId);
  try {
    return await state.run(one);
  } catch (thrown) {
    throw one.failure(thrown);
  }
}
