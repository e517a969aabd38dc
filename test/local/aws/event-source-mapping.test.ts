import { AwsError, type ApiRequest } from '../../../local/aws/api';
import { EventSourceMapping } from '../../../local/aws/event-source-mapping';
import { queueUrl } from '../../../local/aws/queue-url';
import { Sqs } from '../../../local/aws/sqs';
import type { SqsEvent } from '../../../local/aws/sqs-event';
import { Loop } from '../../../local/kernel/loop';
import { DAY_MS } from '../../../local/kernel/time-units';

const T0 = Date.UTC(2026, 0, 1);
const FIFO = 'arn:aws:sqs:eu-west-1:111122223333:copies.fifo';
const STANDARD = 'arn:aws:sqs:eu-west-1:111122223333:jobs';
const ROLE = 'arn:aws:iam::111122223333:role/start-copy';

type Parts = {
  readonly queueArn?: string;
  readonly batchSize?: number;
  readonly windowSeconds?: number;
  readonly reportBatchItemFailures?: boolean;
  readonly maximumConcurrency?: number;
  /** Seconds that the function runs. */
  readonly seconds?: number;
  /** What the function returns or throws. */
  readonly answer?: (event: SqsEvent) => unknown;
  readonly refuse?: (request: ApiRequest, atSeconds: number) => Error | undefined;
};

/** A queue and a function behind it; `runs` says when the function began, and with which bodies. */
const world = (parts: Parts = {}) => {
  const { queueArn = FIFO, seconds = 1, answer = () => null, refuse } = parts;
  const loop = new Loop(T0);
  const atSeconds = (): number => (loop.nowMs() - T0) / 1_000;
  const calls: ApiRequest[] = [];
  const events: SqsEvent[] = [];
  const runs: [atSeconds: number, bodies: string][] = [];
  const sqs: Sqs = new Sqs(() => mapping.wake());
  sqs.createQueue({
    arn: queueArn,
    fifo: queueArn === FIFO,
    contentBasedDeduplication: true,
    visibilityTimeoutSeconds: 30,
    messageRetentionSeconds: 345_600,
  });
  const call = (request: ApiRequest): Promise<unknown> => {
    calls.push(request);
    const refusal = refuse?.(request, atSeconds());
    if (refusal !== undefined) return Promise.reject(refusal);
    return Promise.resolve(sqs.apply(loop.nowMs(), request).output);
  };
  const mapping: EventSourceMapping = new EventSourceMapping({
    loop,
    queues: sqs,
    call,
    invoke: async (event) => {
      events.push(event);
      runs.push([atSeconds(), event.Records.map(({ body }) => body).join(' ')]);
      await loop.sleep(seconds * 1_000);
      return answer(event);
    },
    queueArn,
    roleArn: ROLE,
    batchSize: parts.batchSize ?? 1,
    maximumBatchingWindowSeconds: parts.windowSeconds ?? 0,
    reportBatchItemFailures: parts.reportBatchItemFailures ?? false,
    ...(parts.maximumConcurrency !== undefined && { maximumConcurrency: parts.maximumConcurrency }),
  });
  const send = (body: string, group = 'a'): void => {
    sqs.apply(loop.nowMs(), {
      service: 'sqs',
      region: 'eu-west-1',
      operation: 'SendMessage',
      input: {
        QueueUrl: queueUrl(queueArn),
        MessageBody: body,
        ...(queueArn === FIFO && { MessageGroupId: group }),
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'copy' } },
      },
      caller: { outsider: 'sender' },
    });
  };
  const run = (untilSeconds: number): Promise<void> => loop.run(T0 + untilSeconds * 1_000);
  return { loop, sqs, calls, events, runs, send, run };
};

const failWith = (name: string) => () => {
  throw new AwsError(name, 'failed');
};

