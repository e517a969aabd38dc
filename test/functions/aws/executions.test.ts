import {
  ExecutionAlreadyExists,
  InvalidOutput,
  InvalidToken,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { executionsOf } from '../../../functions/aws/executions';
import { AccessDenied, CopyRefused, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { lostAnswer } from '../../support/aws-failures';

const sfn = mockAws(SFNClient);
const executions = executionsOf(new SFNClient({ region: 'us-east-1' }));

const OF_LIST = { executionArn: 'arn:execution', stateMachineArn: 'arn:machine', status: 'RUNNING' } as const;

const withStatus = { message: "in AWS's words", $metadata: { httpStatusCode: 400 } };

/** An error of Step Functions by a code for which its client has no class. */
const sfnError = (name: string, httpStatusCode: number): SFNServiceException =>
  new SFNServiceException({
    name,
    message: "in AWS's words",
    $fault: httpStatusCode >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode },
  });

test('executions that run are read to the last page, with their names and beginnings', async () => {
  const startDate = new Date('2030-01-01T00:00:00Z');
  sfn
    .on(ListExecutionsCommand)
    .resolvesOnce({ executions: [{ ...OF_LIST, name: 'snap-1', startDate }], nextToken: 'more' })
    .resolvesOnce({ executions: [{ ...OF_LIST, name: 'snap-2', startDate }] });

  await expect(executions.running('arn:machine')).resolves.toEqual([
    { name: 'snap-1', startedAt: startDate },
    { name: 'snap-2', startedAt: startDate },
  ]);
  const asked = { stateMachineArn: 'arn:machine', statusFilter: 'RUNNING', maxResults: 1000 };
  expect(callsTo(sfn)).toEqual([
    ['ListExecutionsCommand', asked],
    ['ListExecutionsCommand', { ...asked, nextToken: 'more' }],
  ]);
});

describe('starting an execution', () => {
  test('sends the machine, the name and the input as JSON', async () => {
    sfn.on(StartExecutionCommand).resolves({});

    await expect(executions.start('arn:machine', 'snap-1', { snapshotId: 'snap-1' })).resolves.toBe(
      'started',
    );
    expect(callsTo(sfn)).toEqual([
      [
        'StartExecutionCommand',
        { stateMachineArn: 'arn:machine', name: 'snap-1', input: '{"snapshotId":"snap-1"}' },
      ],
    ]);
  });

  test('that is over under the same name starts nothing and says that it exists', async () => {
    sfn.on(StartExecutionCommand).resolvesOnce({}).rejects(new ExecutionAlreadyExists(withStatus));

    await expect(executions.start('arn:machine', 'snap-1', {})).resolves.toBe('started');
    await expect(executions.start('arn:machine', 'snap-1', {})).resolves.toBe('exists');
  });

  test('that fails for another reason throws, so that the caller is called again', async () => {
    sfn.on(StartExecutionCommand).rejects(UNEXPECTED);

    await expect(executions.start('arn:machine', 'snap-1', {})).rejects.toBe(UNEXPECTED);
  });
});

const NOT_VALID = Object.assign(new Error('not valid'), { name: 'ValidationException' });

describe('whether a task still waits', () => {
  test('is asked by a heartbeat, which answers nothing', async () => {
    sfn.on(SendTaskHeartbeatCommand).resolves({});

    await expect(executions.isWaiting('token')).resolves.toBe(true);
    expect(callsTo(sfn)).toEqual([['SendTaskHeartbeatCommand', { taskToken: 'token' }]]);
  });

  test.each([
    ['has timed out', new TaskTimedOut(withStatus)],
    ['does not exist any more', new TaskDoesNotExist(withStatus)],
    ['never had this token', new InvalidToken(withStatus)],
    ['can have no such token', NOT_VALID],
  ])('is false for one that %s', async (_, error) => {
    sfn.on(SendTaskHeartbeatCommand).rejects(error);

    await expect(executions.isWaiting('token')).resolves.toBe(false);
  });

  test('is not guessed where Step Functions does not say', async () => {
    sfn.on(SendTaskHeartbeatCommand).rejects(UNEXPECTED);

    await expect(executions.isWaiting('token')).rejects.toBe(UNEXPECTED);
  });
});

describe('answering a waiting task', () => {
  test('sends the output as JSON', async () => {
    sfn.on(SendTaskSuccessCommand).resolves({});

    await expect(executions.succeed('token', { outcome: 'started', copyId: 'snap-copy' })).resolves.toBe(
      true,
    );
    expect(callsTo(sfn)).toEqual([
      [
        'SendTaskSuccessCommand',
        { taskToken: 'token', output: '{"outcome":"started","copyId":"snap-copy"}' },
      ],
    ]);
  });

  test("with a failure sends the error's literal name and its message", async () => {
    sfn.on(SendTaskFailureCommand).resolves({});

    await expect(executions.fail('token', new CopyRefused('InvalidRegion: no'))).resolves.toBe(true);
    expect(callsTo(sfn)).toEqual([
      ['SendTaskFailureCommand', { taskToken: 'token', error: 'CopyRefused', cause: 'InvalidRegion: no' }],
    ]);
  });

  test('cuts a cause to the 32,768 characters that Step Functions takes', async () => {
    sfn.on(SendTaskFailureCommand).resolves({});

    await executions.fail('token', new CopyRefused('x'.repeat(32_769)));

    expect(callsTo(sfn)).toEqual([
      ['SendTaskFailureCommand', { taskToken: 'token', error: 'CopyRefused', cause: 'x'.repeat(32_768) }],
    ]);
  });

  describe.each([
    ['has timed out', new TaskTimedOut(withStatus)],
    ['does not exist any more', new TaskDoesNotExist(withStatus)],
    ['never had this token', new InvalidToken(withStatus)],
  ])('that %s is no error: nobody waits', (_, error) => {
    test('with success', async () => {
      sfn.on(SendTaskSuccessCommand).rejects(error);

      await expect(executions.succeed('token', {})).resolves.toBe(false);
    });

    test('with a failure', async () => {
      sfn.on(SendTaskFailureCommand).rejects(error);

      await expect(executions.fail('token', new CopyRefused('no'))).resolves.toBe(false);
    });
  });

  test.each([
    ['as output', new InvalidOutput(withStatus)],
    ['as not valid', NOT_VALID],
  ])('that is refused %s throws: somebody may still wait', async (_, error) => {
    sfn.on(SendTaskSuccessCommand).rejects(error);
    sfn.on(SendTaskFailureCommand).rejects(error);

    await expect(executions.succeed('token', {})).rejects.toBe(error);
    await expect(executions.fail('token', new CopyRefused('no'))).rejects.toBe(error);
  });
});

describe.each([
  ['starting an execution', () => executions.start('arn:machine', 'snap-1', {})],
  ['asking whether a task waits', () => executions.isWaiting('token')],
  ['answering a task', () => executions.succeed('token', {})],
  ['failing a task', () => executions.fail('token', new CopyRefused('no'))],
])('an obstacle to %s comes translated', (_, call) => {
  test.each([
    ['ThrottlingException', 400],
    ['TooManyRequestsException', 429],
    ['ServiceUnavailable', 503],
    ['ACodeThatNobodyDocuments', 500],
  ])('load, %s, is ServiceBusy', async (code, httpStatusCode) => {
    const error = sfnError(code, httpStatusCode);
    sfn.onAnyCommand().rejects(error);

    await expect(call()).rejects.toThrow(ServiceBusy);
    await expect(call()).rejects.toMatchObject({
      name: 'ServiceBusy',
      message: `${code}: in AWS's words`,
      cause: error,
    });
  });

  test('an answer that is lost is ServiceBusy', async () => {
    const error = lostAnswer();
    sfn.onAnyCommand().rejects(error);

    await expect(call()).rejects.toThrow(ServiceBusy);
    await expect(call()).rejects.toMatchObject({
      name: 'ServiceBusy',
      message: 'TimeoutError: socket hang up',
      cause: error,
    });
  });

  test('a missing right is AccessDenied', async () => {
    const error = sfnError('AccessDeniedException', 400);
    sfn.onAnyCommand().rejects(error);

    await expect(call()).rejects.toThrow(AccessDenied);
    await expect(call()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: "AccessDeniedException: in AWS's words",
      cause: error,
    });
  });
});
