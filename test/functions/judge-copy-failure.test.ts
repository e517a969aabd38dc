import {
  InvalidEnvironment,
  InvalidInput,
  SnapshotNotVisible,
  SnapshotStateStale,
  TagsContradicted,
} from '../../functions/domain/errors';
import type { Snapshot } from '../../functions/domain/snapshot';
import { handler, judgeCopyFailure } from '../../functions/judge-copy-failure/handler';
import { copy as copyOf, snap, snapshot, vol } from '../support/builders';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const SOURCE_ID = snap(1);
const TAKEN = '2026-03-01T02:00:00.000Z';
const INPUT = { snapshotId: snap('c'), sourceSnapshotId: SOURCE_ID, cause: '' };
const LONG_AGO = '2026-03-01T02:50:00Z';

/** A failed copy of snap(1) as the DR Region shows it. */
const copy = (snapshotId: string, more: Partial<Snapshot> = {}): Snapshot => ({
  ...copyOf(snapshotId, SOURCE_ID, TAKEN, { state: 'error', ...more }),
  volumeId: 'vol-ffffffff',
});

/** What the DR Region lists by tags and shows by id, and the source. */
function world(
  copies: Snapshot[],
  { unlisted, source = snapshot(SOURCE_ID, TAKEN) }: { unlisted?: Snapshot; source?: Snapshot | null } = {},
) {
  const { log, lines } = recorder();
  const run = judgeCopyFailure({
    copies: { taggedAsCopyOf: () => Promise.resolve(copies), byId: () => Promise.resolve(unlisted) },
    sources: { byId: () => Promise.resolve(source ?? undefined) },
    deployment: 'keeper',
    primaryRegion: 'us-east-1',
    region: 'eu-west-1',
    now: () => new Date('2026-03-01T03:00:00Z'),
    log,
  });
  return { run, lines };
}

const REASON = `AWS could not finish the copy ${snap('c')} of ${SOURCE_ID} (data of ${TAKEN}) to eu-west-1: `;

describe('another attempt is made where that can help', () => {
  test('five minutes after the first, with the tags of the failed copy', async () => {
    const { run, lines } = world([copy(snap('c'))]);

    const verdict = await run({ ...INPUT, cause: 'An internal error occurred' });

    const reason = `${REASON}"An internal error occurred" (attempt 1 of at most 3).`;
    const expected = {
      verdict: 'retry',
      volumeId: vol(1),
      reason,
      waitSeconds: 300,
      copy: {
        region: 'eu-west-1',
        snapshotId: SOURCE_ID,
        volumeId: vol(1),
        takenAt: TAKEN,
        tags: {
          'snapshot-keeper:managed-by': 'keeper',
          'snapshot-keeper:volume': vol(1),
          'snapshot-keeper:region': 'us-east-1',
          'snapshot-keeper:taken-at': TAKEN,
          'snapshot-keeper:source-snapshot': SOURCE_ID,
          'snapshot-keeper:attempt': '2',
        },
        atWorst: 'full',
      },
    };
    expect(verdict).toEqual(expected);
    expect(lines).toEqual([
      ['warn', 'copy failed', { snapshotId: snap('c'), sourceSnapshotId: SOURCE_ID, ...expected }],
    ]);
  });

  test('half an hour after the second: the attempts are the failed copies that EC2 shows', async () => {
    const { run } = world([copy(snap('a')), copy(snap('c'))]);

    await expect(run(INPUT)).resolves.toMatchObject({
      verdict: 'retry',
      waitSeconds: 1800,
      reason: `${REASON}"AWS gave no reason" (attempt 2 of at most 3).`,
    });
  });
});

describe("a person is told AWS's reason", () => {
  test('after the third attempt', async () => {
    const { run } = world([copy(snap('a')), copy(snap('b')), copy(snap('c'))]);

    await expect(run(INPUT)).resolves.toEqual({
      verdict: 'tell',
      volumeId: vol(1),
      reason: `${REASON}"AWS gave no reason" (attempt 3 of at most 3).`,
    });
  });

  test("at once where repeating cannot help, in the copy's own words before the event's", async () => {
    const { run } = world([copy(snap('c'), { stateMessage: 'Given key ID is not accessible' })]);

    await expect(run({ ...INPUT, cause: 'something else' })).resolves.toEqual({
      verdict: 'tell',
      volumeId: vol(1),
      reason:
        `${REASON}"Given key ID is not accessible" (attempt 1 of at most 3). ` +
        'The key of the source: none. The key of the copy: none.',
    });
  });

  test('with the keys that the copy needed, since AWS does not say which of them failed', async () => {
    const ofKey = copy(snap('c'), { stateMessage: 'Given key ID is not accessible', kmsKeyId: 'arn:dr' });
    const source = snapshot(SOURCE_ID, TAKEN, { kmsKeyId: 'arn:primary' });

    await expect(world([ofKey], { source }).run(INPUT)).resolves.toHaveProperty(
      'reason',
      `${REASON}"Given key ID is not accessible" (attempt 1 of at most 3). ` +
        'The key of the source: arn:primary. The key of the copy: arn:dr.',
    );
    await expect(world([ofKey], { source: null }).run(INPUT)).resolves.toHaveProperty(
      'reason',
      expect.stringContaining(
        'The key of the source: not known, the source is gone. The key of the copy: arn:dr.',
      ),
    );
  });
});

