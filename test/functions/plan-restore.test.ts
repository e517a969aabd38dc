import type { Target } from '../../functions/domain/plan-restore';
import { InvalidInput } from '../../functions/domain/errors';
import type { Selection } from '../../functions/domain/selection';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Volume } from '../../functions/domain/volume';
import { handler, planRestoreOf } from '../../functions/plan-restore/handler';
import { copy, snap, snapshot, vol } from '../support/builders';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const INSTANCE = 'i-0123456789abcdef0';
const OTHER = 'i-00000000000000009';
const MONDAY = '2030-01-07T02:00:00.000Z';
const TUESDAY = '2030-01-08T02:00:00.000Z';
const NOW = '2030-01-08T12:00:00Z';

const PLACE = { 'snapshot-keeper:zone': 'us-east-1a', 'snapshot-keeper:volume-type': 'gp3' };

const taken = (number: number, of: number, takenAt: string, more: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshot(snap(number), takenAt, {
    ...more,
    tags: {
      ...PLACE,
      'snapshot-keeper:volume': vol(of),
      'snapshot-keeper:instance': INSTANCE,
      ...more.tags,
    },
  }),
  volumeId: vol(of),
});

const member = (number: number, of: number, takenAt: string, set: string): Snapshot =>
  taken(number, of, takenAt, { description: `snapshot-keeper keeper: due ${takenAt} by db, set ${set}` });

const volume = (number: number): Volume => ({
  volumeId: vol(number),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  instanceId: INSTANCE,
  tags: {},
});

const TARGET: Target = {
  instanceId: OTHER,
  state: 'running',
  zone: 'us-east-1b',
  isWindows: false,
  devices: ['/dev/xvda'],
};

type World = {
  readonly shown: readonly Snapshot[];
  readonly attached?: readonly Volume[];
  readonly target?: Target;
  readonly region?: string;
  readonly hasImages?: boolean;
  readonly isInterrupting?: boolean;
  readonly selection?: Selection;
};

function world({ shown, attached = [], target, region = 'us-east-1', ...more }: World) {
  const { hasImages = false, isInterrupting = false, selection = { tagKey: 'Backup' } } = more;
  const { log, lines } = recorder();
  const asked: unknown[] = [];
  const run = planRestoreOf({
    points: {
      shownOf: (ids) => {
        asked.push(['shownOf', ...ids]);
        return Promise.resolve([...shown]);
      },
      volumeIdsTagged: ({ tagKey, tagValues = [] }) =>
        Promise.resolve(
          shown
            .filter(({ tags }) => tagValues.includes(tags[tagKey] ?? ''))
            .map(({ tags }) => tags['snapshot-keeper:volume'] ?? ''),
        ),
      withImages: (snapshots) => {
        asked.push('withImages');
        return Promise.resolve([...snapshots]);
      },
    },
    snapshots: { byId: (id) => Promise.resolve(shown.find(({ snapshotId }) => snapshotId === id)) },
    volumes: { attachedTo: () => Promise.resolve([...attached]) },
    targets: { byId: () => Promise.resolve(target) },
    deployment: 'keeper',
    primaryRegion: 'us-east-1',
    selection,
    hasImages,
    isInterrupting,
    region,
    now: () => new Date(NOW),
    log,
  });
  return {
    /** What is planned, without what was wished of the machine. */
    run: async (input: object) => {
      const { isDryRun, withoutSelectionTag, ...plan } = await run({ input });
      expect({ isDryRun, withoutSelectionTag }).toEqual({ isDryRun: false, withoutSelectionTag: false });
      return plan;
    },
    answer: (input: object) => run({ input }),
    lines,
    asked,
  };
}

const made = (number: number, of: number, takenAt: string, more: object = {}) => ({
  ofVolumeId: vol(of),
  snapshotId: snap(number),
  takenAt,
  sizeGib: 8,
  zone: 'us-east-1a',
  volumeType: 'gp3',
  ...more,
});

