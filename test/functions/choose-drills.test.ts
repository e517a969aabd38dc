import { AccessDenied, InvalidEnvironment, InvalidInput, ServiceBusy } from '../../functions/domain/errors';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Volume } from '../../functions/domain/volume';
import { chooseDrillsOf, handler } from '../../functions/choose-drills/handler';
import { copy, snap, snapshot, vol } from '../support/builders';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const NOW = '2030-06-01T03:00:00.000Z';
const LONG_AGO = '2029-01-01T00:00:00.000Z';
const MARK = 'snapshot-keeper:drilled/us-west-2';

/** The first copy of the first volume, and so on. */
const copyId = (number: number): string => snap(`c${number}`);
const sourceOf = (number: number, more: object = {}): Snapshot =>
  snapshot(snap(number), '2030-05-31T00:00:00.000Z', more);

function copyOf(number: number, volumeNumber = number, more: Partial<Snapshot> = {}): Snapshot {
  const takenAt = `2030-05-31T00:${String(number % 60).padStart(2, '0')}:00.000Z`;
  const tags = { 'snapshot-keeper:volume': vol(volumeNumber), ...more.tags };
  const made = copy(copyId(number), snap(number), takenAt, { sizeGib: 8 + volumeNumber, ...more, tags });
  return { ...made, description: made.description.replaceAll(vol(1), vol(volumeNumber)) };
}

const volume = (number: number, mark?: string, createdAt = LONG_AGO): Volume => ({
  volumeId: vol(number),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  createdAt,
  tags: mark === undefined ? {} : { [MARK]: mark },
});
const same = (number: number, endedAt: string): string => `same: ${copyId(number)} at ${endedAt}`;
const chosen = (number: number, volumeNumber = number) => ({
  volumeId: vol(volumeNumber),
  copyId: copyId(number),
  sourceId: snap(number),
  sizeGib: 8 + volumeNumber,
});

type World = {
  readonly copies?: readonly Snapshot[];
  readonly sources?: readonly Snapshot[];
  readonly volumes?: readonly Volume[];
  readonly scheduledAt?: string | null;
  /** How many of each kind a page holds. */
  readonly pageSize?: number;
};

async function* pagesOf<Item>(items: readonly Item[], size: number): AsyncGenerator<Item[]> {
  for (let index = 0; index < items.length; index += size)
    yield Promise.resolve(items.slice(index, index + size));
}

function world({
  copies = [copyOf(1)],
  sources = copies.map((_, index) => sourceOf(index + 1)),
  volumes = [volume(1)],
  scheduledAt = LONG_AGO,
  pageSize = 1000,
}: World = {}) {
  const calls: unknown[][] = [];
  const called = <Answer>(answer: Answer, ...call: unknown[]): Answer => {
    calls.push(call);
    return answer;
  };
  const { log, metrics, lines, counts, gauges } = recorder();
  const run = chooseDrillsOf({
    copies: {
      pagesOfCopies: (deployment) => called(pagesOf(copies, pageSize), 'copies', deployment),
      copiesOf: (...args) => called(Promise.resolve([...copies]), 'copies', ...args),
    },
    sources: {
      byIds: (ids) =>
        called(Promise.resolve(sources.filter(({ snapshotId }) => ids.includes(snapshotId))), 'sources', ids),
    },
    volumes: {
      pages: () => called(pagesOf(volumes, pageSize), 'volumes'),
      byId: (id) => called(Promise.resolve(volumes.find(({ volumeId }) => volumeId === id)), 'volume', id),
    },
    schedules: {
      createdAt: (name) =>
        called(Promise.resolve(scheduledAt === null ? undefined : new Date(scheduledAt)), 'schedule', name),
    },
    environment: {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      WITHIN_DAYS: 30,
      SCHEDULE: 'keeper-drill',
      SCHEDULE_GROUP: 'keeper',
    },
    region: 'us-west-2',
    now: () => new Date(NOW),
    pause: (milliseconds) => called(Promise.resolve(), 'pause', milliseconds),
    log,
    metrics,
  });
  return { run, calls, lines, counts, gauges };
}

const drills = async (shown: World): Promise<readonly object[]> => (await world(shown).run({})).drills;

