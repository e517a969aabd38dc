import { readErrorEquals, refuseUnreachable } from './error-equals';
import { leave, readExit, type Exit } from './exit';
import type { Fields } from './fields';
import type { Json, JsonObject } from './json';
import { readRetriers, Retries, type Retrier } from './retry';
import type { State, Transition } from './state';
import { isTerminal, matchesError, StatesError } from './states-error';
import type { Visit } from './visit';

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
  const retries = new Retries(work.retriers);
  for (let retryCount = 0; ; retryCount++) {
    const context = contextOf(visit, retryCount);
    try {
      const result = await attempt(context);
      return await leave(work.exit, visit, visit.environment({ context, result }), result);
    } catch (thrown) {
      const error = visit.failure(thrown);
      if (!(error instanceof StatesError)) throw error;
      const delaySeconds = retries.delaySecondsAfter(error, visit.branch.engine.random);
      if (delaySeconds === undefined) return await giveUp(work, state, visit, context, error);
      await visit.branch.waitForRetry(state.name, error, delaySeconds);
    }
  }
}

/** Leads on by the first catcher that takes the error; without one the state fails with it. */
async function giveUp(
  work: Work,
  state: State,
  visit: Visit,
  context: JsonObject,
  error: StatesError,
): Promise<Transition> {
  if (isTerminal(error)) throw error;
  // Of a Task its own events have told.
  if (state.type !== 'Task') visit.branch.failed();
  const catcher = work.catchers.find(({ errorEquals }) => matchesError(errorEquals, error));
  if (catcher === undefined) throw error;
  const errorOutput = error.output();
  return leave(catcher.exit, visit, visit.environment({ context, errorOutput }), errorOutput);
}

/** Only of a Task and a Map the Context object counts retries. */
function contextOf({ context }: Visit, retryCount: number): JsonObject {
  const state = context['State'] as JsonObject;
  if (retryCount === 0 || state['RetryCount'] === undefined) return context;
  return { ...context, State: { ...state, RetryCount: retryCount } };
}