describe('of a volume', () => {
  const shown = [taken(1, 1, MONDAY), taken(2, 1, TUESDAY)];

  test('the newest is restored', async () => {
    const { run, lines } = world({ shown });

    expect(await run({ volumeId: vol(1) })).toEqual({ volumes: [made(2, 1, TUESDAY)], notes: [] });
    expect(lines).toEqual([['info', 'restore planned', { snapshotIds: [snap(2)] }]]);
  });

  test('at a time, the newest that is no newer, in whatever zone the time is said', async () => {
    const { run } = world({ shown });

    expect(await run({ volumeId: vol(1), at: '2030-01-08T02:59:59+01:00' })).toEqual({
      volumes: [made(1, 1, MONDAY)],
      notes: [],
    });
  });

  test('what is of others is left out', async () => {
    const foreign = taken(3, 1, '2030-01-08T03:00:00.000Z', {
      tags: { 'snapshot-keeper:managed-by': 'other' },
    });
    const { run } = world({ shown: [...shown, foreign] });

    expect(await run({ volumeId: vol(1) })).toEqual({
      volumes: [made(2, 1, TUESDAY)],
      notes: [
        `${snap(3)} of ${vol(1)}, taken 2030-01-08T03:00:00.000Z, is newer and left out: not of this deployment.`,
      ],
    });
  });

  test.each([
    ['nothing', [], ''],
    [
      'a failed one alone',
      [taken(1, 1, MONDAY, { state: 'error', stateMessage: 'Internal error' })],
      ` The newest, ${snap(1)}, is left out: failed: Internal error.`,
    ],
    [
      'one of others alone',
      [taken(1, 1, MONDAY, { tags: { 'snapshot-keeper:managed-by': 'other' } })],
      ` The newest, ${snap(1)}, is left out: not of this deployment.`,
    ],
  ])('where there is %s, it is refused, and why', async (_, there, why) => {
    const { run, lines } = world({ shown: there });
    const refused = `${vol(1)} has nothing in us-east-1 that can be restored at 2030-01-08T12:00:00.000Z.${why}`;

    expect(await run({ volumeId: vol(1) })).toEqual({ refused, volumes: [], notes: [] });
    expect(lines).toEqual([['info', 'restore planned', { refused, snapshotIds: [] }]]);
  });

  test('in a DR Region its copies are restored, in the zone that is named', async () => {
    const { run } = world({
      shown: [{ ...copy(snap('c'), snap(1), MONDAY, { tags: PLACE }), volumeId: 'vol-ffffffff' }],
      region: 'us-west-2',
    });

    expect(await run({ volumeId: vol(1), zone: 'us-west-2b' })).toEqual({
      volumes: [{ ...made(1, 1, MONDAY), snapshotId: snap('c'), zone: 'us-west-2b' }],
      notes: [],
    });
  });
});

describe('of a snapshot that is named', () => {
  test('that one is restored, though others are newer', async () => {
    const { run, asked } = world({ shown: [taken(1, 1, MONDAY), taken(2, 1, TUESDAY)] });

    expect(await run({ snapshotId: snap(1) })).toEqual({ volumes: [made(1, 1, MONDAY)], notes: [] });
    expect(asked).toEqual([['shownOf', vol(1)]]);
  });

  test('also one of which the set lacks a member, and that is said', async () => {
    const { run } = world({ shown: [member(1, 1, MONDAY, '0123456789ab/2')] });

    expect(await run({ snapshotId: snap(1) })).toEqual({
      volumes: [made(1, 1, MONDAY)],
      notes: [`${snap(1)} may not fit to other volumes: its set 0123456789ab lacks a finished member.`],
    });
  });

  test.each([
    ['one that is not there', [], `EC2 shows no snapshot ${snap(1)} in us-east-1.`],
    [
      'one that belongs to no volume',
      [{ ...taken(1, 1, MONDAY), volumeId: 'vol-ffffffff' }],
      `Nobody can tell of which volume ${snap(1)} is.`,
    ],
    [
      'one of others',
      [taken(1, 1, MONDAY, { tags: { 'snapshot-keeper:managed-by': 'other' } })],
      `${snap(1)} is not of this deployment, which may make no volume of it: docs/restore.md says how a person does.`,
    ],
    [
      'one that is archived',
      [taken(1, 1, MONDAY, { storageTier: 'archive' })],
      `${snap(1)} cannot be restored: in the archive tier, from which it has to be restored first, which takes up to 72 hours.`,
    ],
  ])('%s is refused', async (_, shown, refused) => {
    const { run } = world({ shown });

    expect(await run({ snapshotId: snap(1) })).toEqual({ refused, volumes: [], notes: [] });
  });
});

