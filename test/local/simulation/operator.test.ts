import { parseSettings } from '../../../infra/settings';
import { AwsError, type ApiRequest } from '../../../local/aws/api';
import { Loop } from '../../../local/kernel/loop';
import { Random } from '../../../local/kernel/random';
import { sdkClients } from '../../../local/handlers/sdk-clients';
import { Operator, type Account, type RestartableExecution } from '../../../local/simulation/operator';

const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const SETTINGS = parseSettings({ primary: { region: PRIMARY }, dr: [{ region: DR }] }, 'the test');
const REDRIVE = {
  deadLetterArn: `arn:aws:sqs:${DR}:111122223333:lost-events`,
  queueArn: `arn:aws:sqs:${DR}:111122223333:events`,
};

const machineArn = (name: string, region: string): string =>
  `arn:aws:states:${region}:111122223333:stateMachine:snapshot-keeper-${PRIMARY}-${name}`;

function execution(
  name: string,
  region: string,
  input: object,
  status: RestartableExecution['status'] = 'FAILED',
): RestartableExecution {
  const arn = machineArn(name, region);
  return {
    arn: `${arn.replace('stateMachine', 'execution')}:one`,
    status,
    input: JSON.stringify(input),
    machineArn: arn,
    machine: { arn, name: `snapshot-keeper-${PRIMARY}-${name}`, region },
  };
}

/** What an operator does who finds these. Calls of `refused` operations are refused. */
async function calls({
  executions = [],
  messages = [],
  deadLetters = [],
  refused,
  repairs = 1,
}: {
  executions?: readonly RestartableExecution[];
  messages?: readonly string[];
  deadLetters?: readonly object[];
  refused?: Error;
  repairs?: number;
}) {
  const made: ApiRequest[] = [];
  const letters = [...deadLetters];
  const call = (request: ApiRequest): Promise<unknown> => {
    if (request.operation === 'ReceiveMessage') return Promise.resolve({ Messages: letters.splice(0, 1) });
    made.push(request);
    return refused === undefined ? Promise.resolve({}) : Promise.reject(refused);
  };
  const account: Account = {
    executions,
    notifications: messages.map((message) => ({ atMs: 0, message })),
    as: (outsider) =>
      sdkClients({ caller: { outsider }, call, loop: new Loop(0), random: new Random(1, 'jitter') }),
  };
  const operator = new Operator(account, SETTINGS, [REDRIVE]);
  for (let count = 0; count < repairs; count += 1) await operator.repair();
  return made.map(({ operation, region, input }) => [operation, region, input]);
}

const INPUT = { snapshotId: 'snap-1', volumeId: 'vol-1' };

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
  'an execution that is %s is started again in its Region with the same input, once',
  async (status) => {
    const executions = [execution('snapshot-copied', DR, INPUT, status)];

    expect(await calls({ executions, repairs: 2 })).toEqual([
      [
        'StartExecution',
        DR,
        { stateMachineArn: machineArn('snapshot-copied', DR), input: JSON.stringify(INPUT) },
      ],
    ]);
  },
);

test.each(['SUCCEEDED', 'RUNNING'] as const)('an execution that is %s is left alone', async (status) => {
  expect(await calls({ executions: [execution('snapshot-created', PRIMARY, INPUT, status)] })).toEqual([]);
});

test('that a snapshot has failed is for information, so only an execution that could not tell it is started again', async () => {
  const failed = execution('snapshot-failed', PRIMARY, INPUT);
  const restart = [
    'StartExecution',
    PRIMARY,
    { stateMachineArn: machineArn('snapshot-failed', PRIMARY), input: JSON.stringify(INPUT) },
  ];

  expect(
    await calls({ executions: [failed], messages: [`Error:     SnapshotFailed\nExecution: ${failed.arn}`] }),
  ).toEqual([]);
  expect(
    await calls({ executions: [failed], messages: ['Error:     SnapshotFailed\nExecution: another'] }),
  ).toEqual([restart]);
});

