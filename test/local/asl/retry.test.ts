import fc from 'fast-check';
import { Retries, type Retrier } from '../../../local/asl/retry';
import { matchesError, StatesError } from '../../../local/asl/states-error';
import { Random } from '../../../local/kernel/random';
import { invoke, only, returned, runMachine, threw } from './run-machine';

const failing = (...names: string[]) => {
  return (_: unknown, index: number): object =>
    index < names.length ? threw(names[index]!) : returned(index);
};

test.each([
  ['doubles from one second, three times, by default', {}, [0, 1, 3, 7]],
  ['grows by BackoffRate', { IntervalSeconds: 3, MaxAttempts: 3, BackoffRate: 1.5 }, [0, 3, 7.5, 14.25]],
  [
    'stops growing at MaxDelaySeconds',
    { IntervalSeconds: 3, MaxDelaySeconds: 5, MaxAttempts: 4 },
    [0, 3, 8, 13, 18],
  ],
  ['does not happen with MaxAttempts 0', { MaxAttempts: 0 }, [0]],
])('the interval between retries %s', async (_, fields, seconds) => {
  const state = invoke({ Retry: [{ ErrorEquals: ['Busy'], ...fields }], End: true });

  const bench = await runMachine(only(state), {}, { answer: () => threw('Busy') });

  expect(bench.callSeconds).toEqual(seconds);
  expect(bench.execution).toMatchObject({ status: 'FAILED', error: 'Busy' });
});

test('each retrier counts its own attempts', async () => {
  const state = invoke({
    Retry: [
      { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
      { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
    ],
    End: true,
  });
  const answer = failing('ErrorA', 'ErrorB', 'ErrorC', 'ErrorB');

  const bench = await runMachine(only(state), {}, { answer });

  expect(bench.callSeconds).toEqual([0, 1, 3, 8]);
  expect(bench.execution.error).toBe('ErrorB');
});

test('each retry is one more billed transition, and the Context object counts it', async () => {
  const state = invoke({
    Arguments: { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' },
    Retry: [{ ErrorEquals: ['States.ALL'] }],
    End: true,
  });

  const bench = await runMachine(only(state), {}, { answer: failing('A', 'B') });

  expect(bench.calls.map(({ input }) => String(input['Payload']))).toEqual(['0', '1', '2']);
  expect(bench.execution).toMatchObject({ status: 'SUCCEEDED', stateTransitions: 3 });
});

test('an error in the Output of the state itself is retried and caught', async () => {
  const states = {
    Only: invoke({
      Output: '{% $states.result.Payload.absent %}',
      Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Caught' }],
      Next: 'Caught',
    }),
    Caught: { Type: 'Succeed' },
  };

  const bench = await runMachine({ StartAt: 'Only', States: states }, {}, { answer: () => returned({}) });

  expect(bench.callSeconds).toEqual([0, 1]);
  expect(bench.output).toBe('States.QueryEvaluationError');
});

test('with full jitter a retry comes between now and the interval', () => {
  const retrier: Retrier = {
    errorEquals: ['States.ALL'],
    intervalSeconds: 4,
    maxAttempts: 3,
    backoffRate: 2,
    maxDelaySeconds: 10,
    jitterStrategy: 'FULL',
  };

  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = new Random(seed, 'jitter');
      const retries = new Retries([retrier]);

      const [first, second, third, fourth] = [1, 2, 3, 4].map(() =>
        retries.delaySecondsAfter(new StatesError('Busy'), random),
      );

      expect(first).toBeLessThan(4);
      expect(second).toBeLessThan(8);
      expect(third).toBeLessThan(10);
      expect(fourth).toBeUndefined();
    }),
  );
});

test('jitter is drawn from the stream of the seed', async () => {
  const state = invoke({ Retry: [{ ErrorEquals: ['Busy'], JitterStrategy: 'FULL' }], End: true });
  const run = async (seed: number): Promise<number[]> =>
    (await runMachine(only(state), {}, { answer: () => threw('Busy'), seed })).callSeconds;

  expect(await run(1)).toEqual(await run(1));
  expect(await run(1)).not.toEqual(await run(2));
});

const timeout = new StatesError('States.Timeout');
const heartbeat = new StatesError('States.Timeout', undefined, { alias: 'States.HeartbeatTimeout' });
const runtime = new StatesError('States.Runtime');
const dataLimit = new StatesError('States.DataLimitExceeded');
const largeResult = new StatesError('States.DataLimitExceeded', undefined, { isOfTask: true });
const nameless = new StatesError(undefined);
const query = new StatesError('States.QueryEvaluationError');
const custom = new StatesError('CopyFailed');

test.each([
  ['States.ALL', [timeout, heartbeat, query, custom, largeResult, nameless], [runtime, dataLimit]],
  ['States.TaskFailed', [query, custom], [timeout, heartbeat, runtime, dataLimit]],
  ['States.Timeout', [timeout, heartbeat], [custom, query]],
  ['States.HeartbeatTimeout', [heartbeat], [timeout]],
  ['States.DataLimitExceeded', [dataLimit, largeResult], [custom]],
  ['States.Runtime', [], [runtime]],
  ['CopyFailed', [custom], [query, timeout]],
])('%s takes its errors and no others', (name, taken, left) => {
  expect(taken.map((error) => matchesError([name], error))).toEqual(taken.map(() => true));
  expect(left.map((error) => matchesError([name], error))).toEqual(left.map(() => false));
});