describe('of a copy that has lost the tag by which IAM lets a volume be made of it', () => {
  const copied = (number: number, takenAt: string, tags: object) => ({
    ...copy(snap(`c${number}`), snap(number), takenAt, { tags: PLACE }),
    volumeId: 'vol-ffffffff',
    tags: { ...PLACE, ...tags },
  });
  const OURS = { 'snapshot-keeper:managed-by': 'keeper' };
  const shown = [copied(1, MONDAY, OURS), copied(2, TUESDAY, {})];
  const there = { region: 'us-west-2', shown };

  test('the next one of its volume is restored, and that is said', async () => {
    expect(await world(there).run({ volumeId: vol(1), zone: 'us-west-2b' })).toEqual({
      volumes: [{ ...made(1, 1, MONDAY), snapshotId: snap('c1'), zone: 'us-west-2b' }],
      notes: [
        `${snap('c2')} of ${vol(1)}, taken ${TUESDAY}, is newer and left out: its tag snapshot-keeper:managed-by is lost or edited.`,
      ],
    });
  });

  test('none is made where it is named, and how that is mended is said', async () => {
    expect(await world(there).run({ snapshotId: snap('c2'), zone: 'us-west-2b' })).toEqual({
      refused: `${snap('c2')} has lost its tag snapshot-keeper:managed-by, without which IAM has the deployment make no volume of it. Put it back: aws ec2 create-tags --region us-west-2 --resources ${snap('c2')} --tags Key=snapshot-keeper:managed-by,Value=keeper`,
      volumes: [],
      notes: [],
    });
  });
});

describe('of an instance', () => {
  test('all of its volumes are restored, of one moment where they have one', async () => {
    const { run, asked } = world({
      shown: [member(1, 1, MONDAY, '0123456789ab/2'), member(2, 2, MONDAY, '0123456789ab/2')],
      attached: [volume(1), volume(2)],
    });

    expect(await run({ instanceId: INSTANCE })).toEqual({
      volumes: [made(1, 1, MONDAY), made(2, 2, MONDAY)],
      notes: [`Together, of one moment: set 0123456789ab, taken ${MONDAY}.`],
    });
    expect(asked).toEqual([['shownOf', vol(1), vol(2)]]);
  });

  test('where they have not, that is said', async () => {
    const { run } = world({
      shown: [taken(1, 1, MONDAY), taken(2, 2, TUESDAY)],
      attached: [volume(1), volume(2)],
    });

    expect(await run({ instanceId: INSTANCE })).toEqual({
      volumes: [made(1, 1, MONDAY), made(2, 2, TUESDAY)],
      notes: [`Together, not of one moment: taken from ${MONDAY} to ${TUESDAY}.`],
    });
  });

  test('one that is gone is known by what its snapshots say', async () => {
    const { run } = world({ shown: [taken(1, 1, MONDAY), taken(2, 2, MONDAY)] });

    expect(await run({ instanceId: INSTANCE })).toMatchObject({
      volumes: [{ snapshotId: snap(1) }, { snapshotId: snap(2) }],
    });
  });

  describe('of which a volume has nothing to restore', () => {
    const there = { shown: [taken(1, 1, MONDAY)], attached: [volume(1), volume(3)] };
    const plan = {
      volumes: [made(1, 1, MONDAY)],
      notes: [
        `Together, one volume, of ${MONDAY}. 1 of its 2 volumes cannot be restored.`,
        `${vol(3)} has nothing here that can be restored.`,
      ],
      withoutSelectionTag: false,
    };
    const refused = `${INSTANCE} would not be whole: of ${vol(3)} there is nothing in us-east-1 that can be restored at 2030-01-08T12:00:00.000Z. The others are restored without with --partly, Partly=true in the runbook.`;

    test.each([true, false])('it is refused, and shown what would be made; dry run: %s', async (dryRun) => {
      expect(await world(there).answer({ instanceId: INSTANCE, dryRun })).toEqual({
        ...plan,
        refused,
        isDryRun: dryRun,
      });
    });

    test('the others are restored where a part is enough', async () => {
      expect(await world(there).answer({ instanceId: INSTANCE, partly: true })).toEqual({
        ...plan,
        isDryRun: false,
      });
    });
  });

  test('a volume that has left it is left out, and one that has nothing is named', async () => {
    const { run } = world({
      shown: [taken(1, 1, TUESDAY), taken(2, 2, MONDAY)],
      attached: [volume(1), volume(3)],
    });

    expect(await run({ instanceId: INSTANCE, partly: true })).toEqual({
      volumes: [made(1, 1, TUESDAY)],
      notes: [
        `Together, one volume, of ${TUESDAY}. 1 of its 2 volumes cannot be restored.`,
        `${vol(3)} has nothing here that can be restored.`,
        `Left out: ${vol(2)} (not attached any more, and last taken ${MONDAY}). Each can be restored alone, by its own id.`,
      ],
    });
  });

  test('where no volume has anything, it is refused', async () => {
    const { run } = world({ shown: [], attached: [volume(1)] });

    expect(await run({ instanceId: INSTANCE })).toEqual({
      refused: `No volume of ${INSTANCE} has anything in us-east-1 that can be restored at 2030-01-08T12:00:00.000Z.`,
      volumes: [],
      notes: [],
    });
  });
});

