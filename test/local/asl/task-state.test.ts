import { AwsError } from '../../../local/aws/api';
import { JsonText } from '../../../local/kernel/json-text';
import { Bench, FUNCTION_ARN, ROLE_ARN, invoke, only, returned, runMachine, threw } from './run-machine';

const sendMessage = (fields: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Arguments: {
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/copies.fifo',
    MessageBody: { token: '{% $states.context.Task.Token %}', id: '{% $states.input.id %}' },
    MessageGroupId: 'vol-1',
    MessageDeduplicationId: '{% $states.context.Execution.Name %}',
  },
  End: true,
  ...fields,
});

/** What the SDK says of the first response of a run. */
const metadata = (headers: Record<string, string>): object => {
  const all = {
    ...headers,
    Date: 'Tue, 01 Jan 2030 00:00:00 GMT',
    'x-amzn-RequestId': '00000000-0000-4000-8000-000000000001',
  };
  const lists = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: lists, HttpHeaders: all, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: '00000000-0000-4000-8000-000000000001' },
  };
};

test('lambda:invoke calls the function as the role of the machine and parses its payload', async () => {
  const bench = await runMachine(only(invoke()), { id: 'snap-1' }, { answer: () => returned({ ok: true }) });

  expect(bench.calls).toEqual([
    {
      service: 'lambda',
      region: 'us-east-1',
      operation: 'Invoke',
      input: {
        FunctionName: FUNCTION_ARN,
        Payload: new JsonText({ id: 'snap-1' }),
        InvocationType: 'RequestResponse',
      },
      caller: { roleArn: ROLE_ARN },
    },
  ]);
  expect(bench.output).toEqual({
    ExecutedVersion: '$LATEST',
    Payload: { ok: true },
    ...metadata({
      Connection: 'keep-alive',
      'Content-Length': '11',
      'Content-Type': 'application/json',
      'X-Amz-Executed-Version': '$LATEST',
      'x-amzn-Remapped-Content-Length': '0',
    }),
    StatusCode: 200,
  });
});

test('Output and Assign see the result, and the input as it was', async () => {
  const definition = {
    StartAt: 'Tag',
    States: {
      Tag: invoke({
        Assign: { managed: '{% $states.result.Payload.managed %}' },
        Output: { id: '{% $states.input.id %}' },
        Next: 'Show',
      }),
      Show: { Type: 'Succeed', Output: { in: '{% $states.input %}', managed: '{% $managed %}' } },
    },
  };

  const bench = await runMachine(definition, { id: 'snap-1' }, { answer: () => returned({ managed: true }) });

  expect(bench.output).toEqual({ in: { id: 'snap-1' }, managed: true });
});

test.each([
  [
    'an error of the handler keeps its name, and its payload is the cause',
    threw('SnapshotNotFound', 'gone'),
    'SnapshotNotFound',
    '{"errorType":"SnapshotNotFound","errorMessage":"gone"}',
  ],
  [
    'a function that was killed is Lambda.Unknown',
    { StatusCode: 200, FunctionError: 'Unhandled', Payload: '{"errorMessage":"timed out"}' },
    'Lambda.Unknown',
    'The cause could not be determined because Lambda did not return an error type. ' +
      'Returned payload: {"errorMessage":"timed out"}',
  ],
])('%s', async (_, answer, error, cause) => {
  const { execution } = await runMachine(only(invoke()), {}, { answer: () => answer });

  expect(execution).toMatchObject({ status: 'FAILED', error, cause });
});

