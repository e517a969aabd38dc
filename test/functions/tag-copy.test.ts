import { calendarOf } from '../../functions/domain/calendar';
import {
  AccessDenied,
  CopyGone,
  InvalidEnvironment,
  InvalidInput,
  ServiceBusy,
  SnapshotNotVisible,
  SnapshotStateStale,
  TagsContradicted,
} from '../../functions/domain/errors';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import { handler, tagCopy } from '../../functions/tag-copy/handler';
import { copy as copyOf, snap, snapshot, vol } from '../support/builders';
import { ec2Error } from '../support/aws-failures';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const SOURCE_ID = snap(1);
const INPUT = { snapshotId: snap('c'), sourceSnapshotId: SOURCE_ID };
const TAKEN = '2026-03-01T02:00:00.000Z';
const NOW = '2026-03-01T03:00:00Z';
/** The step was entered more than ten minutes before. */
const SETTLED = { ...INPUT, enteredAt: '2026-03-01T02:49:00Z' };
const LONG_AGO = '2026-03-01T02:50:00Z';

/** A copy of snap(1) as the DR Region shows it. */
const copy = (snapshotId: string, startedAt: string, more: Partial<Snapshot> = {}): Snapshot => ({
  ...copyOf(snapshotId, SOURCE_ID, TAKEN, { startedAt, ...more }),
  volumeId: 'vol-ffffffff',
});

const DESCRIPTION = copyOf(snap('c'), SOURCE_ID, TAKEN).description;

const SOURCE = snapshot(SOURCE_ID, TAKEN);
const CONFIRMED = (copyId: string) => [
  SOURCE_ID,
  { 'snapshot-keeper:copy/eu-west-1': `${copyId} of ${SOURCE_ID}` },
];

