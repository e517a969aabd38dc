import fc from 'fast-check';
import { AwsError, type ApiRequest } from '../../../local/aws/api';
import { queueUrl } from '../../../local/aws/queue-url';
import { Sqs } from '../../../local/aws/sqs';
import type { QueueSettings } from '../../../local/aws/sqs-queue';

const T0 = Date.UTC(2026, 0, 1);
const STANDARD = 'arn:aws:sqs:us-east-1:111122223333:jobs';
const FIFO = 'arn:aws:sqs:us-east-1:111122223333:copies.fifo';
const FIFO_DEAD = 'arn:aws:sqs:us-east-1:111122223333:copies-dead.fifo';
const STANDARD_DEAD = 'arn:aws:sqs:us-east-1:111122223333:jobs-dead';

const settings = (arn: string, parts: Partial<QueueSettings> = {}): QueueSettings => ({
  arn,
  fifo: arn.endsWith('.fifo'),
  contentBasedDeduplication: false,
  visibilityTimeoutSeconds: 30,
  messageRetentionSeconds: 345_600,
  ...parts,
});

type Received = {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, unknown>;
};

/** One queue as a client sees it; times are seconds after T0. */
const client = (sqs: Sqs, arn: string) => {
  const call = (atSeconds: number, operation: string, input: object): Readonly<Record<string, unknown>> => {
    const request: ApiRequest = {
      service: 'sqs',
      region: 'us-east-1',
      operation,
      input: { QueueUrl: queueUrl(arn), ...input },
      caller: { outsider: 'tester' },
    };
    return sqs.apply(T0 + atSeconds * 1_000, request).output;
  };
  const receive = (atSeconds: number, input: object = {}): Received[] =>
    (call(atSeconds, 'ReceiveMessage', { MaxNumberOfMessages: 10, ...input })['Messages'] ??
      []) as Received[];
  let sent = 0;
  return {
    call,
    receive,
    bodies: (atSeconds: number, input: object = {}): string[] =>
      receive(atSeconds, input).map(({ Body }) => Body),
    send: (atSeconds: number, body: string, group?: string) =>
      call(atSeconds, 'SendMessage', {
        MessageBody: body,
        ...(group !== undefined && { MessageGroupId: group, MessageDeduplicationId: `d${(sent += 1)}` }),
      }),
    delete: (atSeconds: number, { ReceiptHandle }: Received) =>
      call(atSeconds, 'DeleteMessage', { ReceiptHandle }),
    hide: (atSeconds: number, { ReceiptHandle }: Received, timeoutSeconds: number) =>
      call(atSeconds, 'ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: timeoutSeconds }),
  };
};

const queue = (arn: string, parts: Partial<QueueSettings> = {}) => {
  const sqs = new Sqs();
  sqs.createQueue(settings(arn, parts));
  return { sqs, ...client(sqs, arn) };
};

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof AwsError) return error.name;
    throw error;
  }
  return 'accepted';
};

test('a received message is hidden until its visibility timeout ends, and counts its receives', () => {
  const jobs = queue(STANDARD);
  jobs.send(0, 'a');

  const counts = [0, 29.999, 30, 60].map((at) =>
    jobs
      .receive(at, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
      .map(({ Attributes }) => Attributes!['ApproximateReceiveCount']),
  );

  expect(counts).toEqual([['1'], [], ['2'], ['3']]);
});

test('a deleted message never comes back', () => {
  const jobs = queue(STANDARD);
  jobs.send(0, 'a');
  jobs.delete(1, jobs.receive(0)[0]!);

  expect(jobs.bodies(1_000)).toEqual([]);
  expect(jobs.sqs.nextVisibleAtMs(STANDARD, T0 + 1_000_000)).toBeUndefined();
});

test('a receive gives one message unless it asks for more, at most ten', () => {
  const jobs = queue(STANDARD);
  for (let index = 0; index < 12; index += 1) jobs.send(0, `m${index}`);

  expect(jobs.bodies(0, { MaxNumberOfMessages: undefined })).toEqual(['m0']);
  expect(jobs.bodies(0, { MaxNumberOfMessages: 10 })).toHaveLength(10);
  expect(refusal(() => jobs.receive(0, { MaxNumberOfMessages: 11 }))).toBe('InvalidParameterValue');
  expect(refusal(() => jobs.receive(0, { MaxNumberOfMessages: 0 }))).toBe('InvalidParameterValue');
});

test('a received message tells what was asked for', () => {
  const copies = queue(FIFO);
  copies.send(2, 'first', 'vol-1');
  copies.call(3, 'SendMessage', {
    MessageBody: 'body',
    MessageGroupId: 'vol-2',
    MessageDeduplicationId: 'once',
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'copy' } },
  });

  const [, message] = copies.receive(5, {
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });

  expect(message).toEqual({
    MessageId: '00000000-0000-4000-8000-000000000002',
    ReceiptHandle: '00000000-0000-4000-8000-000000000002#1',
    MD5OfBody: '841a2d689ad86bd1611447453c22c6fc',
    Body: 'body',
    Attributes: {
      SenderId: 'tester',
      SentTimestamp: '1767225603000',
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: '1767225605000',
      SequenceNumber: '18800000000000000002',
      MessageGroupId: 'vol-2',
      MessageDeduplicationId: 'once',
    },
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'copy' } },
  });
});

