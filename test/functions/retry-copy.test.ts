import type { CopyRequest, CopyStart } from '../../functions/domain/copy-request';
import {
  AccessDenied,
  CopyRefused,
  InvalidEnvironment,
  InvalidInput,
  NoCopySlot,
  OtherCopyUnderWay,
  ServiceBusy,
  SourceNotVisible,
} from '../../functions/domain/errors';
import { handler, retryCopy } from '../../functions/retry-copy/handler';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const COPY: CopyRequest = {
  region: 'eu-west-1',
  snapshotId: 'snap-00000000000000001',
  volumeId: 'vol-00000000000000001',
  takenAt: '2026-03-01T02:00:00.000Z',
  policy: 'last 3',
  tags: { 'snapshot-keeper:source-snapshot': 'snap-00000000000000001' },
};

/** A destination Region in memory that has `existing`, or answers a start with `answer`. */
function world(answer: CopyStart | Error, existing?: string) {
  let copy = existing;
  const started: CopyRequest[] = [];
  const { log, lines } = recorder();
  const run = retryCopy({
    copies: {
      existing: () => Promise.resolve(copy),
      turnOf: () => Promise.resolve({ turn: 'now' }),
      start: (request) => {
        if (answer instanceof Error) return Promise.reject(answer);
        started.push(request);
        if (answer.outcome !== 'overtaken') copy = answer.copyId;
        return Promise.resolve(answer);
      },
    },
    now: () => new Date('2026-03-02T00:00:00.000Z'),
    log,
  });
  return { run: (copy: CopyRequest, startedAt?: string) => run({ copy, startedAt }), started, lines };
}

test('a failed copy is started again', async () => {
  const { run, started, lines } = world({ outcome: 'started', copyId: 'snap-copy' });

  await expect(run(COPY)).resolves.toEqual({ outcome: 'started', copyId: 'snap-copy' });
  expect(started).toEqual([COPY]);
  expect(lines).toEqual([
    [
      'info',
      'copy',
      { snapshotId: 'snap-00000000000000001', region: 'eu-west-1', outcome: 'started', copyId: 'snap-copy' },
    ],
  ]);
});

test('a copy whose source retention has overtaken is done', async () => {
  await expect(world({ outcome: 'overtaken' }).run(COPY)).resolves.toEqual({ outcome: 'overtaken' });
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

test.each([
  ['just begun', '2026-03-02T00:00:00.000Z', 900],
  ['begun 14 minutes ago', '2026-03-01T23:46:00.000Z', 900],
  ['begun an hour ago', '2026-03-01T23:00:00.000Z', 3600],
  ['begun a day ago', '2026-03-01T00:00:00.000Z', 5400],
  ['begun a second less than 14 days ago', '2026-02-16T00:00:01.000Z', 5400],
])('no free slot is an answer: an execution that has %s waits', async (_, startedAt, waitSeconds) => {
  const { run, lines } = world(new NoCopySlot('ResourceLimitExceeded: 20'));

  await expect(run(COPY, startedAt)).resolves.toEqual({ outcome: 'no-slot', waitSeconds });
  expect(lines).toEqual([
    [
      'info',
      'copy waits',
      {
        snapshotId: 'snap-00000000000000001',
        region: 'eu-west-1',
        error: 'NoCopySlot',
        cause: 'ResourceLimitExceeded: 20',
        waitSeconds,
      },
    ],
  ]);
});

test.each([
  ['has found no slot for 14 days', '2026-02-16T00:00:00.000Z'],
  ['began under the release before, and waits on the error', undefined],
])('no free slot is an error for an execution that %s', async (_, startedAt) => {
  const failure = new NoCopySlot('ResourceLimitExceeded: 20');

  await expect(world(failure).run(COPY, startedAt)).rejects.toBe(failure);
});

test('a copy that may be the first of its volume waits for another one as for a slot, and is told of it after 14 days', async () => {
  const failure = new OtherCopyUnderWay('snap-other, a copy of vol-1 into eu-west-1, is under way');

  await expect(world(failure).run(COPY, '2026-03-01T23:00:00.000Z')).resolves.toEqual({
    outcome: 'no-slot',
    waitSeconds: 3600,
  });
  await expect(world(failure).run(COPY, '2026-02-16T00:00:00.000Z')).rejects.toBe(failure);
});

test.each([
  ['a busy AWS', new ServiceBusy('RequestLimitExceeded: no')],
  ['a source that EC2 does not show', new SourceNotVisible('InvalidSnapshot.NotFound: no')],
  ['a refusal', new CopyRefused('InvalidRegion: no')],
  ['a missing right', new AccessDenied('UnauthorizedOperation: no')],
])('%s is thrown for the machine to judge', async (_, failure) => {
  await expect(world(failure).run(COPY, '2026-03-02T00:00:00.000Z')).rejects.toBe(failure);
});

describe('the handler', () => {
  const environment = {
    DEPLOYMENT: 'keeper',
    PRIMARY_REGION: 'us-east-1',
    KMS_KEYS: '{"eu-west-1":"alias/keeper"}',
    COPY_RETENTION: '{"eu-west-1":{"last":1}}',
    TIME_ZONE: 'UTC',
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

    await handler.within(runtime)({ copy: COPY, startedAt: '2030-01-01T00:00:00Z' });

    expect(calls).toEqual([
      [
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
      ],
      [
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
                { Key: 'snapshot-keeper:source-snapshot', Value: 'snap-00000000000000001' },
                { Key: 'snapshot-keeper:policy', Value: 'last 3' },
              ],
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
    ['COPY_RETENTION', undefined],
    ['TIME_ZONE', undefined],
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

  test('refuses to start in a Region for which there is no policy', () => {
    const { runtime } = recordingRuntime({
      region: 'eu-west-1',
      environment: { ...environment, COPY_RETENTION: '{"us-west-2":{"last":1}}' },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow('COPY_RETENTION names no policy for eu-west-1');
  });

  test('takes the copy alone from an execution that began under the release before', async () => {
    const { runtime } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [{ Snapshots: [] }],
        CopySnapshotCommand: [{ SnapshotId: 'snap-copy' }],
      },
    });

    await expect(handler.within(runtime)(COPY)).resolves.toEqual({ outcome: 'started', copyId: 'snap-copy' });
  });

  test.each([
    [{ tags: { a: 1 } }, /^copy.tags.a: /],
    [{ snapshotId: 'snap-*' }, /^copy.snapshotId: /],
    [{ volumeId: 'vol-ffffffff' }, /^copy.volumeId: /],
    [{ takenAt: 'yesterday' }, /^copy.takenAt: /],
    [{ region: 'eu-*' }, /^copy.region: /],
  ])('refuses an input with %p before any call and names the field', async (wrong, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });

    await expect(handler.within(runtime)({ copy: { ...COPY, ...wrong } })).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)({ copy: { ...COPY, ...wrong } })).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