test('AMIs are read where schedules make them, and else not', async () => {
  const { run, asked } = world({ shown: [taken(1, 1, MONDAY)], hasImages: true });

  await run({ volumeId: vol(1) });

  expect(asked).toEqual([['shownOf', vol(1)], 'withImages']);
});

describe('what is wished', () => {
  const shown = [taken(1, 1, MONDAY)];

  test('is passed on, and the instance says the zone', async () => {
    const { run } = world({ shown, target: TARGET });

    expect(
      await run({
        volumeId: vol(1),
        attachTo: OTHER,
        device: '/dev/sdp',
        volumeType: 'io2',
        iops: 500,
        kmsKeyId: 'alias/mine',
        initializationRateMibps: 100,
      }),
    ).toEqual({
      volumes: [
        made(1, 1, MONDAY, {
          zone: 'us-east-1b',
          volumeType: 'io2',
          iops: 500,
          kmsKeyId: 'alias/mine',
          initializationRateMibps: 100,
          instanceId: OTHER,
          device: '/dev/sdp',
        }),
      ],
      notes: [expect.stringContaining('Initialised at 100 MiB/s')],
    });
  });

  test('a throughput too', async () => {
    const { run } = world({ shown });

    expect(await run({ volumeId: vol(1), throughputMibps: 250 })).toMatchObject({
      volumes: [{ throughputMibps: 250 }],
    });
  });

  test.each([
    [
      { zone: 'us-west-2a' },
      'us-west-2a is no zone of us-east-1, where the restore is: expected one such as us-east-1a.',
    ],
    [{ attachTo: OTHER }, `EC2 shows no instance ${OTHER} in us-east-1.`],
    [
      { volumeType: 'st1' },
      `${snap(1)} of ${vol(1)}: a volume of the type st1 has 125 to 16,384 GiB, and this one has 8.`,
    ],
  ])('%j is refused', async (wish, refused) => {
    const { run } = world({ shown });

    expect(await run({ volumeId: vol(1), ...wish })).toEqual({ refused, volumes: [], notes: [] });
  });
});

describe('of the machine is wished', () => {
  const shown = [taken(1, 1, MONDAY)];

  test.each([true, false])('a dry run: %s', async (dryRun) => {
    expect(await world({ shown }).answer({ volumeId: vol(1), dryRun })).toEqual({
      volumes: [made(1, 1, MONDAY)],
      notes: [],
      isDryRun: dryRun,
      withoutSelectionTag: false,
    });
  });

  test.each([true, false])('no tag of the selection: %s', async (withoutSelectionTag) => {
    expect(await world({ shown }).answer({ volumeId: vol(1), withoutSelectionTag })).toEqual({
      volumes: [made(1, 1, MONDAY)],
      notes: [],
      isDryRun: false,
      withoutSelectionTag,
    });
  });

  test('of which there is none where all volumes are selected, so that it is refused', async () => {
    const { answer, asked } = world({ shown, selection: 'all' });

    expect(await answer({ volumeId: vol(1), withoutSelectionTag: true, dryRun: true })).toEqual({
      refused: 'The deployment selects all volumes, so that there is no tag without which one is left alone.',
      volumes: [],
      notes: [],
      isDryRun: true,
      withoutSelectionTag: true,
    });
    expect(asked).toEqual([]);
  });
});

