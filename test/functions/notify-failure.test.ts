import { InvalidEnvironment, InvalidInput, ServiceBusy } from '../../functions/domain/errors';
import type { Notification } from '../../functions/domain/notification';
import { handler, notifyFailure } from '../../functions/notify-failure/handler';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const FAILURE = {
  machine: 'snapshot-created',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
  step: 'CopySnapshot',
  error: 'CopyRefused',
  cause: '{"errorMessage":"InvalidRegion: no"}',
  snapshotIds: ['snap-1'],
  volumeIds: ['vol-1'],
};

const MESSAGE = `Snapshot Keeper (keeper): AWS refused to start a copy.

Volume:    vol-1
Snapshot:  snap-1
Region:    us-east-1
Step:      CopySnapshot of snapshot-created
Error:     CopyRefused
Cause:     InvalidRegion: no

What it means: This recovery point exists only in the primary Region. The source snapshot is kept while its copy is wanted.
What to do:    Mend what the cause names, then start the execution again (New execution, with the same input): every step may run twice.

Execution: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1`;

const NOTIFICATION = {
  subject: 'keeper: AWS refused to start a copy - vol-1 in us-east-1',
  message: MESSAGE,
};

const NOW = new Date('2030-01-01T00:10:00Z');

/** The message about a failure, which was sent so many seconds ago. */
const record = (messageId: string, failure: object = FAILURE, secondsAgo = 0) => ({
  messageId,
  body: JSON.stringify(failure),
  attributes: { SentTimestamp: NOW.getTime() - secondsAgo * 1000 },
});

const ofVolume = (volume: number, more: object = {}) => ({
  ...FAILURE,
  snapshotIds: [`snap-${volume}`],
  volumeIds: [`vol-${volume}`],
  ...more,
});

/** `obstacle` says what SNS does not take. */
function world(obstacle: (notification: Notification) => Error | undefined = () => undefined) {
  const published: Notification[] = [];
  const { log, metrics, lines, counts } = recorder();
  const clock = { now: NOW };
  const run = notifyFailure({
    alerts: {
      publish: (notification) => {
        const error = obstacle(notification);
        if (error !== undefined) return Promise.reject(error);
        published.push(notification);
        return Promise.resolve();
      },
    },
    deployment: 'keeper',
    region: 'us-east-1',
    log,
    metrics,
    now: () => clock.now,
    lastToldMs: new Map(),
  });
  const subjects = (): string[] => published.map(({ subject }) => subject);
  return { run, published, subjects, lines, counts, clock };
}

const failed = (...ids: string[]): object => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

test('a person is told what failed, what it means for the data and what to do', async () => {
  const { run, published, lines } = world();

  await expect(run({ Records: [record('m-1')] })).resolves.toEqual(failed());

  expect(published).toEqual([NOTIFICATION]);
  expect(lines).toEqual([['error', 'failure', FAILURE]]);
});

test('a digest goes to a person as it is, and is no error', async () => {
  const { run, published, lines } = world();
  const digest = { subject: 'keeper: backup nightly, 2 of 2 taken - us-east-1', message: 'all is well' };

  await expect(run({ Records: [record('m-1', { digest })] })).resolves.toEqual(failed());

  expect([published, lines]).toEqual([[digest], []]);
});

test('the Region of the failure counts before our own', async () => {
  const { run, subjects } = world();

  await run({ Records: [record('m-1', { ...FAILURE, region: 'eu-west-1' })] });

  expect(subjects()).toEqual(['keeper: AWS refused to start a copy - vol-1 in eu-west-1']);
});

test('each cause is told once, with all that it befell', async () => {
  const { run, subjects } = world();

  await run({
    Records: [
      record('m-1', ofVolume(1)),
      record('m-2', ofVolume(2, { error: 'AccessDenied' })),
      record('m-3', ofVolume(3)),
    ],
  });

  expect(subjects()).toEqual([
    'keeper: AWS refused to start a copy - 2 volumes in us-east-1',
    'keeper: a permission is missing - vol-2 in us-east-1',
  ]);
});