test('a changed visibility timeout counts from the change, and 0 shows the message at once', () => {
  const jobs = queue(STANDARD);
  jobs.send(0, 'a');
  const [first] = jobs.receive(0);
  jobs.hide(10, first!, 100);

  expect(jobs.bodies(109)).toEqual([]);
  const [second] = jobs.receive(110);
  jobs.hide(111, second!, 0);
  expect(jobs.bodies(111)).toEqual(['a']);
});

test('a message can be hidden for at most 12 hours after it was received', () => {
  const jobs = queue(STANDARD);
  jobs.send(0, 'a');
  const [message] = jobs.receive(0);

  expect(refusal(() => jobs.hide(10, message!, 43_200))).toBe('InvalidParameterValue');
  expect(refusal(() => jobs.hide(10, message!, 43_190))).toBe('accepted');
});

test('only a message in flight can be hidden', () => {
  const jobs = queue(STANDARD);
  jobs.send(0, 'a');
  const [message] = jobs.receive(0);

  expect(refusal(() => jobs.hide(31, message!, 10))).toBe('MessageNotInflight');
});

test('a standard queue deletes by the latest receipt handle even after its timeout, and by no older one', () => {
  const jobs = queue(STANDARD);
  jobs.send(0, 'a');
  const [first] = jobs.receive(0);
  const [second] = jobs.receive(30);

  jobs.delete(31, first!);
  expect(jobs.bodies(60)).toEqual(['a']);
  jobs.delete(61, second!);
  const [fourth] = jobs.receive(90);
  jobs.delete(1_000, fourth!);
  expect(jobs.bodies(2_000)).toEqual([]);
});

test('a FIFO queue refuses to delete by an expired receipt handle', () => {
  const copies = queue(FIFO);
  copies.send(0, 'a', 'vol-1');
  const [first] = copies.receive(0);

  expect(refusal(() => copies.delete(30, first!))).toBe('InvalidParameterValue');
  copies.receive(31);
  expect(refusal(() => copies.delete(32, first!))).toBe('InvalidParameterValue');
});

test('deleting a message a second time is accepted', () => {
  const copies = queue(FIFO);
  copies.send(0, 'a', 'vol-1');
  const [message] = copies.receive(0);
  copies.delete(1, message!);

  expect(refusal(() => copies.delete(2, message!))).toBe('accepted');
});

test('while a message is in flight, its group is blocked and other groups are not', () => {
  const copies = queue(FIFO);
  copies.send(0, 'a1', 'a');
  copies.send(0, 'a2', 'a');
  copies.send(0, 'b1', 'b');
  const one = { MaxNumberOfMessages: 1 };

  const [a1] = copies.receive(0, one);
  expect(a1!.Body).toBe('a1');
  expect(copies.bodies(0)).toEqual(['b1']);
  expect(copies.bodies(1)).toEqual([]);
  copies.delete(2, a1!);
  expect(copies.bodies(2)).toEqual(['a2']);
});

