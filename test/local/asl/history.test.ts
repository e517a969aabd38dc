import { Bench, invoke, only, returned, runMachine, threw } from './run-machine';

/** What an execution's history says of states, without the events of its own start and end. */
const told = ({ execution }: Bench): string[] =>
  execution.history
    .filter(({ type }) => !type.startsWith('Execution') && type !== 'Retry')
    .map(({ type, state, detail }) => {
      const index = detail?.['index'];
      return `${type} ${state}${typeof index === 'number' ? ` ${index}` : ''}`;
    });

const retryTwice = [{ ErrorEquals: ['X'], MaxAttempts: 2 }];
const fails = { StartAt: 'Fails', States: { Fails: { Type: 'Fail', Error: 'X' } } };
const works = { StartAt: 'Work', States: { Work: invoke() } };

test('a Map that is retried has failed only after the last attempt', async () => {
  const state = { Type: 'Map', ItemProcessor: fails, Retry: retryTwice, End: true };

  const bench = await runMachine(only(state), [1]);

  const attempt = [
    'MapStateStarted Only',
    'MapIterationStarted Only 0',
    'FailStateEntered Fails',
    'MapIterationFailed Only 0',
  ];
  expect(told(bench)).toEqual([
    'MapStateEntered Only',
    ...attempt,
    ...attempt,
    ...attempt,
    'MapStateFailed Only',
  ]);
});

test('a Parallel that is retried has failed only after the last attempt, and its Catch leads out of it', async () => {
  const catcher = { ErrorEquals: ['X'], Next: 'Caught' };
  const bench = await runMachine({
    StartAt: 'Both',
    States: {
      Both: { Type: 'Parallel', Branches: [fails], Retry: retryTwice, Catch: [catcher], End: true },
      Caught: { Type: 'Succeed' },
    },
  });

  const attempt = ['ParallelStateStarted Both', 'FailStateEntered Fails'];
  expect(told(bench)).toEqual([
    'ParallelStateEntered Both',
    ...attempt,
    ...attempt,
    ...attempt,
    'ParallelStateFailed Both',
    'ParallelStateExited Both',
    'SucceedStateEntered Caught',
    'SucceedStateExited Caught',
  ]);
});

test('a Task that fails its branch is aborted', async () => {
  const state = { Type: 'Parallel', Branches: [works], End: true };

  const bench = await runMachine(only(state), {}, { answer: () => threw('X') });

  expect(told(bench).slice(2)).toEqual([
    'TaskStateEntered Work',
    'TaskScheduled Work',
    'TaskStarted Work',
    'TaskFailed Work',
    'TaskStateAborted Work',
    'ParallelStateFailed Only',
  ]);
});

test('a Task that fails at the top level is not', async () => {
  const bench = await runMachine(works, {}, { answer: () => threw('X') });

  expect(told(bench).at(-1)).toBe('TaskFailed Work');
});

test('the first iteration that fails aborts the others, each with the Task that it is in', async () => {
  const processor = { StartAt: 'Work', States: { Work: invoke({ TimeoutSeconds: 5, End: true }) } };
  const bench: Bench = new Bench(only({ Type: 'Map', ItemProcessor: processor, End: true }), {
    answer: async () => {
      await bench.loop.sleep(60_000);
      return returned(1);
    },
  });
  bench.start([1, 2, 3]);
  await bench.runSeconds(10);

  expect(told(bench).slice(-8)).toEqual([
    'TaskTimedOut Work',
    'MapIterationFailed Only 0',
    'TaskStateAborted Work',
    'MapIterationAborted Only 1',
    'TaskStateAborted Work',
    'MapIterationAborted Only 2',
    'TaskStateAborted Work',
    'MapStateFailed Only',
  ]);
});

test('a Map inside an ended branch is aborted with everything inside it', async () => {
  const waits = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } };
  const inner = {
    StartAt: 'Inner',
    States: { Inner: { Type: 'Map', Items: [1], ItemProcessor: waits, End: true } },
  };

  const bench = await runMachine(only({ Type: 'Parallel', Branches: [inner, fails], End: true }));

  expect(told(bench).slice(-4)).toEqual([
    'MapStateAborted Inner',
    'MapIterationAborted Inner 0',
    'WaitStateAborted Wait',
    'ParallelStateFailed Only',
  ]);
});

