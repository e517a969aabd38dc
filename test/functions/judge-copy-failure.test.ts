import {
  InvalidEnvironment,
  InvalidInput,
  SnapshotNotVisible,
  SnapshotStateStale,
} from '../../functions/domain/errors';
import type { Snapshot } from '../../functions/domain/snapshot';
import { handler, judgeCopyFailure } from '../../functions/judge-copy-failure/handler';
import { snapshot } from '../support/builders';
import { recorder } from './runtime/recorder';
import { recordingRuntime } from './runtime/recording-runtime';

const INPUT = { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-source', cause: '' };

const copy = (snapshotId: string, more: Partial<Snapshot> = {}): Snapshot =>
  snapshot(snapshotId, '2026-03-01T02:00:00Z', {
    state: 'error',
    ...more,
    tags: { 'snapshot-keeper:source-snapshot': 'snap-source' },
  });

function world(copies: Snapshot[] | Error | undefined) {
  const { log, lines } = recorder();
  const run = judgeCopyFailure({
    copies: {
      copiesBeside: () => (copies instanceof Error ? Promise.reject(copies) : Promise.resolve(copies)),
    },
    deployment: 'keeper',
    region: 'eu-west-1',
    log,
  });
  return { run, lines };
}

const REASON =
  'AWS could not finish the copy snap-copy of snap-source (data of 2026-03-01T02:00:00Z) to eu-west-1: ';

describe('another attempt is made where that can help', () => {
  test('five minutes after the first, with the tags of the failed copy', async () => {
    const { run, lines } = world([copy('snap-copy')]);

    const verdict = await run({ ...INPUT, cause: 'An internal error occurred' });

    const reason = `${REASON}"An internal error occurred" (attempt 1 of at most 3).`;
    const expected = {
      verdict: 'retry',
      volumeId: 'vol-1',
      reason,
      waitSeconds: 300,
      copy: {
        region: 'eu-west-1',
        snapshotId: 'snap-source',
        tags: {
          'snapshot-keeper:managed-by': 'keeper',
          'snapshot-keeper:volume': 'vol-1',
          'snapshot-keeper:region': 'us-east-1',
          'snapshot-keeper:taken-at': '2026-03-01T02:00:00Z',
          'snapshot-keeper:source-snapshot': 'snap-source',
        },
      },
    };
    expect(verdict).toEqual(expected);
    expect(lines).toEqual([
      ['warn', 'copy failed', { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-source', ...expected }],
    ]);
  });

  test('half an hour after the second: the attempts are the failed copies that EC2 shows', async () => {
    const { run } = world([copy('snap-earlier'), copy('snap-copy')]);

    await expect(run(INPUT)).resolves.toMatchObject({
      verdict: 'retry',
      waitSeconds: 1800,
      reason: `${REASON}"AWS gave no reason" (attempt 2 of at most 3).`,
    });
  });
});

describe("a person is told AWS's reason", () => {
  test('after the third attempt', async () => {
    const { run } = world([copy('snap-1'), copy('snap-2'), copy('snap-copy')]);

    await expect(run(INPUT)).resolves.toEqual({
      verdict: 'tell',
      volumeId: 'vol-1',
      reason: `${REASON}"AWS gave no reason" (attempt 3 of at most 3).`,
    });
  });

  test("at once where repeating cannot help, in the copy's own words before the event's", async () => {
    const { run } = world([copy('snap-copy', { stateMessage: 'Given key ID is not accessible' })]);

    await expect(run({ ...INPUT, cause: 'something else' })).resolves.toEqual({
      verdict: 'tell',
      volumeId: 'vol-1',
      reason: `${REASON}"Given key ID is not accessible" (attempt 1 of at most 3).`,
    });
  });
});

describe('nothing is done', () => {
  test("for somebody else's copy", async () => {
    const { run, lines } = world(undefined);

    await expect(run(INPUT)).resolves.toEqual({ verdict: 'none', reason: 'not a copy of this deployment' });
    expect(lines).toEqual([]);
  });

  test.each(['pending', 'completed'] as const)(
    'where another copy that is %s has taken its place',
    async (state) => {
      const { run } = world([copy('snap-copy'), copy('snap-other', { state })]);

      await expect(run(INPUT)).resolves.toEqual({
        verdict: 'none',
        reason: 'snap-other has taken its place',
      });
    },
  );
});

test('a repeated call judges the same', async () => {
  const { run } = world([copy('snap-copy')]);

  const first = await run(INPUT);

  await expect(run(INPUT)).resolves.toEqual(first);
});

test('a copy that EC2 does not show at all is SnapshotNotVisible', async () => {
  const { run, lines } = world(new SnapshotNotVisible('EC2 does not show the copy'));

  await expect(run(INPUT)).rejects.toThrow(SnapshotNotVisible);
  expect(lines).toEqual([]);
});

describe('a copy that EC2 does not show as failed is SnapshotStateStale and judged by nothing', () => {
  test.each([
    ['still pending', [copy('snap-copy', { state: 'pending' })]],
    [
      'still pending, beside another that runs',
      [copy('snap-copy', { state: 'pending' }), copy('snap-other', { state: 'pending' })],
    ],
    ['completed', [copy('snap-copy', { state: 'completed' })]],
  ])('%s', async (_, copies) => {
    const { run, lines } = world(copies);

    await expect(run(INPUT)).rejects.toThrow(SnapshotStateStale);
    expect(lines).toEqual([]);
  });
});

describe('the handler', () => {
  const environment = { DEPLOYMENT: 'keeper' };

  test('makes one EC2 call, which reads, in its own Region', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [
          {
            Snapshots: [
              {
                SnapshotId: 'snap-copy',
                State: 'error',
                StartTime: new Date('2026-03-01T02:10:00Z'),
                Description: 'Copy of snap-source from us-east-1',
                Tags: [
                  { Key: 'snapshot-keeper:region', Value: 'us-east-1' },
                  { Key: 'snapshot-keeper:source-snapshot', Value: 'snap-source' },
                ],
              },
            ],
          },
        ],
      },
    });

    await expect(handler.within(runtime)(INPUT)).resolves.toMatchObject({ verdict: 'retry' });
    expect(calls).toEqual([
      [
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
      ],
    ]);
  });

  test('refuses to start without DEPLOYMENT', () => {
    const { runtime } = recordingRuntime({ region: 'eu-west-1', environment: {} });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(/^DEPLOYMENT: /);
  });

  test.each(['snapshotId', 'sourceSnapshotId', 'cause'])(
    'refuses an input without %s before any call and names it',
    async (field) => {
      const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });
      const event = { ...INPUT, [field]: undefined };

      await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
      await expect(handler.within(runtime)(event)).rejects.toThrow(new RegExp(`^${field}: `));
      expect(calls).toEqual([]);
    },
  );
});