const publish = {
  Type: 'Task',
  Resource: 'arn:aws:states:::sns:publish',
  Arguments: { TopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms', Message: { id: 1 }, Subject: 'x' },
  End: true,
};

const refused = (service: string, code: string): string =>
  `no (Service: ${service}; Status Code: 403; Error Code: ${code}; ` +
  'Request ID: 00000000-0000-4000-8000-000000000001; Proxy: null)';

test.each([
  ...[
    'CodeArtifactUserPendingException',
    'EC2ThrottledException',
    'ResourceConflictException',
    'ResourceNotFoundException',
    'ResourceNotReadyException',
    'ServiceException',
    'TooManyRequestsException',
  ].map((code) => ['lambda', code, invoke(), `Lambda.${code}`, refused('AWSLambda', code)] as const),
  [
    'lambda',
    'AccessDeniedException',
    invoke(),
    'Lambda.AWSLambdaException',
    refused('AWSLambda', 'AccessDeniedException'),
  ],
  ['lambda', 'SdkClientException', invoke(), 'Lambda.SdkClientException', 'no'],
  ['lambda', 'TimeoutError', invoke(), 'Lambda.SdkClientException', 'no'],
  ['lambda', 'ClientExecutionTimeoutException', invoke(), 'Lambda.ClientExecutionTimeoutException', 'no'],
  [
    'sqs',
    'QueueDoesNotExist',
    sendMessage({}),
    'SQS.QueueDoesNotExistException',
    refused('AmazonSQS', 'QueueDoesNotExist'),
  ],
  [
    'sqs',
    'MissingParameter',
    sendMessage({}),
    'SQS.AmazonSQSException',
    refused('AmazonSQS', 'MissingParameter'),
  ],
  ['sns', 'NotFoundException', publish, 'SNS.NotFoundException', refused('AmazonSNS', 'NotFound')],
  ['sns', 'AccessDenied', publish, 'SNS.AmazonSNSException', refused('AmazonSNS', 'AccessDenied')],
] as const)('when %s refuses with %s the Task fails', async (_, code, state, error, cause) => {
  const answer = (): never => {
    throw new AwsError(code, 'no', 403);
  };

  const { execution } = await runMachine(only(state), { id: 1 }, { answer });

  expect(execution).toMatchObject({ error, cause });
});

test('sns:publish sends an object as its JSON text and answers with the response', async () => {
  const bench = await runMachine(only(publish), {}, { answer: () => ({ MessageId: 'm-1' }) });

  expect(bench.calls[0]).toMatchObject({
    service: 'sns',
    operation: 'Publish',
    input: { TopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms', Message: '{"id":1}', Subject: 'x' },
  });
  expect(bench.output).toEqual({
    MessageId: 'm-1',
    ...metadata({ connection: 'keep-alive', 'Content-Length': '294', 'Content-Type': 'text/xml' }),
  });
});

test('sqs:sendMessage answers with the response', async () => {
  const state = { ...sendMessage({}), Resource: 'arn:aws:states:::sqs:sendMessage' };
  const answer = (): object => ({ MD5OfMessageBody: 'x'.repeat(32), MessageId: 'x'.repeat(36) });
  const definition = only({
    ...state,
    Arguments: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/copies', MessageBody: 'x' },
  });

  const bench = await runMachine(definition, {}, { answer });

  expect(bench.output).toEqual({
    ...answer(),
    ...metadata({
      connection: 'keep-alive',
      'Content-Length': '106',
      'Content-Type': 'application/x-amz-json-1.0',
    }),
  });
});

test.each([
  ['a text is the payload as it stands', '{% $states.input.text %}', '{"a":1}'],
  ['anything else goes as JSON', { b: 2 }, new JsonText({ b: 2 })],
  ['null is no payload, for which a function gets an empty object', null, new JsonText({})],
])('of a Payload for lambda:invoke %s', async (_, Payload, sent) => {
  const state = invoke({ Arguments: { FunctionName: FUNCTION_ARN, Payload }, End: true });

  const bench = await runMachine(only(state), { text: '{"a":1}' }, { answer: () => returned(1) });

  expect(bench.calls[0]?.input['Payload']).toEqual(sent);
});

test.each([
  ['MessageBody', { ...sendMessage({}), Resource: 'arn:aws:states:::sqs:sendMessage' }],
  ['Message', publish],
])('a null in Arguments is no %s for the service', async (field, state) => {
  const Arguments = { ...(state as typeof publish).Arguments, [field]: null };

  const bench = await runMachine(only({ ...state, Arguments }), { id: 1 });

  expect(bench.calls[0]?.input[field]).toBeUndefined();
});

describe('with .waitForTaskToken', () => {
  test('the message carries the token as JSON text, and the result is what comes back with it', async () => {
    const bench = new Bench(only(sendMessage({})), { answer: () => ({ MessageId: 'm-1' }) });
    bench.start({ id: 'snap-1' });
    await bench.runSeconds(3600);

    expect(bench.execution.status).toBe('RUNNING');
    expect(bench.calls[0]?.input).toEqual({
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/copies.fifo',
      MessageBody: JSON.stringify({ token: bench.token(), id: 'snap-1' }),
      MessageGroupId: 'vol-1',
      MessageDeduplicationId: 'run',
    });

    bench.apply('SendTaskSuccess', { taskToken: bench.token(), output: '{"copy":"snap-2"}' });
    await bench.runSeconds(0);

    expect(bench.output).toEqual({ copy: 'snap-2' });
  });

  test('a failure sent with the token is the failure of the Task', async () => {
    const bench = new Bench(only(sendMessage({})));
    bench.start({ id: 1 });
    await bench.runSeconds(1);
    bench.apply('SendTaskFailure', { taskToken: bench.token(), error: 'CopyFailed', cause: 'no key' });
    await bench.runSeconds(1);

    expect(bench.execution).toMatchObject({ status: 'FAILED', error: 'CopyFailed', cause: 'no key' });
  });

  test.each([
    [{ error: 'CopyFailed' }, { Error: 'CopyFailed', Cause: null }],
    [{ cause: 'no key' }, { Error: null, Cause: 'no key' }],
    [{}, { Error: null, Cause: null }],
  ])('of a failure sent as %j a Catch sees %j', async (sent, seen) => {
    const catcher = { ErrorEquals: ['States.ALL'], Next: 'Caught' };
    const states = { Only: sendMessage({ Catch: [catcher] }), Caught: { Type: 'Succeed' } };
    const bench = new Bench({ StartAt: 'Only', States: states });
    bench.start({ id: 1 });
    await bench.runSeconds(1);

    bench.apply('SendTaskFailure', { taskToken: bench.token(), ...sent });
    await bench.runSeconds(1);

    expect(bench.output).toEqual(seen);
  });

  test('a token that comes back before the call has been answered ends the Task', async () => {
    const bench: Bench = new Bench(only(sendMessage({})), {
      answer: async () => {
        bench.apply('SendTaskSuccess', { taskToken: bench.token(), output: '"early"' });
        await bench.loop.sleep(1000);
        return {};
      },
    });
    bench.start({ id: 1 });
    await bench.runSeconds(0);

    expect(bench.output).toBe('early');
  });

  test('a retry has a new token, and the old one is dead', async () => {
    const bench = new Bench(
      only(
        sendMessage({
          Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 10 }],
          TimeoutSeconds: 60,
        }),
      ),
    );
    bench.start({ id: 1 });
    await bench.runSeconds(71);

    expect(bench.callSeconds).toEqual([0, 70]);
    expect(bench.token(1)).not.toBe(bench.token(0));
    expect(() => bench.apply('SendTaskSuccess', { taskToken: bench.token(0), output: '1' })).toThrow(
      expect.objectContaining({ name: 'TaskTimedOut' }) as Error,
    );

    bench.apply('SendTaskSuccess', { taskToken: bench.token(1), output: '2' });
    await bench.runSeconds(0);

    expect(bench.output).toBe(2);
  });

  test('a missed heartbeat is States.Timeout, which each heartbeat puts off', async () => {
    const bench = new Bench(only(sendMessage({ HeartbeatSeconds: 60, TimeoutSeconds: 600 })));
    bench.start({ id: 1 });
    await bench.runSeconds(50);
    bench.apply('SendTaskHeartbeat', { taskToken: bench.token() });
    await bench.runSeconds(59);

    expect(bench.execution.status).toBe('RUNNING');

    await bench.runSeconds(1);

    expect(bench.execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
  });

  test('the first heartbeat is due only after the call has been answered', async () => {
    const bench: Bench = new Bench(only(sendMessage({ HeartbeatSeconds: 60 })), {
      answer: async () => {
        await bench.loop.sleep(100_000);
        return {};
      },
    });
    bench.start({ id: 1 });
    await bench.runSeconds(159);

    expect(bench.execution.status).toBe('RUNNING');

    await bench.runSeconds(1);

    expect(bench.execution.error).toBe('States.Timeout');
  });

  test.each(['States.HeartbeatTimeout', 'States.Timeout', 'States.ALL'])(
    'a Catch finds a missed heartbeat as %s',
    async (name) => {
      const catcher = { ErrorEquals: [name], Next: 'Caught' };
      const states = {
        Only: sendMessage({ HeartbeatSeconds: 60, Catch: [catcher] }),
        Caught: { Type: 'Succeed' },
      };

      const bench = await runMachine({ StartAt: 'Only', States: states }, { id: 1 });

      expect(bench.output).toEqual({ Error: 'States.Timeout', Cause: '' });
    },
  );
});

test('a Task that takes too long fails with States.Timeout, and its late answer is ignored', async () => {
  const bench: Bench = new Bench(only(invoke({ TimeoutSeconds: '{% $states.input.seconds %}', End: true })), {
    answer: async () => {
      await bench.loop.sleep(10_000);
      return returned('late');
    },
  });
  bench.start({ seconds: 5 });
  await bench.runSeconds(5);

  expect(bench.execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined });

  await bench.runSeconds(10);

  expect(bench.execution.status).toBe('FAILED');
});

