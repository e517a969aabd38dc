import { MACHINE_ARN, only, ROLE_ARN, runMachine } from './run-machine';

test('without Output a Pass state hands its input on', async () => {
  const bench = await runMachine(only({ Type: 'Pass', End: true }), { id: 'snap-1' });

  expect(bench.output).toEqual({ id: 'snap-1' });
});

test('the Context object tells of execution, state and state machine', async () => {
  const output = '{% $states.context %}';

  const bench = await runMachine(only({ Type: 'Pass', Output: output, End: true }), { id: 'snap-1' });

  expect(bench.output).toEqual({
    Execution: {
      Id: 'arn:aws:states:us-east-1:111122223333:execution:backup:run',
      Input: { id: 'snap-1' },
      Name: 'run',
      RoleArn: ROLE_ARN,
      StartTime: '2030-01-01T00:00:00Z',
      RedriveCount: 0,
    },
    State: { Name: 'Only', EnteredTime: '2030-01-01T00:00:00Z' },
    StateMachine: { Id: MACHINE_ARN, Name: 'backup' },
  });
});

const INNER = { StartAt: 'Inner', States: { Inner: { Type: 'Succeed' } } };

test.each([
  ['Parallel', { Branches: [INNER], Output: '{% $states.context.State %}' }, undefined],
  ['Map', { ItemProcessor: INNER, Output: '{% $states.context.State %}' }, 0],
])('the Context object of a %s counts retries, or not', async (type, fields, count) => {
  const bench = await runMachine(only({ Type: type, ...fields, End: true }), []);

  expect(bench.output).toEqual({
    Name: 'Only',
    EnteredTime: '2030-01-01T00:00:00Z',
    ...(count !== undefined && { RetryCount: count }),
  });
});

test('variables are read as they stood when the state was entered', async () => {
  const definition = {
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { x: 3, a: 6 }, Next: 'Swap' },
      Swap: { Type: 'Pass', Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Output: '{% $x %}', Next: 'Show' },
      Show: { Type: 'Succeed', Output: ['{% $states.input %}', '{% $x %}', '{% $nextX %}'] },
    },
  };

  const bench = await runMachine(definition);

  expect(bench.output).toEqual([3, 6, 3]);
});

test('a variable that was never assigned fails the state', async () => {
  const { execution } = await runMachine(only({ Type: 'Pass', Output: '{% $absent %}', End: true }));

  expect(execution.error).toBe('States.QueryEvaluationError');
});

test('an output of 256 KiB passes, and one byte more does not', async () => {
  const state = { Type: 'Pass', Output: '{% $states.input & "é" %}', End: true };
  const fits = 'x'.repeat(262_144 - 4);

  const passed = await runMachine(only(state), fits);
  const failed = await runMachine(only(state), `${fits}x`);

  expect(passed.execution.status).toBe('SUCCEEDED');
  expect(failed.execution).toMatchObject({
    error: 'States.DataLimitExceeded',
    cause:
      "The state/task 'Only' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
});