/** What the DR Region lists by tags and shows by id, and the tags that reach `source` in the primary Region. */
function world(
  copies: Snapshot[],
  {
    refusal,
    source = [SOURCE],
    unlisted,
    ofVolume = copies,
  }: { refusal?: Error; source?: Snapshot[]; unlisted?: Snapshot; ofVolume?: Snapshot[] } = {},
) {
  const written: [snapshotId: string, tags: object][] = [];
  const { log, metrics, lines, counts } = recorder();
  const run = tagCopy({
    copies: {
      taggedAsCopyOf: () => Promise.resolve(copies),
      taggedAsOf: () => Promise.resolve(ofVolume),
      byId: () => Promise.resolve(unlisted),
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
    primaryRegion: 'us-east-1',
    region: 'eu-west-1',
    retention: { last: 2 },
    calendar: calendarOf('UTC'),
    now: () => new Date(NOW),
    log,
    metrics,
  });
  return { run, written, lines, counts };
}

test("a finished copy of ours is confirmed by its id on the source, under the copy's Region", async () => {
  const { run, written } = world([copy(snap('c'), '2026-03-01T02:10:00Z')]);

  await expect(run(INPUT)).resolves.toEqual({ managed: true, volumeId: vol(1) });
  expect(written).toEqual([CONFIRMED(snap('c'))]);
});

test('a repeated call writes the same tag again', async () => {
  const { run, written } = world([copy(snap('c'), '2026-03-01T02:10:00Z')]);

  await run(INPUT);
  await run(INPUT);

  expect(written).toEqual([CONFIRMED(snap('c')), CONFIRMED(snap('c'))]);
});

test.each([snap('a'), snap('b')])(
  'of several finished copies the one that began first is confirmed, also by the event of %s',
  async (snapshotId) => {
    const { run, written } = world([
      copy(snap('b'), '2026-03-01T02:20:00Z'),
      copy(snap('a'), '2026-03-01T02:10:00Z'),
    ]);

    await run({ ...INPUT, snapshotId });

    expect(written).toEqual([CONFIRMED(snap('a'))]);
  },
);

test('a copy beside a failed one is confirmed', async () => {
  const { run, written } = world([
    copy(snap('f'), '2026-03-01T02:05:00Z', { state: 'error' }),
    copy(snap('c'), '2026-03-01T02:10:00Z'),
  ]);

  await run(INPUT);

  expect(written).toEqual([CONFIRMED(snap('c'))]);
});

describe("somebody else's copy is left alone", () => {
  test.each<[rule: string, unlisted: Snapshot]>([
    [
      'without our description',
      copy(snap('c'), '2026-03-01T02:10:00Z', { description: 'nightly', tags: {} }),
    ],
    [
      'of another deployment',
      copy(snap('c'), '2026-03-01T02:10:00Z', { description: DESCRIPTION.replace('keeper:', 'keeper-2:') }),
    ],
    [
      'of another primary Region',
      copy(snap('c'), '2026-03-01T02:10:00Z', { description: DESCRIPTION.replace('us-east-1', 'us-west-2') }),
    ],
  ])('%s', async (_rule, unlisted) => {
    const { run, written } = world([], { unlisted });

    await expect(run(INPUT)).resolves.toEqual({ managed: false, reason: 'not a copy of this deployment' });
    expect(written).toEqual([]);
  });

  test('but what is one of another source than the input says is told', async () => {
    const { run } = world([copy(snap('c'), '2026-03-01T02:10:00Z')]);

    await expect(run({ ...INPUT, sourceSnapshotId: snap(9) })).rejects.toThrow(
      `sourceSnapshotId: ${snap('c')} is a copy of ${SOURCE_ID}, not of ${snap(9)}`,
    );
  });

  test('also where it carries our tags', async () => {
    const carried = copy(snap('c'), '2026-03-01T02:10:00Z', { description: 'by hand' });
    const { run, written } = world([carried]);

    await expect(run(INPUT)).resolves.toMatchObject({ managed: false });
    expect(written).toEqual([]);
  });
});

describe('a copy of ours by its description whose tags tell otherwise is TagsContradicted', () => {
  test('with what contradicts', async () => {
    const changed = copy(snap('c'), '2026-03-01T02:10:00Z', { tags: { 'snapshot-keeper:volume': vol(2) } });
    const { run, written } = world([changed]);

    await expect(run(INPUT)).rejects.toThrow(
      new TagsContradicted(
        `${snap('c')}, a copy of ${SOURCE_ID}: snapshot-keeper:volume is "${vol(2)}", not "${vol(1)}".`,
      ),
    );
    expect(written).toEqual([]);
  });

  test('also where EC2 does not list it, for want of tags', async () => {
    const { run } = world([], { unlisted: { ...copy(snap('c'), '2026-03-01T02:10:00Z'), tags: {} } });

    await expect(run(INPUT)).rejects.toThrow(
      new TagsContradicted(
        `${snap('c')}, a copy of ${SOURCE_ID}: EC2 does not list it by its tags, which should be ` +
          'snapshot-keeper:managed-by = keeper, snapshot-keeper:volume = vol-00000000000000001, snapshot-keeper:region = us-east-1, ' +
          `snapshot-keeper:taken-at = ${TAKEN}, snapshot-keeper:source-snapshot = ${SOURCE_ID}.`,
      ),
    );
  });

  test("so somebody's re-encryption confirms nothing", async () => {
    const first = copy(snap('a'), '2026-03-01T02:10:00Z');
    const { run, written } = world([
      first,
      { ...first, snapshotId: snap('c'), startedAt: '2026-03-01T02:40:00Z' },
    ]);

    await expect(run(INPUT)).rejects.toThrow(TagsContradicted);
    expect(written).toEqual([]);
  });
});

describe('a copy that EC2 does not show at all', () => {
  test('is SnapshotNotVisible within ten minutes: absence is believed late', async () => {
    for (const more of [{}, { enteredAt: '2026-03-01T02:50:01Z' }]) {
      const { run, written } = world([]);
      await expect(run({ ...INPUT, ...more })).rejects.toThrow(SnapshotNotVisible);
      expect(written).toEqual([]);
    }
  });

  test('is then gone: CopyGone is told where its source has no other', async () => {
    await expect(world([]).run({ ...INPUT, enteredAt: LONG_AGO })).rejects.toThrow(
      new CopyGone(
        `The copy ${snap('c')} of ${SOURCE_ID} of ${vol(1)} was deleted before it could be confirmed.`,
      ),
    );
  });

  const later = (digits: string, takenAt: string, tags: Tags = {}): Snapshot =>
    copyOf(snap(digits), snap(`5${digits}`), takenAt, { tags });
  const ONE = later('d', '2026-03-01T02:01:00.000Z');
  const TWO = later('e', '2026-03-01T02:02:00.000Z');
  const UNREADABLE = later('e', '2026-03-01T02:02:00.000Z', { 'snapshot-keeper:dr-retain': 'two' });

  test.each<[rule: string, ofVolume: Snapshot[]]>([
    ['the policy would keep it beside the one that is newer', [ONE]],
    ['the second newer one has failed', [ONE, { ...TWO, state: 'error' }]],
    ['the policy cannot be read', [ONE, UNREADABLE]],
  ])('is then gone, and told, where %s', async (_rule, ofVolume) => {
    const { run } = world([], { ofVolume });

    await expect(run({ ...INPUT, enteredAt: LONG_AGO })).rejects.toThrow(CopyGone);
  });

  test('is then nothing to tell where retention gave it up before its event came', async () => {
    const { run } = world([], { ofVolume: [ONE, TWO] });

    await expect(run({ ...INPUT, enteredAt: LONG_AGO })).resolves.toEqual({
      managed: false,
      reason: 'retention has given the copy up',
    });
  });

  test.each<[rule: string, copies: Snapshot[], source: Snapshot[]]>([
    ['its source has another', [copy(snap('d'), '2026-03-01T02:10:00Z')], [SOURCE]],
    ['its source is gone too', [], []],
    ['its source is not ours', [], [{ ...SOURCE, tags: {} }]],
  ])('is then nothing to tell where %s', async (_rule, copies, source) => {
    const { run } = world(copies, { source });

    await expect(run({ ...INPUT, enteredAt: LONG_AGO })).resolves.toMatchObject({ managed: false });
  });
});

describe('a copy that EC2 does not show as it must be is SnapshotStateStale and confirms nothing', () => {
  test.each([
    ['still pending', [copy(snap('c'), '2026-03-01T02:10:00Z', { state: 'pending' })]],
    ['failed', [copy(snap('c'), '2026-03-01T02:10:00Z', { state: 'error' })]],
    [
      'still pending, beside another that is completed',
      [
        copy(snap('c'), '2026-03-01T02:10:00Z', { state: 'pending' }),
        copy(snap('d'), '2026-03-01T02:20:00Z'),
      ],
    ],
  ])('%s', async (_, copies) => {
    const { run, written } = world(copies);

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
    const { run, lines } = world([copy(snap('c'), '2026-03-01T02:10:00Z')], { refusal, source: [] });

    await expect(run(SETTLED)).resolves.toEqual({ managed: true, volumeId: vol(1) });
    expect(lines.map(([, message]) => message)).toEqual([
      'the source is gone or no longer ours: nothing to confirm',
    ]);
  });

  test('but is believed to be gone after ten minutes only', async () => {
    const refusal = new SnapshotNotVisible('EC2 does not show snap-source');
    const { run, counts } = world([copy(snap('c'), '2026-03-01T02:10:00Z')], { refusal, source: [] });

    await expect(run({ ...INPUT, enteredAt: '2026-03-01T02:59:00Z' })).rejects.toThrow(SnapshotNotVisible);
    expect(counts).toEqual([]);
  });
});

test('a source from which somebody has taken our tag needs none either: no permission is missing', async () => {
  const refusal = new AccessDenied('UnauthorizedOperation: no');
  const disowned = { ...SOURCE, tags: {} };
  const { run } = world([copy(snap('c'), '2026-03-01T02:10:00Z')], { refusal, source: [disowned] });

  await expect(run(SETTLED)).resolves.toEqual({ managed: true, volumeId: vol(1) });
});

test.each([
  ['a primary Region that does not answer is ServiceBusy', new ServiceBusy('TimeoutError: no')],
  ['a missing right on a source that exists is AccessDenied', new AccessDenied('UnauthorizedOperation: no')],
])('%s', async (_, refusal) => {
  const { run } = world([copy(snap('c'), '2026-03-01T02:10:00Z')], { refusal });

  await expect(run(INPUT)).rejects.toBe(refusal);
});

test('a full copy is counted and a warning says that the whole volume is billed', async () => {
  const { run, counts, lines } = world([copy(snap('c'), '2026-03-01T02:10:00Z')]);

  await run({ ...INPUT, incremental: false });

  expect(counts).toEqual([
    ['FullCopies', 1],
    ['SnapshotsAdopted', 1],
  ]);
  expect(lines[0]).toEqual([
    'warn',
    'full copy: AWS transferred and bills the whole volume',
    { snapshotId: snap('c'), volumeId: vol(1) },
  ]);
});

test.each([
  ['is incremental', { incremental: true }],
  ['is not said to be either', {}],
])('a copy that %s is not counted as full', async (_, more) => {
  const { run, counts } = world([copy(snap('c'), '2026-03-01T02:10:00Z')]);

  await run({ ...INPUT, ...more });

  expect(counts).toEqual([['SnapshotsAdopted', 1]]);
});

describe('the handler', () => {
  const environment = {
    DEPLOYMENT: 'keeper',
    PRIMARY_REGION: 'us-east-1',
    RETENTION: '{"last":1}',
    TIME_ZONE: 'UTC',
  };
  const shown = copy(snap('c'), '2026-03-01T02:10:00.000Z');
  const described = {
    SnapshotId: shown.snapshotId,
    State: 'completed',
    StartTime: new Date(shown.startedAt),
    Tags: Object.entries(shown.tags).map(([Key, Value]) => ({ Key, Value })),
    Description: shown.description,
  };
  const LOOK = [
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
          Resources: [SOURCE_ID],
          Tags: [{ Key: 'snapshot-keeper:copy/eu-west-1', Value: `${snap('c')} of ${SOURCE_ID}` }],
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

    await expect(handler.within(runtime)(SETTLED)).resolves.toEqual({
      managed: true,
      volumeId: vol(1),
    });
    expect(calls.at(-1)).toEqual([
      'ec2 us-east-1',
      'DescribeSnapshotsCommand',
      { OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values: [SOURCE_ID] }], MaxResults: 1000 },
    ]);
  });

  test('writes nothing for a copy that no deployment manages', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [{}, { Snapshots: [{ ...described, Description: '', Tags: [] }] }],
      },
    });

    await expect(handler.within(runtime)(INPUT)).resolves.toMatchObject({ managed: false });
    expect(calls).toEqual([
      LOOK,
      [
        'ec2 eu-west-1',
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [{ Name: 'snapshot-id', Values: [snap('c')] }],
          MaxResults: 1000,
        },
      ],
    ]);
  });

  test.each(['DEPLOYMENT', 'PRIMARY_REGION', 'RETENTION', 'TIME_ZONE'])(
    'refuses to start without %s',
    (variable) => {
      const { runtime } = recordingRuntime({
        region: 'eu-west-1',
        environment: { ...environment, [variable]: undefined },
      });

      expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
      expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}: `));
    },
  );

  test.each([
    ['incremental', 'true'],
    ['snapshotId', 'snap-*'],
    ['sourceSnapshotId', '*'],
    ['enteredAt', 'yesterday'],
  ])('refuses an input whose %s is "%s" before any call and names the field', async (field, value) => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });

    await expect(handler.within(runtime)({ ...INPUT, [field]: value })).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)({ ...INPUT, [field]: value })).rejects.toThrow(
      new RegExp(`^${field}: `),
    );
    expect(calls).toEqual([]);
  });
});
