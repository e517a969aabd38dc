import { ExecutionAlreadyExists } from '@aws-sdk/client-sfn';
import { InvalidEnvironment, InvalidInput } from '../../functions/domain/errors';
import { handler, receiveEvent, type Deps } from '../../functions/receive-event/handler';
import { StartPace } from '../../functions/receive-event/start-pace';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const machineArns = {
  'createSnapshot succeeded': 'arn:succeeded',
  'createSnapshot failed': 'arn:failed',
  'createSnapshots succeeded': 'arn:succeeded',
  'createSnapshots failed': 'arn:failed',
};

const snapshotArn = (id: string): string => `arn:aws:ec2::us-east-1:snapshot/${id}`;
const volumeArn = (id: string): string => `arn:aws:ec2::us-east-1:volume/${id}`;

const created = (id: string, result: 'succeeded' | 'failed' = 'succeeded') => ({
  detail: {
    event: 'createSnapshot',
    result,
    cause: '',
    snapshot_id: snapshotArn(id),
    source: volumeArn('vol-00000000000000001'),
  },
});

const createdSet = (result: 'succeeded' | 'failed') => ({
  detail: {
    event: 'createSnapshots',
    result,
    cause: '',
    snapshots: ['2', '1'].map((digit) => ({
      snapshot_id: snapshotArn(`snap-0000000000000000${digit}`),
      source: volumeArn(`vol-0000000000000000${digit}`),
      status: 'completed',
    })),
  },
});

/** As the queue hands events over. */
const batch = (...events: unknown[]) => ({
  Records: events.map((event, index) => ({
    messageId: `message-${index + 1}`,
    receiptHandle: `receipt-${index + 1}`,
    attributes: { ApproximateReceiveCount: 1 },
    body: typeof event === 'string' ? event : JSON.stringify(event),
  })),
});

/** Receives events, all of them in the same instant, which the queue hands out again as it is told. */
const receiving = (deps: Pick<Deps, 'executions'> & Partial<Deps>) =>
  receiveEvent({
    machineArns,
    queue: { handOutIn: () => Promise.resolve() },
    pace: new StartPace({ atOnce: 25, perSecond: 2 }),
    now: () => new Date('2026-03-01T02:00:00Z'),
    ...recorder(),
    ...deps,
  });

const ALL_DONE = { batchItemFailures: [] };

/** Step Functions as far as names go: it gives each one out once. `failsFor` fails at its first start. */
function stepFunctions(failsFor?: string) {
  const started: [machineArn: string, name: string, input: unknown][] = [];
  let mayFail = true;
  const start = (machineArn: string, name: string, input: unknown): Promise<'started' | 'exists'> => {
    if (name === failsFor && mayFail) {
      mayFail = false;
      return Promise.reject(new Error('not now'));
    }
    if (started.some(([, taken]) => taken === name)) return Promise.resolve('exists');
    started.push([machineArn, name, input]);
    return Promise.resolve('started');
  };
  return { started, start };
}

test('an event about one snapshot starts one execution that bears its name', async () => {
  const executions = stepFunctions();

  await receiving({ executions })(batch(created('snap-00000000000000001')));

  expect(executions.started).toEqual([
    [
      'arn:succeeded',
      'snap-00000000000000001',
      { snapshotId: 'snap-00000000000000001', volumeId: 'vol-00000000000000001' },
    ],
  ]);
});

test('an event about a multi-volume set starts one execution for each snapshot', async () => {
  const executions = stepFunctions();

  await receiving({ executions })(batch(createdSet('succeeded')));

  expect(executions.started).toEqual([
    [
      'arn:succeeded',
      'snap-00000000000000002',
      { snapshotId: 'snap-00000000000000002', volumeId: 'vol-00000000000000002' },
    ],
    [
      'arn:succeeded',
      'snap-00000000000000001',
      { snapshotId: 'snap-00000000000000001', volumeId: 'vol-00000000000000001' },
    ],
  ]);
});

test('a failed set starts one execution of the other machine for each snapshot', async () => {
  const executions = stepFunctions();

  await receiving({ executions })(batch(createdSet('failed')));

  expect(executions.started).toEqual([
    [
      'arn:failed',
      'snap-00000000000000002',
      {
        snapshotId: 'snap-00000000000000002',
        volumeId: 'vol-00000000000000002',
        cause: 'AWS gave no reason.',
      },
    ],
    [
      'arn:failed',
      'snap-00000000000000001',
      {
        snapshotId: 'snap-00000000000000001',
        volumeId: 'vol-00000000000000001',
        cause: 'AWS gave no reason.',
      },
    ],
  ]);
});

test('a repeated event starts nothing twice', async () => {
  const executions = stepFunctions();
  const { log, lines } = recorder();
  const receive = receiving({ executions, log });

  await receive(batch(created('snap-00000000000000001')));
  await receive(batch(created('snap-00000000000000001')));

  expect(executions.started).toHaveLength(1);
  expect(lines).toEqual([
    ['info', 'execution started', { name: 'snap-00000000000000001' }],
    ['info', 'repeated event: execution exists', { name: 'snap-00000000000000001' }],
  ]);
});

