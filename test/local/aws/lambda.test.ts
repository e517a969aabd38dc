import type { ApiRequest } from '../../../local/aws/api';
import { Lambda, type ExecutionEnvironment, type Invocation } from '../../../local/aws/lambda';
import type { FunctionConfiguration } from '../../../local/aws/lambda-function';
import { Loop } from '../../../local/kernel/loop';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:tag';
const DEAD_LETTERS = 'arn:aws:sqs:eu-west-1:111122223333:dead-letters';

const CONFIGURATION: FunctionConfiguration = {
  arn: ARN,
  name: 'tag',
  constructId: 'Tag',
  region: 'eu-west-1',
  roleArn: 'arn:aws:iam::111122223333:role/tag',
  timeoutSeconds: 30,
  asyncInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, onFailureArn: DEAD_LETTERS },
};

const invoking = (Payload: string, InvocationType = 'RequestResponse'): ApiRequest => ({
  service: 'lambda',
  region: 'eu-west-1',
  operation: 'Invoke',
  input: { FunctionName: ARN, InvocationType, Payload },
  caller: { outsider: 'person' },
});

type Code = (event: unknown, loop: Loop) => Promise<unknown>;

const start = (code: Code, configuration: Partial<FunctionConfiguration> = {}) => {
  const loop = new Loop(0);
  const invocations: Invocation[] = [];
  const metrics: string[] = [];
  const calls: ApiRequest[] = [];
  const environments: { killed: boolean }[] = [];
  const lambda = new Lambda({
    loop,
    call: (request) => {
      calls.push(request);
      return Promise.resolve({});
    },
    onMetric: (fn, name) => metrics.push(`${fn.name} ${name}`),
    onInvocation: (invocation) => invocations.push(invocation),
  });
  lambda.createFunction({ ...CONFIGURATION, ...configuration }, (): ExecutionEnvironment => {
    const environment = { killed: false };
    environments.push(environment);
    return {
      run: (event) => code(event, loop),
      kill: () => {
        environment.killed = true;
      },
    };
  });
  return { loop, lambda, invocations, metrics, calls, environments };
};

const refusalOf = (invoke: () => unknown): string => {
  try {
    invoke();
    return 'none';
  } catch (error) {
    return (error as Error).name;
  }
};

/** Invokes at once and runs for ten minutes. */
const answerTo = async (code: Code, payload = '{}', configuration: Partial<FunctionConfiguration> = {}) => {
  const world = start(code, configuration);
  const answer = world.lambda.invoke(invoking(payload));
  await world.loop.run(600_000);
  const { Payload, ...others } = await answer;
  return { ...world, answer: { ...others, Payload: String(Payload) } };
};

test.each<[string, unknown, string]>([
  ['an object', { kept: [1, null] }, '{"kept":[1,null]}'],
  ['a time, which becomes text', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ['nothing, which becomes null', undefined, 'null'],
])('a function answers with the JSON of %s', async (_, value, expected) => {
  const { answer } = await answerTo(() => Promise.resolve(value));
  expect(answer).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: expected });
});

test('a function gets the parsed payload', async () => {
  const { answer } = await answerTo((event) => Promise.resolve(event), '{"volumeId":"vol-1"}');
  expect(answer.Payload).toBe('{"volumeId":"vol-1"}');
});

test('a payload that is no JSON is refused', () => {
  const { lambda } = start(() => Promise.resolve(1));

  expect(() => lambda.invoke(invoking('{volumeId'))).toThrow(
    expect.objectContaining({
      name: 'InvalidRequestContentException',
      message: expect.stringMatching(/^Could not parse request body into json: /) as string,
    }) as Error,
  );
});

