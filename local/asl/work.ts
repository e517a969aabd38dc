import { readErrorEquals, refuseUnreachable } from './error-equals';
import { leave, readExit, type Exit } from './exit';
import type { Fields } from './fields';
import type { Json, JsonObject } from './json';
import { readRetriers, Retries, type Retrier } from './retry';
import type { State, Transition, Visit } from './state';
import { matchesError, StatesError } from './states-error';

/** What the states that do work, Task, Parallel and Map, have in common: a way out, Retry and Catch. */
export type Work = {
  readonly exit: Exit;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
};

type Catcher = { readonly errorEquals: readonly string[]; readonly exit: Exit };

/** Reads `Next` or `End`, `Output`, `Assign`, `Retry` and `Catch`. */
export function readWork(fields: Fields): Work {
  const catchers = fields.list('Catch').map((catcher) => {
    const read = {
      errorEquals: readErrorEquals(catcher),
      exit: readExit(catcher, 'errorOutput', 'must go on'),
    };
    catcher.end();
    return read;
  });
  refuseUnreachable(catchers, fields.siteOf('Catch'));
  const retriers = readRetriers(fields);
  refuseUnreachable(retriers, fields.siteOf('Retry'));
  return { exit: readExit(fields, 'result', 'may end'), retriers, catchers };
}

export const workTargets = ({ exit, catchers }: Work): readonly string[] =>
  [exit, ...catchers.map((catcher) => catcher.exit)].flatMap(({ next }) => next ?? []);

/**
 * Runs `attempt` until it succeeds or no retrier takes its error; then the first catcher that takes it leads on, and
 * without one the state fails with it. An error in the state's own Output or Assign is an error of the attempt.
 */
export async function runWork(
  work: Work,
  state: State,
  visit: Visit,
  attempt: (context: JsonObject) => Promise<Json>,
): Promise<Transition> {
  const { branch, input } = visit;
  const { variables } = branch;
  const retries = new Retries(work.retriers);
  for (let retryCount = 0; ; retryCount++) {
    const context = contextOf(visit, retryCount);
    try {
      const result = await attempt(context);
      return await leave(work.exit, visit, { variables, states: { input, context, result } }, result);
    } catch (error) {
      if (!(error instanceof StatesError)) throw error;
      if (error.error === 'States.QueryEvaluationError')
        branch.record('EvaluationFailed', state.name, error.output());
      if (state.type !== 'Task') branch.record(`${state.type}StateFailed`, state.name, error.output());
      const delaySeconds = retries.delaySecondsAfter(error, branch.engine.random);
      if (delaySeconds === undefined) {
        const catcher = work.catchers.find(({ errorEquals }) => matchesError(errorEquals, error));
        if (catcher === undefined) throw error;
        const errorOutput = error.output();
        const environment = { variables, states: { input, context, errorOutput } };
        return leave(catcher.exit, visit, environment, errorOutput);
      }
      await branch.waitForRetry(state.name, error, delaySeconds);
    }
  }
}

function contextOf({ context }: Visit, retryCount: number): JsonObject {
  if (retryCount === 0) return context;
  return { ...context, State: { ...(context.State as JsonObject), RetryCount: retryCount } };
}
