import { Bench, invoke, only, returned, runMachine, threw, START_MS } from './run-machine';

const flow = (name: string, state: object): object => ({ StartAt: name, States: { [name]: state } });

test('the result is the list of the outputs, in the order of the branches', async () => {
  const slow = flow('Slow', { Type: 'Wait', Seconds: 9, Output: 'slow', End: true });
  const fast = flow('Fast', { Type: 'Pass', Output: '{% $states.input.id %}', End: true });
  const state = { Type: 'Parallel', Branches: [slow, fast], End: true };

  const bench = await runMachine(only(state), { id: 'snap-1' });

  expect(bench.output).toEqual(['slow', 'snap-1']);
  expect(bench.execution).toMatchObject({ stateTransitions: 3, stopMs: START_MS + 9000 });
});

test('Arguments replace the input of the branches', async () => {
  const branch = flow('Inner', { Type: 'Succeed' });
  const state = {
    Type: 'Parallel',
    Branches: [branch],
    Arguments: { a: '{% $states.input.b %}' },
    End: true,
  };

  const bench = await runMachine(only(state), { b: 1 });

  expect(bench.output).toEqual([{ a: 1 }]);
});

test('a branch reads outer variables and keeps its own to itself', async () => {
  const left = {
    StartAt: 'Left',
    States: {
      Left: { Type: 'Pass', Assign: { own: '{% $outer & "!" %}' }, Next: 'LeftEnd' },
      LeftEnd: { Type: 'Succeed', Output: '{% $own %}' },
    },
  };
  const right = flow('Right', { Type: 'Wait', Seconds: 1, Output: '{% $exists($own) %}', End: true });
  const definition = {
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { outer: 'x' }, Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [left, right], Next: 'After' },
      After: { Type: 'Succeed', Output: ['{% $states.input %}', '{% $exists($own) %}'] },
    },
  };

  const bench = await runMachine(definition);

  expect(bench.output).toEqual([['x!', false], false]);
});

test('a failing branch fails the state with its error and ends the others at once', async () => {
  const failing = flow('Failing', { Type: 'Fail', Error: 'CopyFailed', Cause: 'no key' });
  const waiting = {
    StartAt: 'Waiting',
    States: { Waiting: { Type: 'Wait', Seconds: 60, Next: 'Late' }, Late: invoke() },
  };
  const state = {
    Type: 'Parallel',
    Branches: [waiting, failing],
    Catch: [{ ErrorEquals: ['CopyFailed'], Next: 'Caught' }],
    End: true,
  };
  const definition = { StartAt: 'Both', States: { Both: state, Caught: { Type: 'Succeed' } } };

  const bench = await runMachine(definition);

  expect(bench.output).toEqual({ Error: 'CopyFailed', Cause: 'no key' });
  expect(bench.execution.stopMs).toBe(START_MS);
  expect(bench.calls).toEqual([]);
});

test('an answer that comes to an ended branch is ignored', async () => {
  const bench: Bench = new Bench(
    only({
      Type: 'Parallel',
      Branches: [flow('Asks', invoke()), flow('Fails', { Type: 'Fail', Error: 'X' })],
      End: true,
    }),
    {
      answer: async () => {
        await bench.loop.sleep(1000);
        return returned('late');
      },
    },
  );
  bench.start();
  await bench.runSeconds(10);

  expect(bench.execution).toMatchObject({ status: 'FAILED', error: 'X', stopMs: START_MS });
  expect(bench.execution.history.filter(({ type }) => type === 'TaskSucceeded')).toEqual([]);
});

test('a Parallel inside an ended branch ends too', async () => {
  const inner = flow('Deep', { Type: 'Wait', Seconds: 60, End: true });
  const nested = flow('Nested', { Type: 'Parallel', Branches: [inner], End: true });
  const failing = {
    StartAt: 'Soon',
    States: { Soon: { Type: 'Wait', Seconds: 5, Next: 'Fails' }, Fails: { Type: 'Fail', Error: 'X' } },
  };

  const { execution } = await runMachine(only({ Type: 'Parallel', Branches: [nested, failing], End: true }));

  expect(execution.history.filter(({ state }) => state === 'Deep').map(({ type }) => type)).toEqual([
    'WaitStateEntered',
    'WaitStateAborted',
  ]);
});

test('a retry runs every branch again', async () => {
  const state = {
    Type: 'Parallel',
    Branches: [flow('Left', invoke()), flow('Right', invoke())],
    Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 4 }],
    End: true,
  };
  const answer = (_: unknown, index: number): object => (index === 1 ? threw('Busy') : returned(index));

  const bench = await runMachine(only(state), {}, { answer });

  expect(bench.callSeconds).toEqual([0, 0, 4, 4]);
  expect(bench.execution.stateTransitions).toBe(1 + 2 + 1 + 2);
});
