import { InvalidEnvironment, InvalidInput, ServiceBusy } from '../../functions/domain/errors';
import type { Notification } from '../../functions/domain/notification';
import { handler, notifyFailure } from '../../functions/notify-failure/handler';
import { recorder } from './runtime/recorder';
import { recordingRuntime } from './runtime/recording-runtime';

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

function world(obstacle?: Error) {
  const published: Notification[] = [];
  const { log, lines } = recorder();
  const run = notifyFailure({
    alerts: {
      publish: (notification) => {
        if (obstacle !== undefined) return Promise.reject(obstacle);
        published.push(notification);
        return Promise.resolve();
      },
    },
    deployment: 'keeper',
    region: 'us-east-1',
    log,
  });
  return { run, published, lines };
}

test('a person is told what failed, what it means for the data and what to do', async () => {
  const { run, published } = world();

  await run(FAILURE);

  expect(published).toEqual([NOTIFICATION]);
});

test('the Region of the failure counts before our own', async () => {
  const { run, published } = world();

  await run({ ...FAILURE, region: 'eu-west-1' });

  expect(published[0]?.subject).toBe('keeper: AWS refused to start a copy - vol-1 in eu-west-1');
});

test('a failure without a cause is told all the same', async () => {
  const { run, published } = world();

  await run({ ...FAILURE, cause: undefined });

  expect(published[0]?.message).toContain('Cause:     none given');
});

test('a repeated call sends the message again', async () => {
  const { run, published } = world();

  await run(FAILURE);
  await run(FAILURE);

  expect(published).toEqual([NOTIFICATION, NOTIFICATION]);
});

test('where SNS cannot take the message it is ServiceBusy, and the failure stands in the log', async () => {
  const { run, lines } = world(new ServiceBusy('InternalError: no'));

  await expect(run(FAILURE)).rejects.toThrow(ServiceBusy);
  expect(lines).toEqual([['error', 'failure', FAILURE]]);
});

describe('the handler', () => {
  const environment = { DEPLOYMENT: 'keeper', TOPIC_ARN: 'arn:topic' };

  test('publishes to the topic in its own Region', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'us-east-1',
      environment,
      answers: { PublishCommand: [{}] },
    });

    await handler.within(runtime)(FAILURE);

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

  test.each(['machine', 'executionArn', 'step', 'error', 'snapshotIds', 'volumeIds'])(
    'refuses an input without %s before any call and names it',
    async (field) => {
      const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment });
      const event = { ...FAILURE, [field]: undefined };

      await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
      await expect(handler.within(runtime)(event)).rejects.toThrow(new RegExp(`^${field}: `));
      expect(calls).toEqual([]);
    },
  );
});
