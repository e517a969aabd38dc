import { TaskTimedOut } from '@aws-sdk/client-sfn';
import { handler } from '../../functions/copy-snapshot/handler';
import { InvalidEnvironment, InvalidInput } from '../../functions/domain/errors';
import { recordingRuntime } from '../support/recording-runtime';

const copyOf = (snapshotId: string) => ({
  region: 'eu-west-1',
  snapshotId,
  volumeId: 'vol-00000000000000001',
  takenAt: '2026-03-01T02:00:00.000Z',
  tags: { 'snapshot-keeper:managed-by': 'keeper', 'snapshot-keeper:source-snapshot': snapshotId },
});
const environment = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  KMS_KEYS: '{"eu-west-1":"alias/keeper"}',
  COPY_RETENTION: '{"eu-west-1":{"last":1}}',
  TIME_ZONE: 'UTC',
  DR_STACKS: '{"eu-west-1":"keeper-us-east-1-dr-eu-west-1"}',
  COPY_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/copies.fifo',
};
const DONE = { batchItemFailures: [] };
const sqs = (body: unknown, receiveCount = '1') => ({
  Records: [
    {
      messageId: 'message-1',
      receiptHandle: 'r',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: receiveCount,
        SentTimestamp: String(Date.parse('2029-12-31T23:59:01Z')),
        ApproximateFirstReceiveTimestamp: String(Date.parse('2029-12-31T23:50:00Z')),
      },
    },
  ],
});
const body = {
  taskToken: 'token',
  copy: copyOf('snap-00000000000000001'),
  request: {
    newlyAdopted: true,
    executionName: 'snap-00000000000000001',
    enteredAt: '2029-12-31T23:59:00Z',
    redriveCount: 0,
    retryCount: 0,
  },
};
const COPY = [
  'ec2 eu-west-1 without retries',
  'CopySnapshotCommand',
  {
    SourceRegion: 'us-east-1',
    SourceSnapshotId: 'snap-00000000000000001',
    DestinationRegion: 'eu-west-1',
    PresignedUrl: 'CopySnapshot for us-east-1, signed at 2030-01-01T00:00:00.000Z',
    Description:
      'snapshot-keeper keeper: copy of snap-00000000000000001 of vol-00000000000000001 in us-east-1, ' +
      'taken 2026-03-01T02:00:00.000Z, requested 2030-01-01T00:00:00.000Z call-1',
    Encrypted: true,
    KmsKeyId: 'alias/keeper',
    TagSpecifications: [
      {
        ResourceType: 'snapshot',
        Tags: [
          { Key: 'snapshot-keeper:managed-by', Value: 'keeper' },
          { Key: 'snapshot-keeper:source-snapshot', Value: 'snap-00000000000000001' },
        ],
      },
    ],
  },
];
const LOOK = [
  'ec2 eu-west-1',
  'DescribeSnapshotsCommand',
  {
    OwnerIds: ['self'],
    Filters: [
      { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
      { Name: 'tag:snapshot-keeper:source-snapshot', Values: ['snap-00000000000000001'] },
    ],
    MaxResults: 1000,
  },
];
const ASKED = ['sfn us-east-1', 'SendTaskHeartbeatCommand', { taskToken: 'token' }];
const STACK = [
  'cloudformation eu-west-1',
  'DescribeStacksCommand',
  { StackName: 'keeper-us-east-1-dr-eu-west-1' },
];
const WHOLE = { Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] };
const told = (output: string) => ['sfn us-east-1', 'SendTaskSuccessCommand', { taskToken: 'token', output }];

test('makes one EC2 call for a first request, in the destination and without retries', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      SendTaskHeartbeatCommand: [{}],
      DescribeStacksCommand: [WHOLE],
      CopySnapshotCommand: [{ SnapshotId: 'snap-copy' }],
      SendTaskSuccessCommand: [{}],
    },
  });

  await expect(handler.within(runtime)(sqs(body))).resolves.toEqual(DONE);
  expect(calls).toEqual([ASKED, STACK, COPY, told('{"outcome":"started","copyId":"snap-copy"}')]);
});

test.each([
  ['a request that is not the first', { ...body, request: { ...body.request, retryCount: 1 } }, '1'],
  ['a message that is received again', body, '2'],
])('makes two for %s', async (_, repeated, receiveCount) => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      SendTaskHeartbeatCommand: [{}],
      DescribeSnapshotsCommand: [{ Snapshots: [] }],
      DescribeStacksCommand: [WHOLE],
      CopySnapshotCommand: [{ SnapshotId: 'snap-copy' }],
      SendTaskSuccessCommand: [{}],
    },
  });

  await expect(handler.within(runtime)(sqs(repeated, receiveCount))).resolves.toEqual(DONE);
  expect(calls).toEqual([ASKED, STACK, LOOK, COPY, told('{"outcome":"started","copyId":"snap-copy"}')]);
});

