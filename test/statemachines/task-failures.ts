import { RETRY_RULES } from './retry-rules';
import { NEVER, throws, type Script } from './script';
import type { ScriptedRun } from './scripted-run';

/** How one Task behaves where its callee fails or does not answer. */
export type TaskFailures = {
  readonly state: string;
  readonly callee: string;
  /** Leads to the state at the start of the execution, and lets it and all others succeed. */
  readonly base: Script;
  readonly retries: readonly (keyof typeof RETRY_RULES)[];
  /** Absent where another entry has it. */
  readonly timeoutSeconds?: number;
  /** The states entered where the Task is given up, and where an attempt succeeds in the end. */
  readonly givenUp: readonly string[];
  readonly recovered: readonly string[];
  /** The step that a person is told of; absent where nobody is told of the error. */
  readonly step?: string;
};

type Repetition = TaskFailures & { readonly error: string; readonly attemptSeconds: readonly number[] };

const repetitionsOf = (tasks: readonly TaskFailures[]): Repetition[] =>
  tasks.flatMap((task) => task.retries.map((rule) => ({ ...task, ...RETRY_RULES[rule] })));

const failing = ({ base, callee, error }: Repetition, times: number): Script => ({
  ...base,
  [callee]: [...Array.from({ length: times }, () => throws(error)), ...(base[callee] ?? [])],
});

const givenUp = (repetition: Repetition): Script => failing(repetition, repetition.attemptSeconds.length);
const recovering = (repetition: Repetition): Script =>
  failing(repetition, repetition.attemptSeconds.length - 1);
const unanswered = ({ base, callee }: TaskFailures): Script => ({
  ...base,
  [callee]: [NEVER, ...(base[callee] ?? [])],
});

/** Every script that `testTaskFailures` runs. */
export const scriptsOf = (tasks: readonly TaskFailures[]): Script[] => [
  ...repetitionsOf(tasks).flatMap((repetition) => [givenUp(repetition), recovering(repetition)]),
  ...tasks.map(unanswered),
];

/** Tests the retries and the timeout of each task, through `run`, which starts the machine with a fixed input. */
export function testTaskFailures(
  run: (script: Script) => Promise<ScriptedRun>,
  tasks: readonly TaskFailures[],
): void {
  const repetitions = repetitionsOf(tasks);
  const withTimeout = tasks.filter(({ timeoutSeconds }) => timeoutSeconds !== undefined);

  test.each(repetitions)('$state is given up when $error comes at every attempt', async (repetition) => {
    const executed = await run(givenUp(repetition));

    expectAttempts(executed, repetition, repetition.givenUp);
    expectTold(executed, repetition.step, repetition.error);
  });

  test.each(repetitions)('$state goes on when $error stops before the last attempt', async (repetition) => {
    const executed = await run(recovering(repetition));

    expectAttempts(executed, repetition, repetition.recovered);
  });

  test.each(withTimeout)(
    '$state is given up after $timeoutSeconds seconds without an answer',
    async (task) => {
      const executed = await run(unanswered(task));

      expect(executed.durationSeconds).toBe(task.timeoutSeconds);
      expect(executed.outcome.entered).toEqual(task.givenUp);
      expectTold(executed, task.step, 'States.Timeout');
    },
  );
}

function expectAttempts(
  { outcome, callSeconds }: ScriptedRun,
  { callee, attemptSeconds }: Repetition,
  entered: readonly string[],
): void {
  const statesEntered = entered.flatMap((line) => line.split(' ')).length;
  expect(callSeconds[callee]?.slice(0, attemptSeconds.length)).toEqual(attemptSeconds);
  expect(outcome.entered).toEqual(entered);
  // Each retry is billed, so this is also where one attempt too many shows.
  expect(outcome.stateTransitions).toBe(statesEntered + attemptSeconds.length - 1);
}

function expectTold({ outcome }: ScriptedRun, step: string | undefined, error: string): void {
  if (step !== undefined) expect(outcome.calls['FailureQueue']).toMatchObject([{ step, error }]);
}