describe('where a schedule reboots or freezes instances', () => {
  const there = { shown: [taken(1, 1, MONDAY)], target: TARGET, isInterrupting: true };
  const notesOf = async (more: object, input: object) =>
    (await world({ ...there, ...more }).answer({ volumeId: vol(1), ...input })).notes;
  const TOLD = `Schedules that go by the volume's tags cover ${OTHER} from now on, and may reboot or freeze it`;

  test('it is said that they come to cover the one to which the volume is attached, and what keeps it out', async () => {
    expect(await notesOf({}, { attachTo: OTHER })).toEqual([
      `${TOLD}: --without-selection-tag keeps it out.`,
    ]);
  });

  test('also where nothing keeps it out', async () => {
    expect(await notesOf({ selection: 'all' }, { attachTo: OTHER })).toEqual([`${TOLD}.`]);
  });

  test.each<[where: string, more: object, input: object]>([
    ['the volume is attached to none', {}, {}],
    ['the tag is left off', {}, { attachTo: OTHER, withoutSelectionTag: true }],
    ['no schedule does either', { isInterrupting: false }, { attachTo: OTHER }],
  ])('nothing is said where %s', async (_, more, input) => {
    expect(await notesOf(more, input)).toEqual([]);
  });
});

const ENVIRONMENT = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  SELECTION: '{"tagKey":"Backup"}',
  IMAGES: 'false',
  INTERRUPTS: 'false',
};

test.each([
  ['a field that is misspelt', { volumeId: vol(1), dryrun: true }, 'input: Unrecognized key: "dryrun"'],
  ['another', { volumeId: vol(1), kmsKeyID: 'alias/mine' }, 'input: Unrecognized key: "kmsKeyID"'],
  [
    'a dry run in words',
    { volumeId: vol(1), dryRun: 'true' },
    'input.dryRun: Invalid input: expected boolean',
  ],
  [
    'a tag left off in words',
    { volumeId: vol(1), withoutSelectionTag: 'yes' },
    'input.withoutSelectionTag: Invalid input: expected boolean',
  ],
  ['nothing that is meant', {}, 'expected one of snapshotId, volumeId and instanceId'],
  ['two', { volumeId: vol(1), instanceId: INSTANCE }, 'expected one of snapshotId, volumeId and instanceId'],
  ['a wildcard', { volumeId: 'vol-*' }, 'volumeId: expected the id of a volume'],
  ['a time with a snapshot', { snapshotId: snap(1), at: NOW }, 'expected no time with snapshotId'],
  [
    'a part of a volume',
    { volumeId: vol(1), partly: true },
    'input: expected instanceId with partly, since a snapshot and a volume have no parts',
  ],
  ['a time that is none', { volumeId: vol(1), at: 'yesterday' }, 'at: '],
  [
    'a zone and an instance',
    { volumeId: vol(1), zone: 'us-east-1a', attachTo: OTHER },
    'expected zone or attachTo',
  ],
  ['a device and no instance', { volumeId: vol(1), device: '/dev/sdf' }, 'expected attachTo with device'],
  [
    'a device that is none',
    { volumeId: vol(1), attachTo: OTHER, device: 'sdf' },
    'device: expected the name of a device',
  ],
  [
    'an instance that is none',
    { volumeId: vol(1), attachTo: 'i-*' },
    'attachTo: expected the id of an instance',
  ],
])('an input with %s is refused before any call', async (_, input, named) => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment: ENVIRONMENT,
  });

  const called = handler.within(runtime)({ input });

  await expect(called).rejects.toThrow(InvalidInput);
  await expect(called).rejects.toThrow(named);
  expect(calls).toEqual([]);
});

test('the handler reads the Region in which it is', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-west-2',
    environment: ENVIRONMENT,
    answers: { DescribeSnapshotsCommand: [{ Snapshots: [] }, { Snapshots: [] }] },
  });

  expect(await handler.within(runtime)({ input: { volumeId: vol(1) } })).toMatchObject({ volumes: [] });
  expect(calls.map(([client]) => client)).toEqual(['ec2 us-west-2', 'ec2 us-west-2']);
});
