import { Bench, invoke, only, returned, runMachine, threw } from './run-machine';

test('the history tells what happened, in order', async () => {
  const definition = {
    StartAt: 'Tag',
    States: {
      Tag: invoke({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }], Next: 'Done' }),
      Done: { Type: 'Succeed' },
    },
  };
  const answer = (_: unknown, index: number): object => (index === 0 ? threw('Busy') : returned(1));

  const { execution } = await runMachine(definition, {}, { answer });

  const busy = { Error: 'Busy', Cause: '{"errorType":"Busy","errorMessage":""}' };
  const start = 1_893_456_000_000;
  expect(execution.history).toMatchObject([
    { atMs: start, type: 'ExecutionStarted' },
    { atMs: start, type: 'TaskStateEntered', state: 'Tag' },
    { atMs: start, type: 'TaskScheduled', state: 'Tag' },
    { atMs: start, type: 'TaskStarted', state: 'Tag' },
    { atMs: start, type: 'TaskFailed', state: 'Tag', detail: busy },
    { atMs: start, type: 'Retry', state: 'Tag', detail: { error: 'Busy', delaySeconds: 2 } },
    { atMs: start + 2000, type: 'TaskScheduled', state: 'Tag' },
    { atMs: start + 2000, type: 'TaskStarted', state: 'Tag' },
    { atMs: start + 2000, type: 'TaskSucceeded', state: 'Tag' },
    { atMs: start + 2000, type: 'TaskStateExited', state: 'Tag' },
    { atMs: start + 2000, type: 'SucceedStateEntered', state: 'Done' },
    { atMs: start + 2000, type: 'SucceedStateExited', state: 'Done' },
    { atMs: start + 2000, type: 'ExecutionSucceeded' },
  ]);
});

test('an execution fails with its 25,000th event, which no catcher prevents', async () => {
  const loop = {
    StartAt: 'Spin',
    States: { Spin: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Spin' }] } },
  };
  const definition = {
    StartAt: 'Outer',
    States: {
      Outer: {
        Type: 'Parallel',
        Branches: [loop],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
  };

  const { execution } = await runMachine(definition);

  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25000).',
  });
  expect(execution.history).toHaveLength(25_000);
  expect(execution.history.at(-1)?.type).toBe('ExecutionFailed');
});

test('an execution that runs longer than its machine allows is TIMED_OUT, without error and cause', async () => {
  const bench = new Bench({ ...only({ Type: 'Wait', Seconds: 60, End: true }), TimeoutSeconds: 30 });
  bench.start();
  await bench.runSeconds(90);

  expect(bench.execution).toMatchObject({
    status: 'TIMED_OUT',
    error: undefined,
    cause: undefined,
    output: undefined,
    stopMs: 1_893_456_030_000,
  });
  expect(bench.execution.history.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'WaitStateEntered',
    'ExecutionTimedOut',
  ]);
});

test('an execution that ended in time does not time out later', async () => {
  const bench = new Bench({ ...only({ Type: 'Succeed' }), TimeoutSeconds: 30 });
  bench.start();
  await bench.runSeconds(90);

  expect(bench.execution.status).toBe('SUCCEEDED');
});