test('the newest copy of a volume is drilled against its source, and the run is counted', async () => {
  const { run, calls, lines, counts, gauges } = world({ copies: [copyOf(1), copyOf(2, 1)] });

  expect(await run({})).toEqual({ drills: [chosen(2, 1)], deferredCount: 0 });
  expect(calls).toEqual([
    ['copies', 'keeper'],
    ['pause', 250],
    ['sources', [snap(2)]],
    ['volumes'],
    ['pause', 250],
    ['schedule', 'keeper-drill'],
  ]);
  expect(counts).toEqual([['DrillRuns', 1]]);
  expect(gauges).toEqual([['VolumesNotDrilled', { value: 1, unit: 'Count', ofRegion: 'us-west-2' }]]);
  expect(lines).toEqual([
    ['warn', 'not drilled in time', { volumeId: vol(1), lastDrill: 'none' }],
    ['info', 'drills chosen', { volumes: 1, chosen: [vol(1)], deferred: 0, notDrilled: 1 }],
  ]);
});

test('both Regions are read to the last page, with a pause after each', async () => {
  const { run, calls } = world({
    copies: [copyOf(1), copyOf(2)],
    volumes: [volume(1, `failed: ${copyId(1)} at ${NOW}`), volume(2, `failed: ${copyId(2)} at ${NOW}`)],
    pageSize: 1,
  });

  expect((await run({})).drills).toEqual([chosen(1), chosen(2)]);
  expect(calls.filter(([call]) => call === 'pause')).toHaveLength(4);
});

test.each<[what: string, newest: Partial<Snapshot>]>([
  ['that is still being made', { state: 'pending' }],
  ['that has failed', { state: 'error' }],
  ['in the Recycle Bin', { state: 'recoverable' }],
  ['in the archive', { storageTier: 'archive' }],
])('a newer copy %s is passed over for the one before', async (_, newest) => {
  expect(await drills({ copies: [copyOf(1), copyOf(2, 1, newest)] })).toEqual([chosen(1)]);
});

test.each<[what: string, world: World]>([
  ['whose source is gone', { sources: [] }],
  ['whose source is in the archive', { sources: [sourceOf(1, { storageTier: 'archive' })] }],
  ['whose source is not completed', { sources: [sourceOf(1, { state: 'error' })] }],
  ['of which no copy can be read', { copies: [copyOf(1, 1, { state: 'pending' })] }],
])('one %s is not drilled, and counted as such after its time', async (_, shown) => {
  const { run, gauges } = world(shown);

  expect(await run({})).toEqual({ drills: [], deferredCount: 0 });
  expect(gauges).toEqual([['VolumesNotDrilled', { value: 1, unit: 'Count', ofRegion: 'us-west-2' }]]);
});

test.each<[what: string, world: World]>([
  ['a volume that is gone', { volumes: [] }],
  ['a volume without a copy here', { volumes: [volume(2)] }],
  [
    'a copy of another deployment',
    { copies: [copyOf(1, 1, { tags: { 'snapshot-keeper:managed-by': 'other' } })] },
  ],
  [
    'what only says that it is a copy of ours',
    { copies: [{ ...copyOf(1), description: 'a copy of something' }] },
  ],
])('%s is neither drilled nor counted', async (_, shown) => {
  const { run, lines, gauges } = world(shown);

  expect(await run({})).toEqual({ drills: [], deferredCount: 0 });
  expect(gauges).toEqual([['VolumesNotDrilled', { value: 0, unit: 'Count', ofRegion: 'us-west-2' }]]);
  expect(lines).toEqual([['info', 'drills chosen', { volumes: 0, chosen: [], deferred: 0, notDrilled: 0 }]]);
});

test('what was drilled lately waits, and what has failed is tried again', async () => {
  const at = '2030-05-31T03:00:00.000Z';
  const volumes = [
    volume(1, same(1, at)),
    volume(2, `failed: ${copyId(2)} at ${at}`),
    volume(3, `differs: ${copyId(3)} at ${at}`),
  ];

  expect(await drills({ copies: [copyOf(1), copyOf(2), copyOf(3)], volumes })).toEqual([
    chosen(2),
    chosen(3),
  ]);
});