describe('nothing is done', () => {
  test.each<[rule: string, unlisted: Snapshot]>([
    ["for somebody else's copy", copy(snap('c'), { description: 'nightly', tags: {} })],
    ['for one that carries our tags', copy(snap('c'), { description: 'by hand' })],
  ])('%s', async (_rule, unlisted) => {
    const { run, lines } = world([], { unlisted });

    await expect(run(INPUT)).resolves.toEqual({ verdict: 'none', reason: 'not a copy of this deployment' });
    expect(lines).toEqual([]);
  });

  test.each(['pending', 'completed'] as const)(
    'where another copy that is %s has taken its place',
    async (state) => {
      const { run } = world([copy(snap('c')), copy(snap('d'), { state })]);

      await expect(run(INPUT)).resolves.toEqual({
        verdict: 'none',
        reason: `${snap('d')} has taken its place`,
      });
    },
  );
});

test('a repeated call judges the same', async () => {
  const { run } = world([copy(snap('c'))]);

  const first = await run(INPUT);

  await expect(run(INPUT)).resolves.toEqual(first);
});

test('a copy of ours by its description and not by its tags is TagsContradicted', async () => {
  const { run } = world([], { unlisted: { ...copy(snap('c')), tags: {} } });

  await expect(run(INPUT)).rejects.toThrow(
    new TagsContradicted(
      `${snap('c')}, a failed copy of ${SOURCE_ID}, does not have our tags, which should be ` +
        'snapshot-keeper:managed-by = keeper, snapshot-keeper:volume = vol-00000000000000001, snapshot-keeper:region = us-east-1, ' +
        `snapshot-keeper:taken-at = ${TAKEN}, snapshot-keeper:source-snapshot = ${SOURCE_ID}.`,
    ),
  );
});

describe('a copy that EC2 does not show at all', () => {
  test('is SnapshotNotVisible within ten minutes: absence is believed late', async () => {
    const { run, lines } = world([]);

    await expect(run(INPUT)).rejects.toThrow(SnapshotNotVisible);
    await expect(run({ ...INPUT, enteredAt: '2026-03-01T02:50:01Z' })).rejects.toThrow(SnapshotNotVisible);
    expect(lines).toEqual([]);
  });

  test('is then gone, and a person is told where its source is ours and has no other', async () => {
    await expect(world([]).run({ ...INPUT, cause: 'Internal error', enteredAt: LONG_AGO })).resolves.toEqual({
      verdict: 'tell',
      volumeId: vol(1),
      reason: `The copy ${snap('c')} of ${SOURCE_ID} to eu-west-1 failed ("Internal error") and was deleted before its failure could be judged.`,
    });
  });

  test.each<[rule: string, copies: Snapshot[], source: Snapshot | null, reason: string]>([
    [
      'another has taken its place',
      [copy(snap('d'), { state: 'completed' })],
      snapshot(SOURCE_ID, TAKEN),
      `${snap('d')} has taken its place`,
    ],
    ['its source is gone too', [], null, 'not a copy of this deployment'],
    [
      'its source is not ours',
      [],
      { ...snapshot(SOURCE_ID, TAKEN), tags: {} },
      'not a copy of this deployment',
    ],
  ])('is then nothing to tell where %s', async (_rule, copies, source, reason) => {
    const { run } = world(copies, { source });

    await expect(run({ ...INPUT, enteredAt: LONG_AGO })).resolves.toEqual({ verdict: 'none', reason });
  });
});

describe('a copy that EC2 does not show as failed is SnapshotStateStale and judged by nothing', () => {
  test.each([
    ['still pending', [copy(snap('c'), { state: 'pending' })]],
    [
      'still pending, beside another that runs',
      [copy(snap('c'), { state: 'pending' }), copy(snap('d'), { state: 'pending' })],
    ],
    ['completed', [copy(snap('c'), { state: 'completed' })]],
  ])('%s', async (_, copies) => {
    const { run, lines } = world(copies);

    await expect(run(INPUT)).rejects.toThrow(SnapshotStateStale);
    expect(lines).toEqual([]);
  });
});

describe('the handler', () => {
  const environment = { DEPLOYMENT: 'keeper', PRIMARY_REGION: 'us-east-1' };

  test('makes one EC2 call, which reads, in its own Region', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [
          {
            Snapshots: [
              {
                SnapshotId: snap('c'),
                State: 'error',
                StartTime: new Date(TAKEN),
                Description: copy(snap('c')).description,
                Tags: Object.entries(copy(snap('c')).tags).map(([Key, Value]) => ({ Key, Value })),
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
            { Name: 'tag:snapshot-keeper:source-snapshot', Values: [SOURCE_ID] },
          ],
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