test('an error that ends the execution whatever Catch says ends it without a word about what runs', async () => {
  const nowhere = {
    StartAt: 'Nowhere',
    States: {
      Nowhere: { Type: 'Choice', Choices: [{ Condition: false, Next: 'There' }] },
      There: { Type: 'Succeed' },
    },
  };
  const waits = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } };

  const bench = await runMachine(only({ Type: 'Parallel', Branches: [waits, nowhere], End: true }));

  expect(bench.execution.error).toBe('States.Runtime');
  expect(told(bench).slice(2)).toEqual(['WaitStateEntered Wait', 'ChoiceStateEntered Nowhere']);
});

test.each([
  ['Pass', { Type: 'Pass', Output: { a: '{% $absent %}' }, End: true }, 'Output/a'],
  ['Pass', { Type: 'Pass', Assign: { a: '{% $absent %}' }, End: true }, 'Assign/a'],
  ['Succeed', { Type: 'Succeed', Output: '{% $absent %}' }, 'Output'],
  ['Wait', { Type: 'Wait', Seconds: '{% $absent %}', End: true }, 'Seconds'],
  ['Fail', { Type: 'Fail', Error: '{% $absent %}' }, 'Error'],
  ['Task', invoke({ TimeoutSeconds: '{% $absent %}', End: true }), 'TimeoutSeconds'],
  ['Parallel', { Type: 'Parallel', Branches: [fails], Arguments: '{% $absent %}', End: true }, 'Arguments'],
])('an evaluation that fails a %s state stands in the history with its place', async (type, state, place) => {
  const { execution } = await runMachine(only(state));

  const cause =
    "An error occurred while executing the state 'Only' (entered at the event id #2). " +
    `The JSONata expression '$absent' specified for the field '${place}' returned nothing (undefined).`;
  expect(execution).toMatchObject({ error: 'States.QueryEvaluationError', cause });
  expect(execution.history.slice(1, 3)).toMatchObject([
    { type: `${type}StateEntered`, state: 'Only' },
    {
      type: 'EvaluationFailed',
      state: 'Only',
      detail: { Error: 'States.QueryEvaluationError', Cause: cause, Location: place },
    },
  ]);
});

test('an evaluation that fails in a Catch is told once, with its place', async () => {
  const catcher = { ErrorEquals: ['X'], Output: { a: '{% $absent %}' }, Next: 'Only' };
  const state = invoke({ Catch: [{ ErrorEquals: ['Y'], Next: 'Only' }, catcher], End: true });

  const { execution } = await runMachine(only(state), {}, { answer: () => threw('X') });

  const failures = execution.history.filter(({ type }) => type === 'EvaluationFailed');
  expect(failures.map(({ detail }) => detail?.['Location'])).toEqual(['Catch[1]/Output/a']);
});

test('a cause names the event by which the state was entered', async () => {
  const states = {
    First: { Type: 'Pass', Next: 'Second' },
    Second: { Type: 'Pass', Next: 'Third' },
    Third: { Type: 'Pass', Output: { result: '{% $absent %}' }, End: true },
  };

  const { execution } = await runMachine({ StartAt: 'First', States: states });

  expect(execution.cause).toContain("the state 'Third' (entered at the event id #6). ");
});

test('a retry is no event of AWS, so it does not count', async () => {
  const states = {
    Work: invoke({ Retry: [{ ErrorEquals: ['X'] }], Next: 'Ends' }),
    Ends: { Type: 'Pass', Output: '{% $absent %}', End: true },
  };
  const answer = (_: unknown, index: number): object => (index === 0 ? threw('X') : returned(1));

  const { execution } = await runMachine({ StartAt: 'Work', States: states }, {}, { answer });

  expect(execution.cause).toContain("the state 'Ends' (entered at the event id #10). ");
});