test('two equal events that come at once start one execution', async () => {
  const executions = stepFunctions();
  const receive = receiving({ executions });

  await Promise.all([
    receive(batch(created('snap-00000000000000001'))),
    receive(batch(created('snap-00000000000000001'))),
  ]);

  expect(executions.started).toHaveLength(1);
});

test.each(['succeeded', 'failed'] as const)(
  'a member of a set that %s and that also has an event of its own is started once',
  async (result) => {
    const ownFirst = stepFunctions();
    const setFirst = stepFunctions();
    const receive = (executions: typeof ownFirst) => receiving({ executions });

    await receive(ownFirst)(batch(created('snap-00000000000000001', result)));
    await receive(ownFirst)(batch(createdSet(result)));
    await receive(setFirst)(batch(createdSet(result)));
    await receive(setFirst)(batch(created('snap-00000000000000001', result)));

    expect(ownFirst.started.map(([, name]) => name)).toEqual([
      'snap-00000000000000001',
      'snap-00000000000000002',
    ]);
    expect(setFirst.started.map(([, name]) => name)).toEqual([
      'snap-00000000000000002',
      'snap-00000000000000001',
    ]);
  },
);

test('an event that could not be handled as a whole stays, and the repeated call starts what is missing', async () => {
  const executions = stepFunctions('snap-00000000000000001');
  const { log, lines } = recorder();
  const receive = receiving({ executions, log });

  await expect(receive(batch(createdSet('succeeded')))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-1' }],
  });
  expect(lines.at(-1)?.slice(0, 2)).toEqual(['error', 'event stays in the queue']);
  await expect(receive(batch(createdSet('succeeded')))).resolves.toEqual(ALL_DONE);

  expect(executions.started.map(([, name]) => name)).toEqual([
    'snap-00000000000000002',
    'snap-00000000000000001',
  ]);
});

test('one that fails, or that cannot be read, keeps no other from being handled', async () => {
  const executions = stepFunctions('snap-00000000000000001');
  const receive = receiving({ executions });
  const others = ['snap-00000000000000002', 'snap-00000000000000003'].map((id) => created(id));

  await expect(
    receive(batch(others[0], created('snap-00000000000000001'), '{oops', others[1])),
  ).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-2' }, { itemIdentifier: 'message-3' }],
  });
  expect(executions.started.map(([, name]) => name)).toEqual([
    'snap-00000000000000002',
    'snap-00000000000000003',
  ]);
});

test('an event for which the Region has no machine stays in the queue, and says so', async () => {
  const executions = stepFunctions();
  const { log, lines } = recorder();
  const receive = receiving({
    executions,
    machineArns: { 'copySnapshot failed': 'arn:failed' },
    log,
  });

  await expect(receive(batch(created('snap-00000000000000001')))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-1' }],
  });
  expect(executions.started).toEqual([]);
  expect(JSON.stringify(lines)).toContain('no machine of this Region starts on createSnapshot succeeded');
});

describe('of many events at once', () => {
  const ids = Array.from({ length: 30 }, (_, index) => `snap-${String(index).padStart(17, '0')}`);
  const waitingQueue = () => {
    const waits: [receipt: string, seconds: number][] = [];
    const handOutIn = (seconds: number, receipt: string): Promise<void> => {
      waits.push([receipt, seconds]);
      return Promise.resolve();
    };
    return { waits, handOutIn };
  };

  test('25 are handled at once, and the others come again one after the other, two in a second', async () => {
    const executions = stepFunctions();
    const queue = waitingQueue();
    const { log, lines } = recorder();

    const answer = await receiving({ executions, queue, log })(batch(...ids.map((id) => created(id))));

    expect(executions.started).toHaveLength(25);
    expect(queue.waits).toEqual([
      ['receipt-26', 1],
      ['receipt-27', 1],
      ['receipt-28', 2],
      ['receipt-29', 2],
      ['receipt-30', 3],
    ]);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
      [26, 27, 28, 29, 30].map((place) => `message-${place}`),
    );
    expect(lines.at(-1)).toEqual(['info', 'event waits its turn', { messageId: 'message-30', seconds: 3 }]);
  });

  test('fewer are handled at once where the rate is lower, and the others farther apart', async () => {
    const queue = waitingQueue();
    const pace = new StartPace({ atOnce: 2, perSecond: 0.5 });
    const events = ids.slice(0, 4).map((id) => created(id));

    await receiving({ executions: stepFunctions(), queue, pace })(batch(...events));

    expect(queue.waits).toEqual([
      ['receipt-3', 2],
      ['receipt-4', 4],
    ]);
  });

  test('the members of a set have a place each', async () => {
    const executions = stepFunctions();
    const queue = waitingQueue();
    const sets = Array.from({ length: 14 }, () => createdSet('succeeded'));

    await receiving({ executions, queue })(batch(...sets));

    expect(queue.waits).toEqual([['receipt-14', 1]]);
  });

  test('one that comes again is handled, whoever waits', async () => {
    const executions = stepFunctions();
    const queue = waitingQueue();
    const receive = receiving({ executions, queue });
    await receive(batch(...ids.map((id) => created(id))));
    const [record] = batch(created('snap-0000000000000002f')).Records;

    await receive({ Records: [{ ...record!, attributes: { ApproximateReceiveCount: 2 } }] });

    expect(executions.started.at(-1)?.[1]).toBe('snap-0000000000000002f');
  });

  test('where SQS does not take another time, each is handled at once', async () => {
    const executions = stepFunctions();
    const { log, lines } = recorder();
    const queue = { handOutIn: () => Promise.reject(new Error('no')) };

    const answer = await receiving({ executions, queue, log })(batch(...ids.map((id) => created(id))));

    expect(answer).toEqual(ALL_DONE);
    expect(executions.started).toHaveLength(30);
    expect(lines).toContainEqual([
      'warn',
      'event is handled before its turn',
      { messageId: 'message-30', error: 'Error: no' },
    ]);
  });
});