test('an execution that found the snapshot of another deployment is not started again: it would find the same', async () => {
  const failed = execution('snapshot-created', PRIMARY, INPUT);

  expect(
    await calls({ executions: [failed], messages: [`Error:     OtherOwner\nExecution: ${failed.arn}`] }),
  ).toEqual([]);
});

test('a copy that is lost for good is started anew from its source, in the primary Region', async () => {
  const failed = execution('copy-failed', DR, { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-1' });
  const message = ['Volume:    vol-1', 'Error:     CopyFailed', `Execution: ${failed.arn}`].join('\n');

  expect(await calls({ executions: [failed], messages: [message] })).toEqual([
    [
      'StartExecution',
      PRIMARY,
      { stateMachineArn: machineArn('snapshot-created', PRIMARY), input: JSON.stringify(INPUT) },
    ],
  ]);
});

test('where only the judging of a failed copy has failed, it is judged again', async () => {
  const input = { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-1' };
  const failed = execution('copy-failed', DR, input);
  const message = `Error:     ServiceBusy\nExecution: ${failed.arn}`;

  expect(await calls({ executions: [failed], messages: [message] })).toEqual([
    ['StartExecution', DR, { stateMachineArn: machineArn('copy-failed', DR), input: JSON.stringify(input) }],
  ]);
});

test('where another machine quotes a failed copy, that machine is started again', async () => {
  const failed = execution('snapshot-copied', DR, INPUT);
  const message = `Error:     ServiceBusy\nCause:     after CopyFailed\nExecution: ${failed.arn}`;

  expect(await calls({ executions: [failed], messages: [message] })).toEqual([
    [
      'StartExecution',
      DR,
      { stateMachineArn: machineArn('snapshot-copied', DR), input: JSON.stringify(INPUT) },
    ],
  ]);
});

test('every dead letter goes whole to the queue from which it came, and leaves its own', async () => {
  const QueueUrl = `https://sqs.${DR}.amazonaws.com/111122223333/lost-events`;
  const events = `https://sqs.${DR}.amazonaws.com/111122223333/events`;

  expect(
    await calls({
      deadLetters: [
        { Body: '{"id":1}', ReceiptHandle: 'first' },
        { Body: '{"id":2}', ReceiptHandle: 'second' },
      ],
    }),
  ).toEqual([
    ['SendMessage', DR, { QueueUrl: events, MessageBody: '{"id":1}' }],
    ['DeleteMessage', DR, { QueueUrl, ReceiptHandle: 'first' }],
    ['SendMessage', DR, { QueueUrl: events, MessageBody: '{"id":2}' }],
    ['DeleteMessage', DR, { QueueUrl, ReceiptHandle: 'second' }],
  ]);
});

test('every failed snapshot that a message lists is deleted', async () => {
  const message = [
    'Error:     SnapshotFailed',
    '- vol-1, snap-1',
    '  Execution: a',
    '- vol-2, snap-2',
    '  Execution: b',
  ].join('\n');

  expect(await calls({ messages: [message] })).toEqual([
    ['DeleteSnapshot', PRIMARY, { SnapshotId: 'snap-1' }],
    ['DeleteSnapshot', PRIMARY, { SnapshotId: 'snap-2' }],
  ]);
});

test('a failed snapshot that is told is deleted, and no other that a message names', async () => {
  const messages = [
    'Snapshot:  snap-1\nError:     SnapshotFailed',
    'Snapshot:  snap-2\nError:     CopyFailed',
    'Snapshot:  not known\nError:     SnapshotFailed',
  ];

  expect(await calls({ messages })).toEqual([['DeleteSnapshot', PRIMARY, { SnapshotId: 'snap-1' }]]);
});

test('that the failed snapshot is gone already is no matter, and a fault of the world stops the run', async () => {
  const messages = ['Snapshot:  snap-1\nError:     SnapshotFailed'];
  const gone = new AwsError('InvalidSnapshot.NotFound', 'gone');

  await expect(calls({ messages, refused: gone })).resolves.toHaveLength(1);
  await expect(calls({ messages, refused: new Error('not simulated') })).rejects.toThrow('not simulated');
});