test('a FIFO receive takes as many of one group as it can before the next, in order', () => {
  const copies = queue(FIFO);
  for (const [body, group] of [
    ['a1', 'a'],
    ['b1', 'b'],
    ['a2', 'a'],
    ['b2', 'b'],
    ['a3', 'a'],
  ] as const) {
    copies.send(0, body, group);
  }

  expect(copies.bodies(0, { MaxNumberOfMessages: 4 })).toEqual(['a1', 'a2', 'a3', 'b1']);
  expect(copies.bodies(0)).toEqual([]);
});

test('messages of a group that come back keep their order, and wait for each other', () => {
  const copies = queue(FIFO);
  for (const body of ['a1', 'a2', 'a3']) copies.send(0, body, 'a');
  const [a1] = copies.receive(0, { MaxNumberOfMessages: 2 });
  copies.hide(0, a1!, 60);

  expect(copies.bodies(30)).toEqual([]);
  expect(copies.bodies(60)).toEqual(['a1', 'a2', 'a3']);
});

test('a duplicate within 5 minutes is answered like the first message and not delivered', () => {
  const copies = queue(FIFO);
  const send = (atSeconds: number, body: string) =>
    copies.call(atSeconds, 'SendMessage', {
      MessageBody: body,
      MessageGroupId: 'a',
      MessageDeduplicationId: 'd',
    });
  const first = send(0, 'first');
  copies.delete(1, copies.receive(1)[0]!);

  expect(send(299.999, 'duplicate')).toMatchObject({
    MessageId: first['MessageId'],
    SequenceNumber: first['SequenceNumber'],
  });
  expect(copies.bodies(299.999)).toEqual([]);
  send(300, 'second');
  expect(copies.bodies(300)).toEqual(['second']);
});

test('deduplication by content takes equal bodies for duplicates, unless an id is given', () => {
  const copies = queue(FIFO, { contentBasedDeduplication: true });
  const send = (input: object) => copies.call(0, 'SendMessage', { MessageGroupId: 'a', ...input });
  send({ MessageBody: 'x' });
  send({ MessageBody: 'x' });
  send({ MessageBody: 'y' });
  send({ MessageBody: 'x', MessageDeduplicationId: 'own' });

  expect(copies.bodies(0)).toEqual(['x', 'y', 'x']);
});

test('a message that was received too often goes to the dead-letter queue on the next receive', () => {
  const { sqs, ...copies } = queue(FIFO, { redrive: { deadLetterArn: FIFO_DEAD, maxReceiveCount: 2 } });
  sqs.createQueue(settings(FIFO_DEAD));
  const dead = client(sqs, FIFO_DEAD);
  copies.send(0, 'poison', 'a');
  copies.send(0, 'next', 'a');
  const one = { MaxNumberOfMessages: 1 };

  expect([0, 30, 60].flatMap((at) => copies.bodies(at, one))).toEqual(['poison', 'poison', 'next']);
  expect(dead.receive(60, { MessageSystemAttributeNames: ['All'] })[0]!).toMatchObject({
    MessageId: '00000000-0000-4000-8000-000000000001',
    Body: 'poison',
    Attributes: { ApproximateReceiveCount: '3', MessageGroupId: 'a', DeadLetterQueueSourceArn: FIFO },
  });
});

test.each([
  ['a standard dead letter expires as the original would', STANDARD, STANDARD_DEAD, 70, 0],
  ['a FIFO dead letter has the whole retention before it', FIFO, FIFO_DEAD, 70, 1],
])('%s', (_, arn, deadLetterArn, atSeconds, left) => {
  const { sqs, ...source } = queue(arn, { redrive: { deadLetterArn, maxReceiveCount: 1 } });
  sqs.createQueue(settings(deadLetterArn, { messageRetentionSeconds: 70 }));
  source.send(0, 'poison', arn === FIFO ? 'a' : undefined);
  source.receive(0);
  source.receive(30);

  expect(sqs.depth(deadLetterArn, T0 + 69_000).visible).toBe(1);
  expect(sqs.oldestMessageAgeSeconds(deadLetterArn, T0 + 69_000)).toBe(39);
  expect(sqs.depth(deadLetterArn, T0 + atSeconds * 1_000).visible).toBe(left);
});