test('an invocation of a function that is not there asks for its latest version', () => {
  const { lambda } = start(() => Promise.resolve(1));
  const request = invoking('{}');

  expect(() => lambda.invoke({ ...request, input: { ...request.input, FunctionName: `${ARN}s` } })).toThrow(
    expect.objectContaining({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${ARN}s:$LATEST`,
    }) as Error,
  );
});

test('an error of the function is an answer with its name and message, and counts in AWS/Lambda Errors', async () => {
  const error = Object.assign(new Error('no such snapshot'), { name: 'SnapshotNotVisible' });
  const { answer, metrics } = await answerTo(() => Promise.reject(error));
  expect(answer).toEqual({
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    FunctionError: 'Unhandled',
    Payload: '{"errorType":"SnapshotNotVisible","errorMessage":"no such snapshot","trace":[]}',
  });
  expect(metrics).toEqual(['tag Invocations', 'tag Errors']);
});

test('a function that runs too long is killed at its timeout, and its late result is ignored', async () => {
  const { answer, invocations, environments } = await answerTo((_, loop) => loop.sleep(40_000));
  expect(answer.Payload).toBe(
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 00000000-0000-4000-8000-000000000001 ' +
      'Error: Task timed out after 30.00 seconds","trace":[]}',
  );
  expect(invocations.map(({ endMs }) => endMs)).toEqual([30_000]);
  expect(environments).toEqual([{ killed: true }]);
});

test('invocations at the same time have environments of their own; later ones reuse them', async () => {
  const { loop, lambda, environments } = start((_, clock) => clock.sleep(1_000));
  void lambda.invoke(invoking('{}'));
  void lambda.invoke(invoking('{}'));
  await loop.run(5_000);
  void lambda.invoke(invoking('{}'));
  await loop.run(10_000);
  expect(environments).toHaveLength(2);
});

test('an environment that was killed is not used again', async () => {
  const { loop, lambda, environments } = start(() => new Promise(() => {}));
  void lambda.invoke(invoking('{}'));
  await loop.run(60_000);
  void lambda.invoke(invoking('{}'));
  await loop.run(61_000);
  expect(environments).toEqual([{ killed: true }, { killed: false }]);
});

test('the reserved concurrency is a limit: beyond it Lambda throttles', async () => {
  const { loop, lambda, metrics } = start((_, clock) => clock.sleep(1_000), {
    reservedConcurrentExecutions: 1,
  });
  void lambda.invoke(invoking('{}'));
  expect(refusalOf(() => lambda.invoke(invoking('{}')))).toBe('TooManyRequestsException');
  await loop.run(2_000);
  const third = lambda.invoke(invoking('{}'));
  await loop.run(4_000);
  expect((await third)['StatusCode']).toBe(200);
  expect(metrics).toEqual(['tag Throttles', 'tag Invocations', 'tag Invocations']);
});

describe('the reserved concurrency that somebody sets', () => {
  const asking = (operation: string, input: object = {}): ApiRequest => ({
    ...invoking(''),
    operation: `${operation}FunctionConcurrency`,
    input: { FunctionName: 'tag', ...input },
  });
  const stopped = (configuration: Partial<FunctionConfiguration> = {}) => {
    const world = start(() => Promise.resolve(1), configuration);
    world.lambda.apply(asking('Put', { ReservedConcurrentExecutions: 0 }));
    return world;
  };

  test('0 stops the function: each invocation is throttled, and counts in AWS/Lambda Throttles', () => {
    const { lambda, metrics } = stopped();

    expect(refusalOf(() => lambda.apply(invoking('{}')))).toBe('TooManyRequestsException');
    expect(refusalOf(() => lambda.apply(invoking('{}')))).toBe('TooManyRequestsException');
    expect(metrics).toEqual(['tag Throttles', 'tag Throttles']);
  });

  test('what runs when it is set to 0 ends as it would have', async () => {
    const { loop, lambda } = start((_, clock) => clock.sleep(1_000).then(() => 'done'));
    const running = lambda.invoke(invoking('{}'));
    lambda.apply(asking('Put', { ReservedConcurrentExecutions: 0 }));
    await loop.run(2_000);

    expect(String((await running)['Payload'])).toBe('"done"');
  });

  test('is shown, and gone once it is deleted, which lets the function run again', async () => {
    const { lambda, loop } = stopped();

    expect(lambda.apply(asking('Get'))).toEqual({ ReservedConcurrentExecutions: 0 });
    expect(lambda.apply(asking('Delete'))).toEqual({});
    expect(lambda.apply(asking('Delete'))).toEqual({});
    expect(lambda.apply(asking('Get'))).toEqual({});
    const answer = lambda.invoke(invoking('{}'));
    await loop.run(1_000);
    expect((await answer)['StatusCode']).toBe(200);
  });

  test.each([ARN, '111122223333:function:tag', 'tag'])('the function may be named %s', (FunctionName) => {
    const { lambda } = stopped();
    const request = asking('Get', { FunctionName });

    expect(lambda.apply(request)).toEqual({ ReservedConcurrentExecutions: 0 });
    expect(lambda.authorizations(request)).toEqual([
      { action: 'lambda:GetFunctionConcurrency', resource: ARN, context: {} },
    ]);
  });

  test.each(['ta', '444455556666:function:tag', 'arn:aws:lambda:eu-west-2:111122223333:function:tag'])(
    'there is no function %s',
    (FunctionName) => {
      expect(refusalOf(() => stopped().lambda.apply(asking('Get', { FunctionName })))).toBe(
        'ResourceNotFoundException',
      );
    },
  );

  test('a function of the same name in another Region is another function', () => {
    expect(refusalOf(() => stopped().lambda.apply({ ...asking('Get'), region: 'eu-west-2' }))).toBe(
      'ResourceNotFoundException',
    );
  });

  test.each<[rule: string, before: number | undefined, after: number | undefined, expected: object]>([
    ['stays where no template sets one', undefined, undefined, { ReservedConcurrentExecutions: 0 }],
    ['gives way to that of a template', undefined, 5, { ReservedConcurrentExecutions: 5 }],
    ['goes with that of a template', 5, undefined, {}],
  ])('at a deploy it %s', (_, before, after, expected) => {
    const { lambda } = stopped({ reservedConcurrentExecutions: before });
    lambda.createFunction({ ...CONFIGURATION, reservedConcurrentExecutions: after }, () => {
      throw new Error('nothing runs here');
    });

    expect(lambda.apply(asking('Get'))).toEqual(expected);
  });

  test('leaves 100 of the 1,000 executions of a Region to all other functions', () => {
    const { lambda } = stopped();

    expect(lambda.apply(asking('Put', { ReservedConcurrentExecutions: 900 }))).toEqual({
      ReservedConcurrentExecutions: 900,
    });
    expect(refusalOf(() => lambda.apply(asking('Put', { ReservedConcurrentExecutions: 901 })))).toBe(
      'InvalidParameterValueException',
    );
  });

  test.each([
    ['Put', { ReservedConcurrentExecutions: -1 }, 'not simulated: a reserved concurrency of -1'],
    ['Put', {}, 'not simulated: a reserved concurrency of NaN'],
    ['Get', { Qualifier: '1' }, 'not simulated: lambda GetFunctionConcurrency with Qualifier'],
  ])('%s with %j is not simulated', (operation, input, message) => {
    expect(() => stopped().lambda.apply(asking(operation, input))).toThrow(message);
  });
});

test('an asynchronous invocation is answered before the function runs', async () => {
  const { loop, lambda, invocations } = start(() => Promise.resolve(1));
  expect(await lambda.invoke(invoking('{"a":1}', 'Event'))).toEqual({ StatusCode: 202 });
  await loop.run(1_000);
  expect(invocations).toMatchObject([{ functionName: 'Tag', input: { a: 1 }, output: 1 }]);
});

test('an asynchronous invocation that fails is tried after one and after two minutes, then recorded', async () => {
  const { loop, lambda, invocations, calls } = start(() => Promise.reject(new Error('busy')));
  await lambda.invoke(invoking('{"a":1}', 'Event'));
  await loop.run(600_000);
  expect(invocations.map(({ startMs }) => startMs)).toEqual([0, 60_000, 180_000]);
  expect(calls).toMatchObject([
    {
      service: 'sqs',
      operation: 'SendMessage',
      caller: { roleArn: 'arn:aws:iam::111122223333:role/tag' },
      input: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters' },
    },
  ]);
  expect(JSON.parse(String(calls[0]?.input['MessageBody']))).toEqual({
    version: '1.0',
    timestamp: '1970-01-01T00:03:00.000Z',
    requestContext: {
      requestId: '00000000-0000-4000-8000-000000000001',
      functionArn: `${ARN}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { a: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'busy', trace: [] },
  });
});

test('an asynchronous invocation that is throttled is tried until the event is too old', async () => {
  const { loop, lambda, invocations, calls } = start(() => Promise.resolve(), {
    reservedConcurrentExecutions: 0,
    asyncInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 60, onFailureArn: DEAD_LETTERS },
  });
  await lambda.invoke(invoking('{}', 'Event'));
  await loop.run(600_000);
  expect(invocations).toEqual([]);
  expect(JSON.parse(String(calls[0]?.input['MessageBody']))).toMatchObject({
    timestamp: '1970-01-01T00:00:31.000Z',
    requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
  });
});

test.each<[string, ApiRequest, string]>([
  [
    'an unknown function',
    { ...invoking('{}'), input: { FunctionName: `${ARN}-too` } },
    'ResourceNotFoundException',
  ],
  [
    'an asynchronous payload beyond 1 MiB',
    invoking(`"${'a'.repeat(1_048_575)}"`, 'Event'),
    'RequestTooLargeException',
  ],
])('%s is refused', (_, request, name) => {
  const { lambda } = start(() => Promise.resolve());
  expect(refusalOf(() => lambda.invoke(request))).toBe(name);
});

test('an event source mapping gets the value that the function returns, or its error', async () => {
  const { loop, lambda } = start((event) =>
    event === 1 ? Promise.resolve({ done: true }) : Promise.reject(new Error('not one')),
  );
  const returned = lambda.runForMapping(ARN, 1);
  const failed = lambda.runForMapping(ARN, 2).catch((error: unknown) => (error as Error).message);
  await loop.run(1_000);
  expect(await returned).toEqual({ done: true });
  expect(await failed).toBe('{"errorType":"Error","errorMessage":"not one","trace":[]}');
});
