import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { Bench, MACHINE_ARN, invoke, only, returned, runMachine, START_MS } from '../asl/run-machine';

const WAIT = only({ Type: 'Wait', Seconds: 60, End: true });
const RUN_ARN = 'arn:aws:states:us-east-1:111122223333:execution:backup:run';
const DAY_SECONDS = 86_400;

const start = (bench: Bench, fields: object = {}): Record<string, unknown> =>
  bench.apply('StartExecution', { stateMachineArn: MACHINE_ARN, ...fields });

const refusal = (name: string): Error => expect.objectContaining({ name }) as Error;

describe('StartExecution', () => {
  test('answers with the ARN and the time of the start', () => {
    expect(start(new Bench(WAIT), { name: 'run' })).toEqual({
      executionArn: RUN_ARN,
      startDate: new Date('2030-01-01T00:00:00Z'),
    });
  });

  test('runs nothing before the loop takes the start', async () => {
    const bench = new Bench(only(invoke()), { answer: () => returned(1) });
    start(bench);

    expect(bench.calls).toEqual([]);

    await bench.runSeconds(0);

    expect(bench.calls).toHaveLength(1);
  });

  test('of a running execution with the same name and input answers with that execution', async () => {
    const bench = new Bench(WAIT);
    start(bench, { name: 'run', input: '{"a":1}' });
    await bench.runSeconds(30);

    expect(start(bench, { name: 'run', input: '{"a":1}' })).toEqual({
      executionArn: RUN_ARN,
      startDate: new Date('2030-01-01T00:00:00Z'),
    });
    expect(bench.stepFunctions.executions).toHaveLength(1);
  });

  test('of a running execution with another input is refused', () => {
    const bench = new Bench(WAIT);
    start(bench, { name: 'run', input: '{"a":1}' });

    expect(() => start(bench, { name: 'run', input: '{"a":2}' })).toThrow(refusal('ExecutionAlreadyExists'));
  });

  test.each([true, false])(
    'frees a name 90 days after the execution closed (histories kept: %s)',
    async (keepHistory) => {
      const bench = new Bench(WAIT, { keepHistory });
      start(bench, { name: 'run' });
      await bench.runSeconds(60 + 90 * DAY_SECONDS - 1);

      expect(() => start(bench, { name: 'run' })).toThrow(refusal('ExecutionAlreadyExists'));

      await bench.runSeconds(1);

      expect(start(bench, { name: 'run' })['executionArn']).toBe(RUN_ARN);
    },
  );

  test('without a name draws one like a UUID, the same for the same seed', () => {
    const names = [1, 1, 2].map((seed) => {
      const bench = new Bench(WAIT, { seed });
      start(bench);
      return bench.execution.name;
    });

    expect(names[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
  });

  test.each([
    ['an empty name', { name: '' }, 'InvalidName'],
    ['a name of 81 characters', { name: 'x'.repeat(81) }, 'InvalidName'],
    ['a name with a space', { name: 'a b' }, 'InvalidName'],
    ['a name with a colon', { name: 'a:b' }, 'InvalidName'],
    ['input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['input larger than 256 KiB', { input: `"${'x'.repeat(262_143)}"` }, 'ValidationException'],
    ['an unknown machine', { stateMachineArn: `${MACHINE_ARN}2` }, 'StateMachineDoesNotExist'],
  ])('with %s is refused', (_, fields, name) => {
    const bench = new Bench(WAIT);

    expect(() => start(bench, fields)).toThrow(refusal(name));
    expect(bench.stepFunctions.executions).toEqual([]);
  });

  test('from another Region knows no such machine', () => {
    expect(() =>
      new Bench(WAIT).apply('StartExecution', { stateMachineArn: MACHINE_ARN }, 'eu-west-1'),
    ).toThrow(refusal('StateMachineDoesNotExist'));
  });

  test('without input starts with an empty object', async () => {
    const bench = new Bench(only({ Type: 'Succeed' }));
    start(bench);
    await bench.runSeconds(0);

    expect(bench.output).toEqual({});
  });
});

describe('DescribeExecution', () => {
  test('tells what is known of a running execution', () => {
    const bench = new Bench(WAIT);
    start(bench, { name: 'run', input: '{"a":1}' });

    expect(bench.apply('DescribeExecution', { executionArn: RUN_ARN })).toEqual({
      executionArn: RUN_ARN,
      stateMachineArn: MACHINE_ARN,
      name: 'run',
      status: 'RUNNING',
      startDate: new Date('2030-01-01T00:00:00Z'),
      input: '{"a":1}',
    });
  });

  test.each([
    [
      { Type: 'Succeed', Output: 7 },
      { status: 'SUCCEEDED', output: '7' },
    ],
    [
      { Type: 'Fail', Error: 'X', Cause: 'y' },
      { status: 'FAILED', error: 'X', cause: 'y' },
    ],
  ])('tells how an execution ended: %j', async (state, expected) => {
    const bench = await runMachine(only({ ...state }));

    expect(bench.execution.stopMs).toBe(START_MS);
    expect(() => bench.apply('DescribeExecution', { executionArn: RUN_ARN })).toThrow(
      refusal('ExecutionDoesNotExist'),
    );

    bench.start();
    await bench.runSeconds(0);

    expect(bench.apply('DescribeExecution', { executionArn: RUN_ARN })).toMatchObject({
      ...expected,
      stopDate: new Date('2031-01-01T00:00:00Z'),
    });
  });
});

describe('a task token', () => {
  const CALLBACK = only({
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Arguments: { QueueUrl: 'q', MessageBody: { token: '{% $states.context.Task.Token %}' } },
    End: true,
  });

  const waiting = async (): Promise<Bench> => {
    const bench = new Bench(CALLBACK);
    bench.start();
    await bench.runSeconds(1);
    return bench;
  };

  test.each(['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'])(
    'of an ended task is answered with TaskTimedOut by %s',
    async (operation) => {
      const bench = await waiting();
      const input = { taskToken: bench.token(), output: '1', error: 'X' };
      bench.apply('SendTaskSuccess', { taskToken: bench.token(), output: '1' });

      expect(() => bench.apply(operation, input)).toThrow(refusal('TaskTimedOut'));
    },
  );

  test.each(['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'])(
    'that was never given out is answered with InvalidToken by %s',
    async (operation) => {
      const bench = await waiting();

      expect(() => bench.apply(operation, { taskToken: 'AAAA' })).toThrow(refusal('InvalidToken'));
    },
  );

  test('means nothing in another Region', async () => {
    const bench = await waiting();

    expect(() => bench.apply('SendTaskHeartbeat', { taskToken: bench.token() }, 'eu-west-1')).toThrow(
      refusal('InvalidToken'),
    );
  });

  test('with output that is no JSON is refused, and the task waits on', async () => {
    const bench = await waiting();

    expect(() => bench.apply('SendTaskSuccess', { taskToken: bench.token(), output: '{' })).toThrow(
      refusal('InvalidOutput'),
    );

    bench.apply('SendTaskSuccess', { taskToken: bench.token(), output: '{}' });
    await bench.runSeconds(0);

    expect(bench.execution.status).toBe('SUCCEEDED');
  });

  test('is authorized on the state machine, even when the task has ended', async () => {
    const bench = await waiting();
    bench.apply('SendTaskSuccess', { taskToken: bench.token(), output: '1' });
    const input = { taskToken: bench.token(), error: 'X' };
    const caller = { outsider: 'test' };
    const request = { service: 'states', region: 'us-east-1', operation: 'SendTaskFailure', input, caller };

    expect(bench.stepFunctions.authorizations(request)).toEqual([
      { action: 'states:SendTaskFailure', resource: MACHINE_ARN, context: {} },
    ]);
  });
});

test.each([
  ['StartExecution', { stateMachineArn: MACHINE_ARN }, MACHINE_ARN],
  ['DescribeExecution', { executionArn: RUN_ARN }, RUN_ARN],
])('%s is authorized on its resource', (operation, input, resource) => {
  const request = { service: 'states', region: 'us-east-1', operation, input, caller: { outsider: 'test' } };

  expect(new Bench(WAIT).stepFunctions.authorizations(request)).toEqual([
    { action: `states:${operation}`, resource, context: {} },
  ]);
});

test.each([
  ['StopExecution', {}, 'not simulated: states StopExecution'],
  ['StartExecution', { traceHeader: 'x' }, 'not simulated: states StartExecution with traceHeader'],
])('%s with %j is not simulated', (operation, input, message) => {
  const request = { service: 'states', region: 'us-east-1', operation, input, caller: { outsider: 'test' } };

  expect(() => new Bench(WAIT).stepFunctions.authorizations(request)).toThrow(message);
});

describe('StopExecution', () => {
  test('ends an execution where it stands, with the error and cause of the caller', async () => {
    const bench = new Bench(WAIT);
    start(bench, { name: 'run' });
    await bench.runSeconds(30);

    expect(
      bench.apply('StopExecution', { executionArn: RUN_ARN, error: 'Enough', cause: 'I say so' }),
    ).toEqual({
      stopDate: new Date('2030-01-01T00:00:30Z'),
    });
    await bench.runSeconds(60);
    expect(bench.apply('DescribeExecution', { executionArn: RUN_ARN })).toMatchObject({
      status: 'ABORTED',
      stopDate: new Date('2030-01-01T00:00:30Z'),
      error: 'Enough',
      cause: 'I say so',
    });
    expect(bench.execution.history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
    ]);
  });

  test('before the first state has begun keeps it from beginning', async () => {
    const bench = new Bench(only(invoke()), { answer: () => returned(1) });
    start(bench, { name: 'run' });
    bench.apply('StopExecution', { executionArn: RUN_ARN });
    await bench.runSeconds(60);

    expect([bench.execution.status, bench.calls]).toEqual(['ABORTED', []]);
  });

  test('leaves an execution that has ended as it is', async () => {
    const bench = new Bench(WAIT);
    start(bench, { name: 'run' });
    await bench.runSeconds(90);

    expect(bench.apply('StopExecution', { executionArn: RUN_ARN })).toEqual({
      stopDate: new Date('2030-01-01T00:01:00Z'),
    });
    expect(bench.execution.status).toBe('SUCCEEDED');
  });

  test('of an execution that is not there is refused', () => {
    expect(() => new Bench(WAIT).apply('StopExecution', { executionArn: RUN_ARN })).toThrow(
      refusal('ExecutionDoesNotExist'),
    );
  });
});

test('ListExecutions tells on every page what runs, of one moment too', async () => {
  const bench = new Bench(WAIT);
  start(bench, { name: 'a' });
  await bench.runSeconds(1);
  for (const name of ['b', 'c', 'd']) start(bench, { name });
  const running = { stateMachineArn: MACHINE_ARN, statusFilter: 'RUNNING' };
  const pages = [];
  let nextToken: string | undefined;
  do {
    const page = bench.apply('ListExecutions', {
      ...running,
      maxResults: 1,
      ...(nextToken !== undefined && { nextToken }),
    }) as { executions: { name: string }[]; nextToken?: string };
    pages.push(page.executions.map(({ name }) => name).join());
    nextToken = page.nextToken;
  } while (nextToken !== undefined);

  expect(pages).toEqual(['d', 'c', 'b', 'a']);
});

test('ListExecutions tells what runs, the latest first', async () => {
  const bench = new Bench(WAIT);
  start(bench, { name: 'ended' });
  await bench.runSeconds(60);
  start(bench, { name: 'a' });
  await bench.runSeconds(1);
  start(bench, { name: 'b' });
  const running = { stateMachineArn: MACHINE_ARN, statusFilter: 'RUNNING' };
  const { executions } = bench.apply('ListExecutions', running) as { executions: { name: string }[] };

  expect(executions.map(({ name }) => name)).toEqual(['b', 'a']);
  expect(() => bench.apply('ListExecutions', { stateMachineArn: MACHINE_ARN })).toThrow('not simulated');
});

test('ListStateMachines tells of those of its Region', () => {
  expect(new Bench(WAIT).apply('ListStateMachines', {})).toEqual({
    stateMachines: [{ stateMachineArn: MACHINE_ARN, name: 'backup', type: 'STANDARD' }],
  });
  expect(new Bench(WAIT).apply('ListStateMachines', {}, 'eu-west-1')).toEqual({ stateMachines: [] });
});

test('every execution that ends is told of, once, with its final status', async () => {
  const ended: string[] = [];
  const onExecutionEnd = ({ name, status }: { name: string; status: string }): void => {
    ended.push(`${name} ${status}`);
  };
  const bench = new Bench({ ...WAIT, TimeoutSeconds: 90 }, { onExecutionEnd });
  start(bench, { name: 'one' });
  start(bench, { name: 'two' });
  await bench.runSeconds(3600);

  expect(ended).toEqual(['one SUCCEEDED', 'two SUCCEEDED']);
});

test('without histories an ended execution leaves only its counts', async () => {
  const bench = new Bench(WAIT, { keepHistory: false });
  start(bench, { name: 'one' });
  await bench.runSeconds(60);
  start(bench, { name: 'two' });
  await bench.runSeconds(30);

  expect(bench.stepFunctions.executionsOf(MACHINE_ARN).map(({ name }) => name)).toEqual(['two']);
  expect(bench.execution.history).toEqual([]);
  expect(bench.stepFunctions.countsOf(MACHINE_ARN)).toEqual({
    RUNNING: 1,
    SUCCEEDED: 1,
    FAILED: 0,
    TIMED_OUT: 0,
    ABORTED: 0,
    stateTransitions: 1,
  });
});

test('without events an ended execution can still be described', async () => {
  const bench = new Bench(WAIT, { keepEvents: false });
  start(bench, { name: 'run' });
  await bench.runSeconds(60);

  expect(bench.execution).toMatchObject({ status: 'SUCCEEDED', stateTransitions: 1, history: [] });
  expect(bench.apply('DescribeExecution', { executionArn: RUN_ARN })).toMatchObject({
    status: 'SUCCEEDED',
    output: '{}',
  });
});

describe('GetExecutionHistory', () => {
  const history = async (keepEvents = true) => {
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: { ...invoke({ Output: { of: name }, End: true }) } },
    });
    const bench = new Bench(only({ Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true }), {
      keepEvents,
      answer: () => returned({ a: 1 }),
    });
    start(bench, { name: 'run', input: '{"x":1}' });
    await bench.runSeconds(1);
    return () => bench.apply('GetExecutionHistory', { executionArn: RUN_ARN })['events'] as HistoryEvent[];
  };

  test('gives each event a number, the one that led to it, and what it brought', async () => {
    const events = (await history())();

    const input = '{"x":1}';
    const at = (id: number, previousEventId: number, type: string, details: object = {}) => ({
      ...{ id, previousEventId, timestamp: new Date('2030-01-01T00:00:00Z'), type },
      ...details,
    });
    expect(events.slice(0, 5)).toEqual([
      at(1, 0, 'ExecutionStarted', { executionStartedEventDetails: { input } }),
      at(2, 1, 'ParallelStateEntered', { stateEnteredEventDetails: { name: 'Only', input } }),
      at(3, 2, 'ParallelStateStarted'),
      at(4, 3, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'A', input } }),
      at(5, 3, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'B', input } }),
    ]);
    for (const name of ['A', 'B']) {
      const exited = events.find(({ stateExitedEventDetails: left }) => left?.name === name)!;
      const answered = events.find(({ id }) => id === exited.previousEventId)!;
      expect(exited.stateExitedEventDetails).toEqual({ name, output: JSON.stringify({ of: name }) });
      expect(answered.type).toBe('TaskSucceeded');
      expect(answered.taskSucceededEventDetails!.output).toContain('"Payload":{"a":1}');
    }
    expect(events.at(-1)).toEqual(at(events.length, events.length - 1, 'ExecutionSucceeded'));
  });

  test('is not simulated where no histories are kept', async () => {
    expect(await history(false)).toThrow(
      'not simulated: states GetExecutionHistory where no histories are kept',
    );
  });
});

test('the same seed gives the same histories, byte for byte', async () => {
  const state = invoke({
    Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxAttempts: 5 }],
    End: true,
  });
  const trace = async (): Promise<string> => {
    const bench = new Bench(only(state), {
      seed: 7,
      answer: (_, index) => returned(index % 3 === 0 ? '{' : index),
    });
    start(bench);
    start(bench);
    await bench.runSeconds(3600);
    return JSON.stringify(bench.stepFunctions.executions.map(({ name, history }) => ({ name, history })));
  };

  expect(await trace()).toBe(await trace());
});