test('the function gets a record as Lambda documents it', async () => {
  const { send, run, events } = world();
  await run(5);
  send('body', 'vol-1');
  await run(10);

  expect(events).toEqual([
    {
      Records: [
        {
          messageId: '00000000-0000-4000-8000-000000000001',
          receiptHandle: '00000000-0000-4000-8000-000000000001#1',
          body: 'body',
          attributes: {
            SenderId: 'sender',
            SentTimestamp: '1767225605000',
            ApproximateReceiveCount: '1',
            ApproximateFirstReceiveTimestamp: '1767225605000',
            SequenceNumber: '18800000000000000001',
            MessageGroupId: 'vol-1',
            MessageDeduplicationId: '230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5',
          },
          messageAttributes: {
            kind: { stringValue: 'copy', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfBody: '841a2d689ad86bd1611447453c22c6fc',
          eventSource: 'aws:sqs',
          eventSourceARN: FIFO,
          awsRegion: 'eu-west-1',
        },
      ],
    },
  ]);
});

test("a message is received and, when the function has returned, deleted as the function's role", async () => {
  const { send, run, calls, sqs } = world();
  send('x');
  await run(1_000);

  expect(calls.map(({ operation, caller }) => [operation, caller])).toEqual([
    ['ReceiveMessage', { roleArn: ROLE }],
    ['DeleteMessage', { roleArn: ROLE }],
  ]);
  expect(sqs.depth(FIFO, T0 + 1_000_000)).toEqual({ visible: 0, inFlight: 0 });
});

test('a month without messages costs neither a call nor an event', async () => {
  const { loop, calls, send, run } = world();
  send('x');
  await run(60);
  const before = calls.length;
  let events = 0;
  await loop.run(T0 + 30 * DAY_MS, () => (events += 1));

  expect([calls.length - before, events]).toEqual([0, 0]);
});

test('messages of one group are taken one after the other, groups at the same time', async () => {
  const { runs, send, run } = world({ seconds: 10 });
  for (const [body, group] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
  ] as const) {
    send(body, group);
  }
  await run(100);

  expect(runs).toEqual([
    [0, 'a1'],
    [0, 'b1'],
    [10, 'a2'],
  ]);
});

test('no more batches run at once than the mapping allows', async () => {
  const { runs, send, run } = world({ queueArn: STANDARD, seconds: 10, maximumConcurrency: 2 });
  for (const body of ['a', 'b', 'c', 'd', 'e']) send(body);
  await run(100);

  expect(runs).toEqual([
    [0, 'a'],
    [0, 'b'],
    [10, 'c'],
    [10, 'd'],
    [20, 'e'],
  ]);
});

test('after the function has failed, the whole batch comes back when its visibility timeout ends', async () => {
  let failures = 1;
  const { runs, send, run } = world({
    batchSize: 10,
    answer: () => (failures-- > 0 ? failWith('Unhandled')() : null),
  });
  send('a1');
  send('a2');
  await run(1_000);

  expect(runs).toEqual([
    [0, 'a1 a2'],
    [30, 'a1 a2'],
  ]);
});

test.each<[answer: string, failures: (ids: string[]) => unknown, secondRun: string | undefined]>([
  ['one failed item', ([, second]) => [{ itemIdentifier: second }], 'b'],
  ['no failed item', () => [], undefined],
  ['null', () => null, undefined],
  ['an unknown item', () => [{ itemIdentifier: 'other' }], 'a b'],
  ['an empty identifier', () => [{ itemIdentifier: '' }], 'a b'],
  ['an item without identifier', () => [{ id: 'x' }], 'a b'],
  ['no list', () => 'x', 'a b'],
])('with ReportBatchItemFailures an answer with %s keeps what failed', async (_, failures, secondRun) => {
  const { runs, send, run } = world({
    queueArn: STANDARD,
    batchSize: 10,
    reportBatchItemFailures: true,
    answer: ({ Records }) => ({ batchItemFailures: failures(Records.map(({ messageId }) => messageId)) }),
  });
  send('a');
  send('b');
  await run(45);

  expect(runs[1]).toEqual(secondRun === undefined ? undefined : [30, secondRun]);
});

test('without ReportBatchItemFailures the answer of the function does not matter', async () => {
  const { runs, send, run } = world({
    answer: ({ Records }) => ({ batchItemFailures: [{ itemIdentifier: Records[0]!.messageId }] }),
  });
  send('a');
  await run(100);

  expect(runs).toEqual([[0, 'a']]);
});

test('a refused receive is tried again a minute later', async () => {
  const { runs, send, run } = world({
    refuse: (_, atSeconds) => (atSeconds < 100 ? new AwsError('AccessDenied', 'no', 403) : undefined),
  });
  send('a');
  await run(1_000);

  expect(runs).toEqual([[120, 'a']]);
});

test('a message whose deletion was refused is received again', async () => {
  const { runs, send, run } = world({
    refuse: ({ operation }, atSeconds) =>
      operation === 'DeleteMessage' && atSeconds < 10 ? new AwsError('AccessDenied', 'no', 403) : undefined,
  });
  send('a');
  await run(1_000);

  expect(runs).toEqual([
    [0, 'a'],
    [30, 'a'],
  ]);
});

test('what is not simulated ends the run', async () => {
  const { send, run } = world({ refuse: () => new Error('not simulated: x') });
  send('a');

  await expect(run(10)).rejects.toThrow('not simulated: x');
});

test.each([
  ['more messages than one receive gives without a batching window', { batchSize: 11 }],
  ['more messages than Lambda takes', { queueArn: STANDARD, batchSize: 10_001, windowSeconds: 1 }],
  ['windows longer than Lambda allows', { queueArn: STANDARD, windowSeconds: 301 }],
  ['batching windows for a FIFO queue', { windowSeconds: 1 }],
])('%s are refused', (_, parts) => {
  expect(() => world(parts)).toThrow(/^not simulated: /);
});

describe('a batching window', () => {
  const windowed = { queueArn: STANDARD, batchSize: 12, windowSeconds: 20 };

  test('begins with the first message, and the function gets what has come when it ends', async () => {
    const { loop, runs, send, run } = world(windowed);
    for (const [atSeconds, body] of [
      [5, 'a'],
      [24, 'b'],
      [26, 'c'],
    ] as const)
      loop.schedule(T0 + atSeconds * 1_000, 'sender', () => send(body));
    await run(100);

    expect(runs).toEqual([
      [25, 'a b'],
      [46, 'c'],
    ]);
  });

  test('ends when the batch is full, which takes several receives', async () => {
    const { runs, send, run, calls } = world(windowed);
    for (let index = 1; index <= 13; index += 1) send(String(index));
    await run(100);

    expect(runs).toEqual([
      [0, '1 2 3 4 5 6 7 8 9 10 11 12'],
      [20, '13'],
    ]);
    expect(
      calls.filter(({ operation }) => operation === 'ReceiveMessage').map(({ input }) => input),
    ).toMatchObject([{ MaxNumberOfMessages: 10 }, { MaxNumberOfMessages: 2 }, { MaxNumberOfMessages: 10 }]);
  });

  test('does not begin while as many batches run as may', async () => {
    const { loop, runs, send, run } = world({ ...windowed, seconds: 25, maximumConcurrency: 1 });
    send('a');
    loop.schedule(T0 + 21_000, 'sender', () => send('b'));
    await run(100);

    expect(runs).toEqual([
      [20, 'a'],
      [65, 'b'],
    ]);
  });
});

test('a deletion that was refused once is tried again, so that the function does not get the message again', async () => {
  const { runs, send, run } = world({
    refuse: ({ operation }, atSeconds) =>
      operation === 'DeleteMessage' && atSeconds < 4 ? new AwsError('RequestThrottled', 'no') : undefined,
  });
  send('a');
  await run(1_000);

  expect(runs).toEqual([[0, 'a']]);
});