test('a message expires after the retention period, in flight or not, and frees its group', () => {
  const copies = queue(FIFO, { messageRetentionSeconds: 100, visibilityTimeoutSeconds: 1_000 });
  copies.send(0, 'a1', 'a');
  copies.receive(0);
  copies.send(50, 'a2', 'a');

  expect(copies.bodies(99)).toEqual([]);
  expect(copies.bodies(100)).toEqual(['a2']);
  expect(copies.sqs.depth(FIFO, T0 + 150_000)).toEqual({ visible: 0, inFlight: 0 });
});

test('the attributes of a queue count visible messages and messages in flight', () => {
  const jobs = queue(STANDARD);
  for (const body of ['a', 'b', 'c']) jobs.send(0, body);
  jobs.receive(5, { MaxNumberOfMessages: 1 });

  expect(jobs.call(10, 'GetQueueAttributes', { AttributeNames: ['All'] })).toEqual({
    Attributes: {
      QueueArn: STANDARD,
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '0',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
    },
  });
  expect(jobs.call(35, 'GetQueueAttributes', { AttributeNames: ['ApproximateNumberOfMessages'] })).toEqual({
    Attributes: { ApproximateNumberOfMessages: '3' },
  });
  expect(jobs.sqs.oldestMessageAgeSeconds(STANDARD, T0 + 35_000)).toBe(35);
});

test('the next time worth a receive is now, the end of a visibility timeout, or never', () => {
  const copies = queue(FIFO);
  const next = (atSeconds: number): number | undefined => {
    const atMs = copies.sqs.nextVisibleAtMs(FIFO, T0 + atSeconds * 1_000);
    return atMs === undefined ? undefined : (atMs - T0) / 1_000;
  };
  expect(next(0)).toBeUndefined();
  copies.send(0, 'a1', 'a');
  copies.send(0, 'a2', 'a');
  expect(next(1)).toBe(1);
  const [a1] = copies.receive(2, { MaxNumberOfMessages: 1 });
  expect(next(3)).toBe(32);
  copies.hide(4, a1!, 10);
  expect(next(5)).toBe(14);
  copies.delete(6, a1!);
  expect(next(7)).toBe(7);
});

test('the hook tells of sends, of dead letters, and of what a deletion or a change has freed', () => {
  const calls: [string, number][] = [];
  const sqs = new Sqs((arn, nowMs) => calls.push([arn, (nowMs - T0) / 1_000]));
  sqs.createQueue(settings(FIFO, { redrive: { deadLetterArn: FIFO_DEAD, maxReceiveCount: 1 } }));
  sqs.createQueue(settings(FIFO_DEAD));
  const copies = client(sqs, FIFO);

  copies.send(0, 'a1', 'a');
  copies.send(1, 'a2', 'a');
  const [a1] = copies.receive(2, { MaxNumberOfMessages: 1 });
  copies.delete(3, a1!);
  const [a2] = copies.receive(4);
  copies.hide(5, a2!, 0);
  copies.receive(6);

  expect(calls).toEqual([
    [FIFO, 0],
    [FIFO, 1],
    [FIFO, 3],
    [FIFO, 5],
    [FIFO_DEAD, 6],
  ]);
});