test('has a message for which no slot is free handed out again soon', async () => {
  const full = Object.assign(new Error('20'), {
    name: 'ResourceLimitExceeded',
    $metadata: { httpStatusCode: 400 },
  });
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      SendTaskHeartbeatCommand: [{}],
      DescribeStacksCommand: [WHOLE],
      CopySnapshotCommand: [full],
      ChangeMessageVisibilityCommand: [{}],
    },
  });

  await expect(handler.within(runtime)(sqs(body))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-1' }],
  });
  expect(calls).toEqual([
    ASKED,
    STACK,
    COPY,
    [
      'sqs us-east-1',
      'ChangeMessageVisibilityCommand',
      { QueueUrl: environment.COPY_QUEUE_URL, ReceiptHandle: 'r', VisibilityTimeout: 25 },
    ],
  ]);
});

test('asks nothing of EC2 for a DR Region whose stack is not there, and leaves the message', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      SendTaskHeartbeatCommand: [{}],
      DescribeStacksCommand: [{ Stacks: [{ StackStatus: 'CREATE_IN_PROGRESS' }] }],
    },
  });

  await expect(handler.within(runtime)(sqs(body))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-1' }],
  });
  expect(calls).toEqual([ASKED, STACK]);
});

test('asks nothing of EC2 for a message that no machine waits for any more', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      SendTaskHeartbeatCommand: [new TaskTimedOut({ message: 'no', $metadata: { httpStatusCode: 400 } })],
    },
  });

  await expect(handler.within(runtime)(sqs(body))).resolves.toEqual(DONE);
  expect(calls).toEqual([ASKED]);
});

test('leaves the message and asks nothing of EC2 where Step Functions throttles', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      SendTaskHeartbeatCommand: [
        Object.assign(new Error('no'), {
          name: 'ThrottlingException',
          $metadata: { httpStatusCode: 400 },
        }),
      ],
    },
  });

  await expect(handler.within(runtime)(sqs(body))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-1' }],
  });
  expect(calls).toEqual([ASKED]);
});

test('tells the machine of a Region for which there is no key, and asks nothing of EC2', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: { SendTaskHeartbeatCommand: [{}], SendTaskFailureCommand: [{}] },
  });
  const elsewhere = { ...body, copy: { ...body.copy, region: 'eu-central-1' } };

  await expect(handler.within(runtime)(sqs(elsewhere))).resolves.toEqual(DONE);
  expect(calls).toEqual([
    ASKED,
    [
      'sfn us-east-1',
      'SendTaskFailureCommand',
      { taskToken: 'token', error: 'InvalidEnvironment', cause: 'KMS_KEYS names no key for eu-central-1' },
    ],
  ]);
});

test.each([
  ['DEPLOYMENT', undefined],
  ['PRIMARY_REGION', ''],
  ['KMS_KEYS', 'alias/keeper'],
  ['KMS_KEYS', '{"eu-west-1":""}'],
  ['COPY_RETENTION', '{"eu-west-1":{}}'],
  ['TIME_ZONE', 'Mars/Olympus'],
])('refuses to start where %s is %p', (variable, value) => {
  const { runtime } = recordingRuntime({
    region: 'us-east-1',
    environment: { ...environment, [variable]: value },
  });

  expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
  expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}[.:]`));
});

test.each([
  ['no records', {}, /^Records: /],
  ['a body that is no text', sqs(undefined), /^Records\.0\.body: /],
  ['a count that is none', sqs(body, 'many'), /^Records.0.attributes.ApproximateReceiveCount: /],
])('refuses %s before any call and names the field', async (_, event, named) => {
  const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment });

  await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
  await expect(handler.within(runtime)(event)).rejects.toThrow(named);
  expect(calls).toEqual([]);
});

test('tells whoever waits of a message that cannot be read, and asks nothing of EC2', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: { SendTaskHeartbeatCommand: [{}], SendTaskFailureCommand: [{}] },
  });

  await expect(handler.within(runtime)(sqs({ ...body, copy: copyOf('snap-*') }))).resolves.toEqual(DONE);
  expect(calls).toEqual([
    ASKED,
    [
      'sfn us-east-1',
      'SendTaskFailureCommand',
      {
        taskToken: 'token',
        error: 'InvalidInput',
        cause:
          "the copy queue's message: copy.snapshotId: expected a snapshot id such as snap-0123456789abcdef0",
      },
    ],
  ]);
});