test('more of a cause that was just told comes again, and is told once it has waited', async () => {
  const { run, subjects, clock } = world();
  await run({ Records: [record('m-1')] });

  const held = await run({ Records: [record('m-2', ofVolume(2)), record('m-3', ofVolume(3))] });
  clock.now = new Date('2030-01-01T00:13:00Z');
  const done = await run({ Records: [record('m-2', ofVolume(2)), record('m-3', ofVolume(3))] });

  expect(held).toEqual(failed('m-2', 'm-3'));
  expect(done).toEqual(failed());
  expect(subjects()).toEqual([
    'keeper: AWS refused to start a copy - vol-1 in us-east-1',
    'keeper: AWS refused to start a copy - 2 volumes in us-east-1',
  ]);
});

test('an environment that is new does not know what was told, and tells at once', async () => {
  const cold = world();
  await world().run({ Records: [record('m-1')] });

  await expect(cold.run({ Records: [record('m-2', ofVolume(2))] })).resolves.toEqual(failed());
  expect(cold.subjects()).toHaveLength(1);
});

test('where SNS does not take a message, the failures of that cause come again and are counted, the others are done', async () => {
  const { run, subjects, lines, counts } = world(({ subject }) =>
    subject.includes('permission') ? new ServiceBusy('InternalError: no') : undefined,
  );

  const answer = await run({
    Records: [
      record('m-1', ofVolume(1, { error: 'AccessDenied' })),
      record('m-2', ofVolume(2)),
      record('m-3', ofVolume(3, { error: 'AccessDenied' })),
    ],
  });

  expect(answer).toEqual(failed('m-1', 'm-3'));
  expect(subjects()).toEqual(['keeper: AWS refused to start a copy - vol-2 in us-east-1']);
  expect(counts).toEqual([['FailuresUntold', 2]]);
  expect(lines.at(-1)).toEqual([
    'warn',
    'failures wait to be told',
    {
      cause: '["AccessDenied","snapshot-created","CopySnapshot",""]',
      error: 'ServiceBusy: InternalError: no',
    },
  ]);
});

test('what SNS did not take is told as soon as SNS takes it', async () => {
  let isOut = true;
  const { run, subjects, counts } = world(() => (isOut ? new ServiceBusy('no') : undefined));
  await run({ Records: [record('m-1')] });
  isOut = false;

  await expect(run({ Records: [record('m-1')] })).resolves.toEqual(failed());
  expect(subjects()).toHaveLength(1);
  expect(counts).toEqual([['FailuresUntold', 1]]);
});

test('a message that cannot be read is told as such, and those beside it as ever', async () => {
  const { run, subjects, lines } = world();

  const answer = await run({
    Records: [{ ...record('m-1'), body: 'garbage' }, record('m-2'), record('m-3', { machine: 'm' })],
  });

  expect(answer).toEqual(failed());
  expect(subjects()).toEqual([
    'keeper: a failure that was to be told cannot be read - 2 messages in us-east-1',
    'keeper: AWS refused to start a copy - vol-1 in us-east-1',
  ]);
  expect(lines.map(([, text]) => text)).toEqual([
    'failure that cannot be read',
    'failure that cannot be read',
    'failure',
  ]);
});

describe('the handler', () => {
  const environment = { DEPLOYMENT: 'keeper', TOPIC_ARN: 'arn:topic' };
  const sqsRecord = (messageId: string) => ({
    messageId,
    receiptHandle: 'r',
    body: JSON.stringify(FAILURE),
    attributes: { SentTimestamp: '1893456000000', ApproximateReceiveCount: '1' },
    eventSource: 'aws:sqs',
  });

  test('publishes to the topic in its own Region, and remembers what it told', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'us-east-1',
      environment,
      answers: { PublishCommand: [{}] },
    });
    const run = handler.within(runtime);

    await expect(run({ Records: [sqsRecord('m-1')] })).resolves.toEqual(failed());
    await expect(run({ Records: [sqsRecord('m-2')] })).resolves.toEqual(failed('m-2'));

    expect(calls).toEqual([
      [
        'sns us-east-1',
        'PublishCommand',
        { TopicArn: 'arn:topic', Subject: NOTIFICATION.subject, Message: NOTIFICATION.message },
      ],
    ]);
  });

  test.each(['DEPLOYMENT', 'TOPIC_ARN'])('refuses to start without %s', (variable) => {
    const { runtime } = recordingRuntime({
      region: 'us-east-1',
      environment: { ...environment, [variable]: undefined },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}: `));
  });

  test('refuses what SQS did not send, before any call', async () => {
    const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment });

    await expect(handler.within(runtime)(FAILURE)).rejects.toThrow(InvalidInput);
    expect(calls).toEqual([]);
  });
});
