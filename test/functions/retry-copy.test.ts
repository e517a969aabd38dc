import type { CopyRequest, CopyStart } from '../../functions/domain/copy-request';
import {
  AccessDenied,
  CopyRefused,
  InvalidEnvironment,
  InvalidInput,
  NoCopySlot,
  ServiceBusy,
} from '../../functions/domain/errors';
import { handler, retryCopy } from '../../functions/retry-copy/handler';
import { recorder } from './runtime/recorder';
import { recordingRuntime } from './runtime/recording-runtime';

const COPY: CopyRequest = {
  region: 'eu-west-1',
  snapshotId: 'snap-1',
  tags: { 'snapshot-keeper:source-snapshot': 'snap-1' },
};

/** A destination Region in memory that has `existing`, or answers a start with `answer`. */
function world(answer: CopyStart | Error, existing?: string) {
  let copy = existing;
  const started: CopyRequest[] = [];
  const { log, lines } = recorder();
  const run = retryCopy({
    copies: {
      existing: () => Promise.resolve(copy),
      start: (request) => {
        if (answer instanceof Error) return Promise.reject(answer);
        started.push(request);
        if (answer.outcome !== 'source-gone') copy = answer.copyId;
        return Promise.resolve(answer);
      },
    },
    log,
  });
  return { run, started, lines };
}

test('a failed copy is started again', async () => {
  const { run, started, lines } = world({ outcome: 'started', copyId: 'snap-copy' });

  await expect(run(COPY)).resolves.toEqual({ outcome: 'started', copyId: 'snap-copy' });
  expect(started).toEqual([COPY]);
  expect(lines).toEqual([
    ['info', 'copy', { snapshotId: 'snap-1', region: 'eu-west-1', outcome: 'started', copyId: 'snap-copy' }],
  ]);
});

test('a late call finds the copy that exists and starts none', async () => {
  const { run, started } = world({ outcome: 'started', copyId: 'snap-copy' }, 'snap-other');

  await expect(run(COPY)).resolves.toEqual({ outcome: 'exists', copyId: 'snap-other' });
  expect(started).toEqual([]);
});

test('a repeated call finds the copy of the first', async () => {
  const { run, started } = world({ outcome: 'started', copyId: 'snap-copy' });

  await run(COPY);

  await expect(run(COPY)).resolves.toEqual({ outcome: 'exists', copyId: 'snap-copy' });
  expect(started).toHaveLength(1);
});

test('a source that is gone is no error', async () => {
  await expect(world({ outcome: 'source-gone' }).run(COPY)).resolves.toEqual({ outcome: 'source-gone' });
});

test.each([
  ['no free slot', new NoCopySlot('ResourceLimitExceeded: 20')],
  ['a busy AWS', new ServiceBusy('RequestLimitExceeded: no')],
  ['a refusal', new CopyRefused('InvalidRegion: no')],
  ['a missing right', new AccessDenied('UnauthorizedOperation: no')],
])('%s is thrown for the machine to judge', async (_, failure) => {
  await expect(world(failure).run(COPY)).rejects.toBe(failure);
});

describe('the handler', () => {
  const environment = {
    DEPLOYMENT: 'keeper',
    PRIMARY_REGION: 'us-east-1',
    KMS_KEYS: '{"eu-west-1":"alias/keeper"}',
  };

  test('looks and then copies into its own Region, from the primary Region and without retries', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [{ Snapshots: [] }],
        CopySnapshotCommand: [{ SnapshotId: 'snap-copy' }],
      },
    });

    await handler.within(runtime)(COPY);

    expect(calls).toEqual([
      [
        'ec2 eu-west-1',
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [
            { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
            { Name: 'tag:snapshot-keeper:source-snapshot', Values: ['snap-1'] },
          ],
          MaxResults: 1000,
        },
      ],
      [
        'ec2 eu-west-1 without retries',
        'CopySnapshotCommand',
        {
          SourceRegion: 'us-east-1',
          SourceSnapshotId: 'snap-1',
          Description: 'Copy of snap-1 from us-east-1',
          Encrypted: true,
          KmsKeyId: 'alias/keeper',
          TagSpecifications: [
            {
              ResourceType: 'snapshot',
              Tags: [{ Key: 'snapshot-keeper:source-snapshot', Value: 'snap-1' }],
            },
          ],
        },
      ],
    ]);
  });

  test.each([
    ['DEPLOYMENT', undefined],
    ['PRIMARY_REGION', undefined],
    ['KMS_KEYS', undefined],
  ])('refuses to start where %s is %p', (variable, value) => {
    const { runtime } = recordingRuntime({
      region: 'eu-west-1',
      environment: { ...environment, [variable]: value },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}: `));
  });

  test('refuses to start in a Region for which there is no key', () => {
    const { runtime } = recordingRuntime({ region: 'us-west-2', environment });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow('KMS_KEYS names no key for us-west-2');
  });

  test('refuses a wrong input before any call and names the field', async () => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });

    await expect(handler.within(runtime)({ ...COPY, tags: { a: 1 } })).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)({ ...COPY, tags: { a: 1 } })).rejects.toThrow(/^tags.a: /);
    expect(calls).toEqual([]);
  });
});