const send = (input: object) => ({ operation: 'SendMessage', input });
test.each<[rule: string, arn: string, call: { operation: string; input: object }, error: string]>([
  ['no body', STANDARD, send({}), 'MissingParameter'],
  ['an empty body', STANDARD, send({ MessageBody: '' }), 'MissingParameter'],
  ['no group', FIFO, send({ MessageBody: 'x', MessageDeduplicationId: 'd' }), 'MissingParameter'],
  ['no deduplication id', FIFO, send({ MessageBody: 'x', MessageGroupId: 'g' }), 'InvalidParameterValue'],
  [
    'a group with a space',
    FIFO,
    send({ MessageBody: 'x', MessageGroupId: 'g h', MessageDeduplicationId: 'd' }),
    'InvalidParameterValue',
  ],
  [
    'a deduplication id in a standard queue',
    STANDARD,
    send({ MessageBody: 'x', MessageDeduplicationId: 'd' }),
    'InvalidParameterValue',
  ],
  ['more than 256 KiB', STANDARD, send({ MessageBody: 'é'.repeat(131_073) }), 'InvalidParameterValue'],
  ['exactly 256 KiB', STANDARD, send({ MessageBody: 'é'.repeat(131_072) }), 'accepted'],
  [
    'a text that is no receipt handle',
    STANDARD,
    { operation: 'DeleteMessage', input: { ReceiptHandle: 'x' } },
    'ReceiptHandleIsInvalid',
  ],
  [
    'a visibility timeout over 12 hours',
    STANDARD,
    { operation: 'ReceiveMessage', input: { VisibilityTimeout: 43_201 } },
    'InvalidParameterValue',
  ],
  ['a queue that does not exist', FIFO_DEAD, send({ MessageBody: 'x' }), 'QueueDoesNotExist'],
  [
    'an address that is no queue URL',
    STANDARD,
    { operation: 'ReceiveMessage', input: { QueueUrl: 'jobs' } },
    'InvalidAddress',
  ],
  [
    'a queue of another Region',
    STANDARD,
    {
      operation: 'ReceiveMessage',
      input: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs' },
    },
    'QueueDoesNotExist',
  ],
])('the answer to %s', (_, arn, { operation, input }, error) => {
  const sqs = new Sqs();
  sqs.createQueue(settings(STANDARD));
  sqs.createQueue(settings(FIFO));

  expect(refusal(() => client(sqs, arn).call(0, operation, input))).toBe(error);
});

test.each([
  ['SendMessage', { MessageBody: 'x', DelaySeconds: 5 }],
  ['ReceiveMessage', { WaitTimeSeconds: 20 }],
  ['PurgeQueue', {}],
])('%s with %j is not simulated, and says so', (operation, input) => {
  expect(() => queue(STANDARD).call(0, operation, input)).toThrow(/^not simulated: sqs /);
});

test('a dead-letter queue must be of the type of its source', () => {
  const redrive = { deadLetterArn: STANDARD_DEAD, maxReceiveCount: 3 };

  expect(refusal(() => new Sqs().createQueue(settings(FIFO, { redrive })))).toBe('InvalidParameterValue');
});

test('IAM is asked about the operation on the queue of the URL', () => {
  const request: ApiRequest = {
    service: 'sqs',
    region: 'us-east-1',
    operation: 'ReceiveMessage',
    input: { QueueUrl: queueUrl(FIFO) },
    caller: { roleArn: 'arn:aws:iam::111122223333:role/consumer' },
  };

  expect(new Sqs().authorizations(request)).toEqual([
    { action: 'sqs:ReceiveMessage', resource: FIFO, context: {} },
  ]);
});

test('whatever fails and comes back, each group is deleted in the order of sending, and nothing is lost', () => {
  const step = fc.record({ group: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), (steps, count) => {
      const copies = queue(FIFO);
      steps.forEach(({ group }, index) => copies.send(0, `${group}${index}`, group));
      const deleted: string[] = [];
      for (let round = 0; deleted.length < steps.length && round < 200; round += 1) {
        const blocked = new Set<string>();
        for (const message of copies.receive(round * 30, { MaxNumberOfMessages: count })) {
          const group = message.Body[0]!;
          const { fails } = steps[(round + Number(message.Body.slice(1))) % steps.length]!;
          if (fails && round < 100) blocked.add(group);
          if (blocked.has(group)) continue;
          copies.delete(round * 30, message);
          deleted.push(message.Body);
        }
      }
      for (const group of ['a', 'b', 'c']) {
        const expected = steps.flatMap((one, index) => (one.group === group ? [`${group}${index}`] : []));
        expect(deleted.filter((body) => body.startsWith(group))).toEqual(expected);
      }
    }),
    { numRuns: 60 },
  );
});

test('a long queue is drained in order, group by group', () => {
  const copies = queue(FIFO);
  for (let index = 0; index < 10_000; index += 1) copies.send(0, String(index), `vol-${index % 100}`);
  const bodies: number[] = [];
  for (let messages = copies.receive(1); messages.length > 0; messages = copies.receive(1)) {
    for (const message of messages) {
      copies.delete(1, message);
      bodies.push(Number(message.Body));
    }
  }

  expect(bodies).toHaveLength(10_000);
  expect(bodies.filter((body) => body % 100 === 7)).toEqual(
    Array.from({ length: 100 }, (_, index) => index * 100 + 7),
  );
});