test('a timeout that is no positive integer fails the state', async () => {
  const state = invoke({ TimeoutSeconds: '{% $states.input.seconds %}', End: true });

  const { execution } = await runMachine(only(state), { seconds: 'many' });

  expect(execution.error).toBe('States.QueryEvaluationError');
});

test('timers that are not needed any more keep no execution from ending', async () => {
  const bench = new Bench(only(invoke({ TimeoutSeconds: 60, End: true })), { answer: () => returned(1) });
  bench.start();
  await bench.runSeconds(3600);

  expect(bench.execution).toMatchObject({ status: 'SUCCEEDED', stopMs: 1_893_456_000_000 });
});

test('an error that is none of AWS stops the loop', async () => {
  const answer = (): never => {
    throw new TypeError('a bug');
  };

  await expect(runMachine(only(invoke({ Catch: [], End: true })), {}, { answer })).rejects.toThrow(TypeError);
});

test.each([['States.ALL'], ['States.DataLimitExceeded']])(
  'a result larger than 256 KiB fails the Task, and %s catches it',
  async (name) => {
    const states = {
      Only: invoke({ Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true }),
      Caught: { Type: 'Succeed' },
    };
    const answer = (): object => returned('x'.repeat(262_144));

    const bench = await runMachine({ StartAt: 'Only', States: states }, {}, { answer });

    const error = {
      Error: 'States.DataLimitExceeded',
      Cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    };
    expect(bench.output).toEqual(error);
    expect(bench.execution.history.find(({ type }) => type === 'TaskFailed')?.detail).toEqual(error);
  },
);

test('an Output larger than 256 KiB fails the state, and States.ALL does not catch it', async () => {
  const states = {
    Only: invoke({
      Output: '{% $states.result.Payload & $states.result.Payload %}',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      End: true,
    }),
    Caught: { Type: 'Succeed' },
  };
  const answer = (): object => returned('x'.repeat(140_000));

  const { execution } = await runMachine({ StartAt: 'Only', States: states }, {}, { answer });

  expect(execution).toMatchObject({
    error: 'States.DataLimitExceeded',
    cause:
      "The state/task 'Only' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
});