test('the mark of another Region is none of this one', async () => {
  const mark = { 'snapshot-keeper:drilled/eu-west-1': same(1, '2030-05-31T03:00:00.000Z') };

  expect(await drills({ volumes: [{ ...volume(1), tags: mark }] })).toEqual([chosen(1)]);
});

test.each([
  ['is not drilled where no tag remembers it', {}, []],
  ['is drilled where one does', { [MARK]: same(1, LONG_AGO) }, [chosen(1)]],
])('a volume that has no room for a tag %s', async (_, mark, expected) => {
  const others = Object.fromEntries(
    Array.from({ length: 50 - Object.keys(mark).length }, (_entry, index) => [`key-${index}`, '']),
  );

  expect(await drills({ volumes: [{ ...volume(1), tags: { ...others, ...mark } }] })).toEqual(expected);
});

test('a run drills a hundred, and the rest is left for the next day', async () => {
  const numbers = Array.from({ length: 130 }, (_, index) => index + 1);
  const { run, lines } = world({
    copies: numbers.map((number) => copyOf(number)),
    volumes: numbers.map((number) => volume(number, `failed: ${copyId(number)} at ${NOW}`)),
  });

  const answer = await run({});

  expect(answer.deferredCount).toBe(30);
  expect(answer.drills).toEqual(numbers.slice(0, 100).map((number) => chosen(number)));
  expect(lines.at(-1)).toMatchObject([
    'info',
    'drills chosen',
    { volumes: 130, deferred: 30, notDrilled: 130 },
  ]);
  expect(lines.filter(([, message]) => message === 'not drilled in time')).toHaveLength(100);
});

// Thirty days before NOW is 2030-05-02T03:00:00Z.
test.each<[what: string, count: number, mark: string | undefined, createdAt?: string, scheduledAt?: string]>([
  ['drilled thirty days ago', 0, same(1, '2030-05-02T03:00:00.000Z')],
  ['drilled longer ago', 1, same(1, '2030-05-02T02:59:59.999Z')],
  ['that differed in time: this was found', 0, `differs: ${copyId(1)} at 2030-05-02T03:00:00.000Z`],
  ['that differed longer ago', 1, `differs: ${copyId(1)} at 2030-05-02T02:59:59.999Z`],
  ['that could not be drilled yesterday', 1, `failed: ${copyId(1)} at 2030-05-31T03:00:00.000Z`],
  ['never drilled, of a volume made thirty days ago', 0, undefined, '2030-05-02T03:00:00.000Z'],
  ['never drilled, of an older volume', 1, undefined, '2030-05-02T02:59:59.999Z'],
  [
    'never drilled, where drills are scheduled since thirty days ago',
    0,
    undefined,
    LONG_AGO,
    '2030-05-02T03:00:00.000Z',
  ],
  ['never drilled, where they are longer', 1, undefined, LONG_AGO, '2030-05-02T02:59:59.999Z'],
  ['that failed where drills are new', 0, `failed: ${copyId(1)} at ${NOW}`, LONG_AGO, NOW],
  ['with a mark that somebody has spoilt', 1, 'same: yesterday'],
])('one %s counts as not drilled in time: %i', async (...[, count, mark, createdAt, scheduledAt]) => {
  const { run, lines, gauges } = world({
    volumes: [volume(1, mark, createdAt)],
    ...(scheduledAt !== undefined && { scheduledAt }),
  });

  await run({});

  expect(gauges).toEqual([['VolumesNotDrilled', { value: count, unit: 'Count', ofRegion: 'us-west-2' }]]);
  expect(lines.filter(([, message]) => message === 'not drilled in time')).toHaveLength(count);
});

test('a volume without a time of its own was there when drills began', async () => {
  const { volumeId, volumeType, sizeGib, zone, tags } = volume(1);
  const { run, gauges } = world({ volumes: [{ volumeId, volumeType, sizeGib, zone, tags }] });

  await run({});

  expect(gauges).toMatchObject([['VolumesNotDrilled', { value: 1 }]]);
});

test('where nothing is scheduled, what was never drilled is not late, and what was drilled may be', async () => {
  const { run, gauges } = world({
    copies: [copyOf(1), copyOf(2)],
    volumes: [volume(1), volume(2, same(2, LONG_AGO))],
    scheduledAt: null,
  });

  await run({});

  expect(gauges).toMatchObject([['VolumesNotDrilled', { value: 1 }]]);
});

