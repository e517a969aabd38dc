import { invoke, runMachine, threw } from './run-machine';

const states = (catchers: readonly object[]): object => ({
  StartAt: 'Work',
  States: {
    Before: { Type: 'Succeed' },
    Work: invoke({ Catch: catchers, Next: 'Before' }),
    First: { Type: 'Succeed', Output: { first: '{% $states.input %}' } },
    Second: { Type: 'Succeed', Output: { second: '{% $states.input %}', why: '{% $why %}' } },
  },
});

const first = { ErrorEquals: ['A', 'B'], Next: 'First' };
const second = {
  ErrorEquals: ['States.ALL'],
  Assign: { why: '{% $states.errorOutput.Error %}' },
  Output: { id: '{% $states.input.id %}' },
  Next: 'Second',
};

test('the first catcher that takes the error leads on, with Error and Cause as its output', async () => {
  const bench = await runMachine(states([first, second]), {}, { answer: () => threw('B') });

  expect(bench.output).toEqual({
    first: { Error: 'B', Cause: '{"errorType":"B","errorMessage":""}' },
  });
});

test("a catcher's Output and Assign see the error and the state's input", async () => {
  const bench = await runMachine(states([first, second]), { id: 'snap-1' }, { answer: () => threw('C') });

  expect(bench.output).toEqual({ second: { id: 'snap-1' }, why: 'C' });
});

test('an error that no catcher takes fails the execution', async () => {
  const catchers = [first, { ...second, ErrorEquals: ['States.Timeout'] }];

  const { execution } = await runMachine(states(catchers), {}, { answer: () => threw('C') });

  expect(execution).toMatchObject({ status: 'FAILED', error: 'C' });
});

test('retries come before catchers', async () => {
  const definition = {
    StartAt: 'Work',
    States: {
      Work: invoke({
        Retry: [{ ErrorEquals: ['A'], MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['A'], Next: 'Done' }],
        Next: 'Done',
      }),
      Done: { Type: 'Succeed' },
    },
  };

  const bench = await runMachine(definition, {}, { answer: () => threw('A') });

  expect(bench.callSeconds).toEqual([0, 1, 3]);
  expect(bench.execution.status).toBe('SUCCEEDED');
});
