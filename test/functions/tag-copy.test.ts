import {
  AccessDenied,
  InvalidEnvironment,
  InvalidInput,
  ServiceBusy,
  SnapshotNotVisible,
  SnapshotStateStale,
} from '../../functions/domain/errors';
import type { Snapshot } from '../../functions/domain/snapshot';
import { handler, tagCopy } from '../../functions/tag-copy/handler';
import { snapshot } from '../support/builders';
import { ec2Error } from './aws/aws-failures';
import { recorder } from './runtime/recorder';
import { recordingRuntime } from './runtime/recording-runtime';

const INPUT = { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-source' };

const copy = (snapshotId: string, startedAt: string, more: Partial<Snapshot> = {}): Snapshot =>
  snapshot(snapshotId, '2026-03-01T02:00:00Z', {
    startedAt,
    ...more,
    tags: { 'snapshot-keeper:source-snapshot': 'snap-source', ...more.tags },
  });

const SOURCE = snapshot('snap-source', '2026-03-01T02:00:00Z', {
  tags: { 'snapshot-keeper:managed-by': 'keeper' },
});

/** The copies of snap-source as the DR Region shows them, and the tags that reach `source` in the primary Region. */
function world(
  copies: Snapshot[] | Error | undefined,
  { refusal, source = [SOURCE] }: { refusal?: Error; source?: Snapshot[] } = {},
) {
  const written: [snapshotId: string, tags: object][] = [];
  const { log, metrics, lines, counts } = recorder();
  const run = tagCopy({
    copies: {
      copiesBeside: () => (copies instanceof Error ? Promise.reject(copies) : Promise.resolve(copies)),
    },
    sources: {
      tag: (snapshotId, tags) => {
        if (refusal !== undefined) return Promise.reject(refusal);
        written.push([snapshotId, tags]);
        return Promise.resolve();
      },
      byId: () => Promise.resolve(source[0]),
    },
    deployment: 'keeper',
    region: 'eu-west-1',
    log,
    metrics,
  });
  return { run, written, lines, counts };
}

test("a finished copy of ours is confirmed by its id on the source, under the copy's Region", async () => {
  const { run, written } = world([copy('snap-copy', '2026-03-01T02:10:00Z')]);

  await expect(run(INPUT)).resolves.toEqual({ managed: true, volumeId: 'vol-1' });
  expect(written).toEqual([['snap-source', { 'snapshot-keeper:copy/eu-west-1': 'snap-copy' }]]);
});

test('a repeated call writes the same tag again', async () => {
  const { run, written } = world([copy('snap-copy', '2026-03-01T02:10:00Z')]);

  await run(INPUT);
  await run(INPUT);

  expect(written).toEqual([
    ['snap-source', { 'snapshot-keeper:copy/eu-west-1': 'snap-copy' }],
    ['snap-source', { 'snapshot-keeper:copy/eu-west-1': 'snap-copy' }],
  ]);
});

test.each(['snap-first', 'snap-second'])(
  'of several finished copies the one that began first is confirmed, also by the event of %s',
  async (snapshotId) => {
    const { run, written } = world([
      copy('snap-second', '2026-03-01T02:20:00Z'),
      copy('snap-first', '2026-03-01T02:10:00Z'),
    ]);

    await run({ ...INPUT, snapshotId });

    expect(written).toEqual([['snap-source', { 'snapshot-keeper:copy/eu-west-1': 'snap-first' }]]);
  },
);

test('a copy beside a failed one is confirmed', async () => {
  const { run, written } = world([
    copy('snap-failed', '2026-03-01T02:05:00Z', { state: 'error' }),
    copy('snap-copy', '2026-03-01T02:10:00Z'),
  ]);

  await run(INPUT);

  expect(written).toEqual([['snap-source', { 'snapshot-keeper:copy/eu-west-1': 'snap-copy' }]]);
});

test("somebody else's copy is left alone", async () => {
  const { run, written } = world(undefined);

  await expect(run(INPUT)).resolves.toEqual({ managed: false, reason: 'not a copy of this deployment' });
  expect(written).toEqual([]);
});

test('a copy that EC2 does not show at all is SnapshotNotVisible and confirms nothing', async () => {
  const { run, written } = world(new SnapshotNotVisible('EC2 does not show the copy'));

  await expect(run(INPUT)).rejects.toThrow(SnapshotNotVisible);
  expect(written).toEqual([]);
});

describe('a copy that EC2 does not show as it must be is SnapshotStateStale and confirms nothing', () => {
  test.each([
    ['still pending', [copy('snap-copy', '2026-03-01T02:10:00Z', { state: 'pending' })]],
    ['failed', [copy('snap-copy', '2026-03-01T02:10:00Z', { state: 'error' })]],
    [
      'still pending, beside another that is completed',
      [
        copy('snap-copy', '2026-03-01T02:10:00Z', { state: 'pending' }),
        copy('snap-other', '2026-03-01T02:20:00Z'),
      ],
    ],
  ])('%s', async (_, copies) => {
    const { run, written } = world(copies);

    await expect(run(INPUT)).rejects.toThrow(SnapshotStateStale);
    expect(written).toEqual([]);
  });

  test('without the tag of its volume', async () => {
    const { run, written } = world([
      {
        ...copy('snap-copy', '2026-03-01T02:10:00Z'),
        tags: {
          'snapshot-keeper:managed-by': 'keeper',
          'snapshot-keeper:source-snapshot': 'snap-source',
        },
      },
    ]);

    await expect(run(INPUT)).rejects.toThrow(SnapshotStateStale);
    expect(written).toEqual([]);
  });
});

describe('a source that is gone needs no confirmation', () => {
  test.each([
    ['EC2 says that it is gone', new SnapshotNotVisible('EC2 does not show snap-source')],
    [
      'IAM refuses, which sees no tag that would allow the call',
      new AccessDenied('UnauthorizedOperation: no'),
    ],
  ])('where %s', async (_, refusal) => {
    const { run } = world([copy('snap-copy', '2026-03-01T02:10:00Z')], { refusal, source: [] });

    await expect(run(INPUT)).resolves.toEqual({ managed: true, volumeId: 'vol-1' });
  });
});

test('a source from which somebody has taken our tag needs none either: no permission is missing', async () => {
  const refusal = new AccessDenied('UnauthorizedOperation: no');
  const disowned = { ...SOURCE, tags: {} };
  const { run } = world([copy('snap-copy', '2026-03-01T02:10:00Z')], { refusal, source: [disowned] });

  await expect(run(INPUT)).resolves.toEqual({ managed: true, volumeId: 'vol-1' });
});

test.each([
  ['a primary Region that does not answer is ServiceBusy', new ServiceBusy('TimeoutError: no')],
  ['a missing right on a source that exists is AccessDenied', new AccessDenied('UnauthorizedOperation: no')],
])('%s', async (_, refusal) => {
  const { run } = world([copy('snap-copy', '2026-03-01T02:10:00Z')], { refusal });

  await expect(run(INPUT)).rejects.toBe(refusal);
});

test('a full copy is counted and a warning says that the whole volume is billed', async () => {
  const { run, counts, lines } = world([copy('snap-copy', '2026-03-01T02:10:00Z')]);

  await run({ ...INPUT, incremental: false });

  expect(counts).toEqual([['FullCopies', 1]]);
  expect(lines[0]).toEqual([
    'warn',
    'full copy: AWS transferred and bills the whole volume',
    { snapshotId: 'snap-copy', volumeId: 'vol-1' },
  ]);
});

test.each([
  ['is incremental', { incremental: true }],
  ['is not said to be either', {}],
])('a copy that %s is not counted as full', async (_, more) => {
  const { run, counts } = world([copy('snap-copy', '2026-03-01T02:10:00Z')]);

  await run({ ...INPUT, ...more });

  expect(counts).toEqual([]);
});

describe('the handler', () => {
  const environment = { DEPLOYMENT: 'keeper', PRIMARY_REGION: 'us-east-1' };
  const described = {
    SnapshotId: 'snap-copy',
    State: 'completed',
    StartTime: new Date('2026-03-01T02:10:00Z'),
    Tags: [
      { Key: 'snapshot-keeper:managed-by', Value: 'keeper' },
      { Key: 'snapshot-keeper:volume', Value: 'vol-1' },
      { Key: 'snapshot-keeper:region', Value: 'us-east-1' },
      { Key: 'snapshot-keeper:source-snapshot', Value: 'snap-source' },
    ],
    Description: 'Copy of snap-source from us-east-1',
  };
  const LOOK = [
    'ec2 eu-west-1',
    'DescribeSnapshotsCommand',
    {
      OwnerIds: ['self'],
      Filters: [
        { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
        { Name: 'tag:snapshot-keeper:source-snapshot', Values: ['snap-source'] },
      ],
      MaxResults: 1000,
    },
  ];

  test('makes two EC2 calls: it reads in its own Region and writes in the primary one', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { DescribeSnapshotsCommand: [{ Snapshots: [described] }], CreateTagsCommand: [{}] },
    });

    await handler.within(runtime)(INPUT);

    expect(calls).toEqual([
      LOOK,
      [
        'ec2 us-east-1',
        'CreateTagsCommand',
        {
          Resources: ['snap-source'],
          Tags: [{ Key: 'snapshot-keeper:copy/eu-west-1', Value: 'snap-copy' }],
        },
      ],
    ]);
  });

  test('looks in the primary Region whether the source is gone, where IAM refuses to tag it', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [{ Snapshots: [described] }, { Snapshots: [] }],
        CreateTagsCommand: [ec2Error('UnauthorizedOperation', 403)],
      },
    });

    await expect(handler.within(runtime)(INPUT)).resolves.toEqual({ managed: true, volumeId: 'vol-1' });
    expect(calls.at(-1)).toEqual([
      'ec2 us-east-1',
      'DescribeSnapshotsCommand',
      { OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values: ['snap-source'] }], MaxResults: 1000 },
    ]);
  });

  test('writes nothing for a copy that no deployment manages', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { DescribeSnapshotsCommand: [{}, { Snapshots: [{ ...described, Tags: [] }] }] },
    });

    await expect(handler.within(runtime)(INPUT)).resolves.toMatchObject({ managed: false });
    expect(calls).toEqual([
      LOOK,
      [
        'ec2 eu-west-1',
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [{ Name: 'snapshot-id', Values: ['snap-copy'] }],
          MaxResults: 1000,
        },
      ],
    ]);
  });

  test.each(['DEPLOYMENT', 'PRIMARY_REGION'])('refuses to start without %s', (variable) => {
    const { runtime } = recordingRuntime({
      region: 'eu-west-1',
      environment: { ...environment, [variable]: undefined },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}: `));
  });

  test('refuses a wrong input before any call and names the field', async () => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });

    await expect(handler.within(runtime)({ ...INPUT, incremental: 'true' })).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)({ ...INPUT, incremental: 'true' })).rejects.toThrow(
      /^incremental: /,
    );
    expect(calls).toEqual([]);
  });
});
