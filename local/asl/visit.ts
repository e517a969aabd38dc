import type { Branch } from './branch';
import type { Environment, StatesVariable } from './environment';
import { EvaluationFailure } from './evaluation-failure';
import type { NewEvent } from './execution';
import type { Json, JsonObject } from './json';
import { StatesError } from './states-error';

/** One entry into a state. */
export class Visit {
  constructor(
    readonly branch: Branch,
    readonly state: string,
    readonly input: Json,
    /** The Context object, `$states.context`. */
    readonly context: JsonObject,
    /** Of the event that says that the state was entered. */
    readonly eventId: number,
  ) {}

  /** What the state's expressions see; `states` says what of `$states` is there beside input and context, or differs. */
  environment(states?: Partial<StatesVariable>): Environment {
    const { branch, input, context } = this;
    return { variables: branch.variables, states: { input, context, ...states } };
  }

  /** Adds an event about the state to the execution's history. */
  record(type: string, more?: Pick<NewEvent, 'detail' | 'data'>): void {
    this.branch.record({ type, state: this.state, ...more });
  }

  /** An error of the state whose cause says, in AWS's words, where it was and what the problem is. */
  error(name: string, problem: string): StatesError {
    const where = `the state '${this.state}' (entered at the event id #${this.eventId})`;
    return new StatesError(name, `An error occurred while executing ${where}. ${problem}`);
  }

  /** What was thrown as the state's error: that an evaluation failed becomes known, and stands in the history. */
  failure(thrown: unknown): unknown {
    if (!(thrown instanceof EvaluationFailure)) return thrown;
    const error = this.error('States.QueryEvaluationError', thrown.problem);
    const { field } = thrown;
    this.record('EvaluationFailed', {
      detail: { ...error.output(), ...(field !== undefined && { Location: field }) },
    });
    return error;
  }
}