test('which one is late is said with its last drill', async () => {
  const { run, lines } = world({ volumes: [volume(1, same(1, '2030-04-01T03:00:00.000Z'))] });

  await run({});

  expect(lines[0]).toEqual([
    'warn',
    'not drilled in time',
    {
      volumeId: vol(1),
      lastDrill: { verdict: 'same', copyId: copyId(1), endedAt: '2030-04-01T03:00:00.000Z' },
    },
  ]);
});

describe('by hand', () => {
  test('the volume that is named is drilled, however lately it was, and no run is counted', async () => {
    const { run, calls, lines, counts, gauges } = world({
      copies: [copyOf(1), copyOf(2, 1)],
      volumes: [volume(1, same(1, NOW)), volume(2)],
    });

    expect(await run({ volumeId: vol(1) })).toEqual({ drills: [chosen(2, 1)], deferredCount: 0 });
    expect(calls).toEqual([
      ['copies', 'keeper', vol(1)],
      ['sources', [snap(2)]],
      ['volume', vol(1)],
    ]);
    expect([lines, counts, gauges]).toEqual([[], [], []]);
  });

  test.each<[what: string, world: World]>([
    ['is gone', { volumes: [] }],
    ['has no copy here', { copies: [] }],
    ['has none that is completed', { copies: [copyOf(1, 1, { state: 'pending' })] }],
    ['has one whose source is gone', { sources: [] }],
    ['has one whose source is in the archive', { sources: [sourceOf(1, { storageTier: 'archive' })] }],
  ])('one that %s is refused', async (_, shown) => {
    const { run } = world(shown);

    await expect(run({ volumeId: vol(1) })).rejects.toThrow(
      new InvalidInput(
        `${vol(1)} cannot be drilled in us-west-2: expected a volume of us-east-1 that is there, that has room for a tag, with a completed copy here whose source is there`,
      ),
    );
  });
});

describe('the handler', () => {
  const environment = {
    DEPLOYMENT: 'keeper',
    PRIMARY_REGION: 'us-east-1',
    WITHIN_DAYS: '30',
    SCHEDULE: 'keeper-drill',
    SCHEDULE_GROUP: 'keeper-group',
  };
  const within = (answers: Readonly<Record<string, readonly object[]>>) =>
    recordingRuntime({ region: 'us-west-2', environment, answers });

  test('reads copies and the schedule in its own Region, volumes in the primary one', async () => {
    const { runtime, calls } = within({
      DescribeSnapshotsCommand: [{ Snapshots: [] }],
      DescribeVolumesCommand: [{ Volumes: [] }],
      GetScheduleCommand: [{ CreationDate: new Date(LONG_AGO) }],
    });

    expect(await handler.within(runtime)({ volumeId: null })).toEqual({ drills: [], deferredCount: 0 });
    expect(calls).toMatchObject([
      ['ec2 us-west-2', 'DescribeSnapshotsCommand', { OwnerIds: ['self'] }],
      ['ec2 us-east-1', 'DescribeVolumesCommand', {}],
      ['scheduler us-west-2', 'GetScheduleCommand', { GroupName: 'keeper-group', Name: 'keeper-drill' }],
    ]);
  });

  test.each([
    ['RequestLimitExceeded', 503, ServiceBusy],
    ['UnauthorizedOperation', 403, AccessDenied],
  ])('fails where a Region cannot be read, %s', async (name, httpStatusCode, Failure) => {
    const error = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });
    const { runtime } = within({
      DescribeSnapshotsCommand: [{ Snapshots: [] }],
      DescribeVolumesCommand: [error],
    });

    await expect(handler.within(runtime)({})).rejects.toThrow(Failure);
  });

  test.each(Object.keys(environment))('refuses to start without %s', (variable) => {
    const { runtime } = recordingRuntime({
      region: 'us-west-2',
      environment: { ...environment, [variable]: undefined },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
  });

  test.each(['vol-*', '', 1])('refuses %p as a volume before any call', async (volumeId) => {
    const { runtime, calls } = within({});

    await expect(handler.within(runtime)({ volumeId })).rejects.toThrow(InvalidInput);
    expect(calls).toEqual([]);
  });
});