describe('the handler', () => {
  const environment = {
    MACHINES: '{"copySnapshot succeeded":"arn:succeeded"}',
    EVENT_QUEUE_URL: 'https://queue',
    START_RATE: '{"atOnce":1,"perSecond":0.5}',
  };
  const VOLUME_ARN = 'arn:aws:ec2::us-east-1:volume/vol-00000000000000001';
  const copied = {
    version: '0',
    'detail-type': 'EBS Snapshot Notification',
    source: 'aws.ec2',
    region: 'eu-west-1',
    detail: {
      event: 'copySnapshot',
      result: 'succeeded',
      cause: '',
      'request-id': '',
      snapshot_id: 'arn:aws:ec2::eu-west-1:snapshot/snap-0000000000000000c',
      source: 'arn:aws:ec2::us-east-1:snapshot/snap-00000000000000001',
      incremental: 'true',
    },
  };

  test('refuses to start without MACHINES', () => {
    const { runtime } = recordingRuntime({ region: 'eu-west-1', environment: {} });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(/^MACHINES: /);
  });

  test('starts the execution in its own Region', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { StartExecutionCommand: [{}] },
    });

    await expect(handler.within(runtime)(batch(copied))).resolves.toEqual(ALL_DONE);

    expect(calls).toEqual([
      [
        'sfn eu-west-1',
        'StartExecutionCommand',
        {
          stateMachineArn: 'arn:succeeded',
          name: 'snap-0000000000000000c',
          input:
            '{"snapshotId":"snap-0000000000000000c","sourceSnapshotId":"snap-00000000000000001","incremental":true}',
        },
      ],
    ]);
  });

  test('has what is more than its rate handed out again', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { StartExecutionCommand: [{}], ChangeMessageVisibilityCommand: [{}] },
    });

    await expect(handler.within(runtime)(batch(copied, copied))).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-2' }],
    });

    expect(calls.at(-1)).toEqual([
      'sqs eu-west-1',
      'ChangeMessageVisibilityCommand',
      { QueueUrl: 'https://queue', ReceiptHandle: 'receipt-2', VisibilityTimeout: 2 },
    ]);
  });

  test('takes an execution that exists as done', async () => {
    const exists = new ExecutionAlreadyExists({ message: 'no', $metadata: { httpStatusCode: 400 } });
    const { runtime, lines } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { StartExecutionCommand: [exists] },
    });

    await expect(handler.within(runtime)(batch(copied))).resolves.toEqual(ALL_DONE);

    expect(lines).toEqual([['info', 'repeated event: execution exists', { name: 'snap-0000000000000000c' }]]);
  });

  test.each([
    [
      'an event that starts no work',
      { detail: { event: 'shareSnapshot', result: 'succeeded' } },
      'detail',
      'event',
    ],
    [
      'an event without a snapshot',
      { detail: { event: 'createSnapshot', result: 'succeeded', source: VOLUME_ARN } },
      'detail',
      'snapshot_id',
    ],
    [
      'a set whose member has no volume',
      {
        detail: {
          event: 'createSnapshots',
          result: 'succeeded',
          snapshots: [{ snapshot_id: copied.detail.snapshot_id, status: 'completed' }],
        },
      },
      'snapshots',
      'source',
    ],
    ['an event without detail', {}, 'detail', 'detail'],
  ])(
    'starts nothing for %s, names the field in the log, and leaves it in the queue',
    async (_, event, ...fields) => {
      const { runtime, calls, lines } = recordingRuntime({ region: 'eu-west-1', environment });

      await expect(handler.within(runtime)(batch(event))).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: 'message-1' }],
      });
      for (const field of fields) expect(JSON.stringify(lines)).toContain(field);
      expect(calls).toEqual([]);
    },
  );

  test.each([
    ['no batch', undefined, /^input: /],
    ['no records', {}, /^Records: /],
    [
      'a record without a body',
      { Records: [{ ...batch('').Records[0], body: undefined }] },
      /^Records\.0\.body: /,
    ],
  ])('refuses %s and names the field', async (_, event, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });

    await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)(event)).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
