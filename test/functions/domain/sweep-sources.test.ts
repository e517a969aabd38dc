import { calendarOf } from '../../../functions/domain/calendar';
import type { Repair } from '../../../functions/domain/repair';
import { describeCopy } from '../../../functions/domain/copy-description';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { sweepSources, type SourcesQuestion } from '../../../functions/domain/sweep-sources';
import { tagsWithKeys, type Tags } from '../../../functions/domain/tags';
import type { Volume } from '../../../functions/domain/volume';
import { copy, short, snap, snapshot, underWay, vol } from '../../support/builders';

const DR = 'us-west-2';
const DAYS = ['2029-12-29', '2029-12-30', '2029-12-31', '2030-01-01'].map((day) => `${day}T00:00:00Z`);
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = DAYS;
const VOLUME = {
  volumeId: vol(1),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags: { Backup: 'yes' },
};

/** One that nobody has adopted. */
const bare = (digits: number, takenAt: string, more: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshot(snap(digits), takenAt),
  tags: {},
  ...more,
});

/** A source whose copy in the DR Region is confirmed; its id is that of the source with 9 before it. */
const copied = (digits: number, takenAt: string, more: Partial<Snapshot> = {}) => ({
  source: snapshot(snap(digits), takenAt, {
    ...more,
    tags: { [`snapshot-keeper:copy/${DR}`]: `${snap(90 + digits)} of ${snap(digits)}`, ...more.tags },
  }),
  copy: copy(snap(90 + digits), snap(digits), takenAt),
});

type Facts = Partial<Omit<SourcesQuestion, 'copies'>> & {
  readonly copies?: readonly Snapshot[];
  /** Ids of what executions are about that have just begun. */
  readonly running?: readonly string[];
  readonly isVolumeGone?: boolean;
  readonly isUnread?: boolean;
};

function sweep({
  copies = [],
  running = [],
  isVolumeGone = false,
  isUnread = false,
  ...facts
}: Facts): Repair[] {
  return sweepSources({
    deployment: 'keeper',
    region: 'us-east-1',
    selection: { tagKey: 'Backup' },
    adoption: { dlm: true, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
    adoptFrom: new Date('2029-12-01T00:00:00Z'),
    retention: { last: 2 },
    scheduleRetention: {},
    copyRetention: { [DR]: { last: 1 } },
    deletionLimit: 'none',
    sweepHours: 1,
    calendar: calendarOf('UTC'),
    now: new Date('2030-01-01T12:00:00Z'),
    volumes: new Map(isVolumeGone ? [] : [[vol(1), VOLUME]]),
    snapshots: [],
    copies: new Map(isUnread ? [] : [[DR, copies]]),
    underWay: underWay(...running),
    ...facts,
  });
}

const inWords = (facts: Facts): string[] =>
  sweep(facts).map(({ lack, machine, snapshotId, reason }) =>
    short(`${machine} ${snapshotId}: ${lack}, ${reason}`),
  );

const NEWEST = copied(4, FOURTH);

describe('a snapshot that no event has told of', () => {
  const UNADOPTED = 'snapshot-created snap-4: newest unadopted, no event has told of it';

  test('is adopted, as its event would have done', () => {
    expect(sweep({ snapshots: [bare(4, FOURTH)] })).toEqual([
      {
        lack: 'newest unadopted',
        machine: 'snapshot-created',
        region: 'us-east-1',
        snapshotId: snap(4),
        volumeId: vol(1),
        input: { snapshotId: snap(4), volumeId: vol(1) },
        takenAt: FOURTH,
        reason: 'no event has told of it',
      },
    ]);
  });

  test.each<[rule: string, facts: Facts, expected: string[]]>([
    ['is left to its event for an hour', { now: new Date('2030-01-01T00:59:59Z') }, []],
    ['is not started beside an execution about it', { running: [snap(4)] }, []],
    ['from before adoption begins stays as it is', { adoptFrom: new Date('2030-01-01T00:00:01Z') }, []],
    ['of a volume that is not selected stays as it is', { selection: { tagKey: 'other' } }, []],
    [
      'of a volume that is gone is told where nobody knows whether it was selected',
      { isVolumeGone: true },
      ['snapshot-created snap-4: scope unknown, the volume is gone'],
    ],
    [
      'of a volume that is gone is told of no more after two weeks',
      { isVolumeGone: true, now: new Date('2030-01-15T00:00:00Z') },
      [],
    ],
    [
      'of a volume that is gone is adopted where all are selected',
      { isVolumeGone: true, selection: 'all' },
      [UNADOPTED],
    ],
  ])('%s', (_, facts, expected) => {
    expect(inWords({ snapshots: [bare(4, FOURTH)], ...facts })).toEqual(expected);
  });

  test.each<[rule: string, more: Partial<Snapshot>]>([
    ['is pending', { state: 'pending' }],
    ['is AWS Backup’s', { tags: { 'aws:backup:source-resource': 'x' } }],
    ['is opted out', { tags: { 'snapshot-keeper:opt-out': '' } }],
    [
      'another deployment has adopted',
      { tags: { 'snapshot-keeper:managed-by': 'other', 'snapshot-keeper:snapshot': snap(4) } },
    ],
    ['stands for no volume', { volumeId: 'vol-ffffffff' }],
  ])('and that %s stays as it is', (_, more) => {
    expect(inWords({ snapshots: [bare(4, FOURTH, more)] })).toEqual([]);
  });

  test('and that has failed is told of, and not adopted', () => {
    expect(inWords({ snapshots: [bare(4, FOURTH, { state: 'error' })] })).toEqual([
      'snapshot-failed snap-4: snapshot failed, AWS gave no reason.',
    ]);
  });

  test('is less urgent where newer data is there', () => {
    expect(inWords({ snapshots: [bare(1, FIRST), NEWEST.source], copies: [NEWEST.copy] })).toEqual([
      'snapshot-created snap-1: unadopted, no event has told of it',
    ]);
  });

  test('is as urgent where newer data is not finished yet', () => {
    const pending = bare(5, '2030-01-01T10:00:00Z', { state: 'pending' });

    expect(inWords({ snapshots: [bare(4, FOURTH), pending] })).toEqual([UNADOPTED]);
  });

  test('and that lost our tag to somebody is adopted again', () => {
    const tags = tagsWithKeys(NEWEST.source.tags, (key) => key !== 'snapshot-keeper:managed-by');
    expect(inWords({ snapshots: [{ ...NEWEST.source, tags }], copies: [NEWEST.copy] })).toEqual([UNADOPTED]);
  });

  test('and has no room for our tags is copied, and told of once', () => {
    const full = bare(4, FOURTH, { tags: Object.fromEntries(DIGITS.map((digit) => [`own-${digit}`, ''])) });

    expect(inWords({ snapshots: [full] })).toEqual([UNADOPTED]);
    expect(inWords({ snapshots: [full], copies: [{ ...NEWEST.copy, state: 'error' }] })).toEqual([UNADOPTED]);
    const told = ['snapshot-created snap-4: no room, it has no room for our tags'];
    expect(inWords({ snapshots: [full], copies: [NEWEST.copy] })).toEqual(told);
    const newer = { snapshots: [full, bare(5, '2030-01-01T12:00:00Z', { state: 'completed' })] };
    expect(inWords({ ...newer, now: new Date('2030-01-01T12:30:00Z') })).toEqual(told);
    expect(inWords({ ...newer, now: new Date('2030-01-15T00:00:00Z') })).toEqual([
      'snapshot-created snap-5: newest unadopted, no event has told of it',
    ]);
  });
});

test.each([
  ['first', [0, 1]],
  ['last', [1, 0]],
])('a failed snapshot with our tags that EC2 shows %s ends no repair of its volume', (_, order) => {
  const failed = snapshot(snap(3), THIRD, { state: 'error' });
  const shown = [failed, snapshot(snap(4), FOURTH)];

  expect(inWords({ snapshots: order.map((index) => shown[index]!) })).toContain(
    'snapshot-created snap-4: copy missing, it has no copy in us-west-2',
  );
});

const DIGITS = Array.from({ length: 50 }, (_, digit) => digit);

describe('with so many tags of its own that ours have no room, a snapshot', () => {
  const full = (count: number): Snapshot =>
    bare(4, FOURTH, {
      tags: Object.fromEntries(DIGITS.slice(0, count).map((digit) => [`own-${digit}`, ''])),
    });

  test('has none where the confirmation of a copy would have none', () => {
    const facts: Facts = { copies: [NEWEST.copy] };

    expect(inWords({ ...facts, snapshots: [full(43)] })).toEqual([
      'snapshot-created snap-4: newest unadopted, no event has told of it',
    ]);
    expect(inWords({ ...facts, snapshots: [full(44)] })).toEqual([
      'snapshot-created snap-4: no room, it has no room for our tags',
    ]);
  });

  describe('and for what an instance of its volume bears', () => {
    const INSTANCE = 'i-0123456789abcdef0';
    const attached = { ...VOLUME, instanceId: INSTANCE };
    const bearing = (tags: Tags, volume: Volume = attached): Facts => ({
      volumes: new Map([[vol(1), volume]]),
      instances: new Map([[INSTANCE, tags]]),
      copies: [NEWEST.copy],
      snapshots: [full(43)],
    });
    const uncounted = ({ instances, ...facts }: Facts): Facts => (instances ? facts : {});
    const lacksOf = (facts: Facts): string[] => sweep(facts).map(({ lack }) => lack);
    const RETAIN = { 'snapshot-keeper:retain': '30d' };

    test.each<[rule: string, facts: Facts, expected: string[]]>([
      ['has none where that would have none', bearing(RETAIN), ['no room']],
      ['has some where it bears nothing', bearing({}), ['newest unadopted']],
      ['has some where that does not count', uncounted(bearing(RETAIN)), ['newest unadopted']],
      ['has some where the volume is of no instance', bearing(RETAIN, VOLUME), ['newest unadopted']],
    ])('%s', (_, facts, expected) => {
      expect(lacksOf(facts)).toEqual(expected);
    });

    test('has none where EC2 shows the instance no more, and the newest of ours repeats it', () => {
      const newest = copied(3, THIRD, { tags: { 'snapshot-keeper:retain': `30d of ${INSTANCE}` } });
      const facts = {
        ...bearing({}),
        snapshots: [newest.source, full(43)],
        copies: [newest.copy, NEWEST.copy],
      };

      expect(lacksOf({ ...facts, instances: new Map() })).toEqual(['no room']);
      expect(lacksOf(facts)).toEqual(['newest unadopted']);
    });
  });

  test('is copied until each DR Region has a copy', () => {
    const lacks = (inOther: readonly Snapshot[]): string[] =>
      sweepSources({
        ...QUESTION,
        snapshots: [full(50)],
        copies: new Map([
          [DR, [NEWEST.copy]],
          ['eu-west-1', inOther],
        ]),
      }).map(({ lack }) => lack);

    expect(lacks([])).toEqual(['newest unadopted']);
    expect(lacks([NEWEST.copy])).toEqual(['no room']);
  });
});

describe('a copy', () => {
  const source = snapshot(snap(4), FOURTH);
  const failed = (startedAt: string) => copy(snap(94), snap(4), FOURTH, { state: 'error', startedAt });
  /** A copy of another volume, of data from a time. */
  const ofAnother = (takenAt: string, tags: Tags = {}): Snapshot => ({
    ...copy(snap(98), snap(8), takenAt, { tags: { 'snapshot-keeper:volume': vol(8), ...tags } }),
    description: describeCopy({
      deployment: 'keeper',
      sourceSnapshotId: snap(8),
      volumeId: vol(8),
      region: 'us-east-1',
      takenAt,
      requestedAt: takenAt,
      requestId: 'call-8',
    }),
  });
  const WAITING = {
    now: new Date('2030-01-02T13:00:00Z'),
    underWay: new Map([[snap(4), new Date('2030-01-01T01:00:00Z')]]),
  };

  test.each<[rule: string, facts: Facts, expected: string[]]>([
    ['that is there and confirmed lacks nothing', { snapshots: [NEWEST.source], copies: [NEWEST.copy] }, []],
    [
      'that is not there is made',
      { snapshots: [source] },
      ['snapshot-created snap-4: copy missing, it has no copy in us-west-2'],
    ],
    [
      'that is confirmed and gone is made again',
      { snapshots: [NEWEST.source] },
      ['snapshot-created snap-4: copy missing, its copy in us-west-2 is gone'],
    ],
    [
      'that is not there is not missed in a Region that could not be read',
      { snapshots: [NEWEST.source], isUnread: true },
      [],
    ],
    [
      'that runs lacks nothing',
      { snapshots: [source], copies: [copy(snap(94), snap(4), FOURTH, { state: 'pending' })] },
      [],
    ],
    ['that is being asked for is not asked for twice', { snapshots: [source], running: [snap(4)] }, []],
    [
      'that an execution of a day ago has not made, while there is one of later data, is asked for again',
      { ...WAITING, snapshots: [source], copies: [ofAnother('2030-01-01T01:00:01Z')] },
      ['snapshot-created snap-4: copy missing, it has no copy in us-west-2'],
    ],
    [
      'waits for its turn behind an execution of a day ago, where there is none of later data',
      { ...WAITING, snapshots: [source], copies: [ofAnother('2030-01-01T01:00:00Z')] },
      [],
    ],
    [
      'waits for its turn, however many go first',
      {
        ...WAITING,
        snapshots: [source],
        copies: [ofAnother('2030-01-02T01:00:00Z', { 'snapshot-keeper:target': '1h' })],
      },
      [],
    ],
    [
      'waits for the first one of its volume, which runs',
      {
        ...WAITING,
        snapshots: [copied(2, SECOND).source, source],
        copies: [ofAnother('2030-01-02T01:00:00Z'), copy(snap(92), snap(2), SECOND, { state: 'pending' })],
      },
      [],
    ],
    [
      'that is finished and not confirmed is confirmed',
      { snapshots: [source], copies: [NEWEST.copy] },
      ['snapshot-copied snap-94: copy unconfirmed, its source snap-4 does not say that it is there'],
    ],
    [
      'of a volume that is not selected any more is confirmed all the same, and none is made there',
      {
        selection: { tagKey: 'other' },
        snapshots: [source, snapshot(snap(5), '2030-01-02T00:00:00Z')],
        copies: [NEWEST.copy],
      },
      ['snapshot-copied snap-94: copy unconfirmed, its source snap-4 does not say that it is there'],
    ],
    [
      'that is confirmed by another’s id is confirmed',
      {
        snapshots: [
          snapshot(snap(4), FOURTH, { tags: { [`snapshot-keeper:copy/${DR}`]: `${snap(8)} of ${snap(4)}` } }),
        ],
        copies: [NEWEST.copy],
      },
      ['snapshot-copied snap-94: copy unconfirmed, its source snap-4 does not say that it is there'],
    ],
    [
      'that has only just been finished is left to its event',
      { snapshots: [source], copies: [{ ...NEWEST.copy, completedAt: '2030-01-01T11:30:00Z' }] },
      [],
    ],
    [
      'that is being confirmed is not confirmed twice',
      { snapshots: [source], copies: [NEWEST.copy], running: [snap(94)] },
      [],
    ],
    [
      'that failed within a day is tried again by whoever judges it',
      { snapshots: [source], copies: [failed('2030-01-01T01:00:00Z')] },
      [],
    ],
    [
      'that failed a day ago is tried again',
      {
        now: new Date('2030-01-02T12:00:00Z'),
        snapshots: [source],
        copies: [failed('2030-01-01T01:00:00Z')],
      },
      ['snapshot-created snap-4: copy missing, its copy snap-94 in us-west-2 has failed'],
    ],
    [
      'that retention there would delete again is not made',
      { snapshots: [snapshot(snap(3), THIRD), NEWEST.source], copies: [NEWEST.copy] },
      [],
    ],
    [
      'is made of the newest alone where that is all that retention keeps there',
      { snapshots: [snapshot(snap(3), THIRD), source] },
      ['snapshot-created snap-4: copy missing, it has no copy in us-west-2'],
    ],
    [
      'of each that retention keeps there is made',
      {
        copyRetention: { [DR]: { last: 2 } },
        snapshots: [snapshot(snap(3), THIRD), NEWEST.source],
        copies: [NEWEST.copy],
      },
      ['snapshot-created snap-3: copy missing, it has no copy in us-west-2'],
    ],
    [
      'of what EC2 cannot copy is not missed',
      { snapshots: [snapshot(snap(4), FOURTH, { storageTier: 'archive' })] },
      [],
    ],
    [
      'of what claims to be from the future is not missed',
      { now: new Date('2029-12-31T12:00:00Z'), snapshots: [source] },
      [],
    ],
    [
      'of a volume that is no longer selected is not missed',
      { selection: { tagKey: 'other' }, snapshots: [source] },
      [],
    ],
    [
      'of a volume that is gone is made all the same',
      { isVolumeGone: true, snapshots: [source] },
      ['snapshot-created snap-4: copy missing, it has no copy in us-west-2'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(inWords(facts)).toEqual(expected);
  });
});

test('of each snapshot a copy is missed where nobody can read what is wanted there', () => {
  const newest = { ...NEWEST.source, tags: { ...NEWEST.source.tags, 'snapshot-keeper:dr-retain': 'many' } };

  expect(inWords({ snapshots: [snapshot(snap(3), THIRD), newest], copies: [NEWEST.copy] })).toEqual([
    'snapshot-created snap-3: copy missing, it has no copy in us-west-2',
  ]);
});

describe('what retention has given up', () => {
  const three = [copied(2, SECOND), copied(3, THIRD), NEWEST];
  const facts: Facts = { snapshots: three.map(({ source }) => source), copies: [NEWEST.copy] };
  const OVER = 'snapshot-created snap-4: over retention, 1 of the volume given up, and still there';

  test('goes by an execution of the newest', () => {
    expect(inWords(facts)).toEqual([OVER]);
  });

  test('goes by an execution of the newest that is finished', () => {
    const running = snapshot(snap(5), '2030-01-01T10:00:00Z', { state: 'pending' });

    expect(inWords({ ...facts, snapshots: [...(facts.snapshots ?? []), running] })).toEqual([OVER]);
  });

  test.each([
    ['retain', []],
    ['dr-retain', [OVER]],
  ])(
    'is what the volume’s own policy for this Region gives up, and not that for another: %s',
    (word, expected) => {
      const tags = { ...NEWEST.source.tags, [`snapshot-keeper:${word}`]: '3' };
      const [second, third] = three;
      const snapshots = [second!.source, third!.source, { ...NEWEST.source, tags }];

      expect(inWords({ snapshots, copies: three.map(({ copy: one }) => one) })).toEqual(expected);
    },
  );

  test('is not what a schedule keeps of its own', () => {
    const description = 'snapshot-keeper keeper: due 2029-12-29T00:00:00Z by nightly';
    const snapshots = three.map(({ source }, index) => (index === 0 ? { ...source, description } : source));

    expect(inWords({ ...facts, snapshots, scheduleRetention: { nightly: { last: 1 } } })).toEqual([]);
    expect(inWords({ ...facts, snapshots, scheduleRetention: { weekly: { last: 1 } } })).toEqual([OVER]);
  });

  test('stays where its copy is still wanted and not confirmed, in a Region that could not be read, too', () => {
    const [, third] = three;
    const snapshots = [snapshot(snap(2), SECOND), third!.source, NEWEST.source];
    const keepingThere = (last: number): Facts => ({
      copyRetention: { [DR]: { last } },
      snapshots,
      isUnread: true,
    });

    expect(inWords(keepingThere(3))).toEqual([]);
    expect(inWords(keepingThere(2))).toEqual([OVER]);
  });

  test('goes of a volume that is gone, too, but for the last', () => {
    expect(inWords({ ...facts, isVolumeGone: true })).toEqual([OVER]);
    expect(inWords({ ...facts, isVolumeGone: true, snapshots: [NEWEST.source] })).toEqual([]);
  });

  test.each<[rule: string, more: Facts]>([
    ['anything of the volume is under way', { running: [snap(2)] }],
    ['its newest has only just been finished', { now: new Date('2030-01-01T00:30:00Z') }],
    [
      'a copy has only just been finished',
      { copies: [{ ...NEWEST.copy, completedAt: '2030-01-01T11:30:00Z' }] },
    ],
    ['the deletion limit blocks it', { deletionLimit: { share: 0.1, count: 0 } }],
    ['the volume is no longer selected', { selection: { tagKey: 'other' } }],
  ])('waits while %s', (_, more) => {
    expect(inWords({ ...facts, ...more })).toEqual([]);
  });

  test('goes with whatever else is started about the newest', () => {
    expect(inWords({ ...facts, copies: [] })).toEqual([
      'snapshot-created snap-4: copy missing, its copy in us-west-2 is gone',
    ]);
  });

  test('goes by itself beside a repair of another, which may have been tried today', () => {
    expect(inWords({ ...facts, copyRetention: { [DR]: { last: 2 } } })).toEqual([
      'snapshot-created snap-3: copy missing, its copy in us-west-2 is gone',
      OVER,
    ]);
  });

  test('stays where its own copy is gone and wanted, though its tag says that it is there', () => {
    const [, third] = three;
    const copies = [third!.copy, NEWEST.copy];

    expect(inWords({ ...facts, copies, copyRetention: { [DR]: { last: 3 } } })).toEqual([
      'snapshot-created snap-2: copy missing, its copy in us-west-2 is gone',
    ]);
  });

  test('goes by itself beside a confirmation, which prunes nothing', () => {
    const unconfirmed = snapshot(snap(4), FOURTH);
    const snapshots = [...three.slice(0, 2).map(({ source }) => source), unconfirmed];

    expect(inWords({ ...facts, snapshots })).toEqual([
      'snapshot-copied snap-94: copy unconfirmed, its source snap-4 does not say that it is there',
      OVER,
    ]);
  });
});

describe('tags of ours that somebody has edited', () => {
  const edited = { ...NEWEST.source, tags: { ...NEWEST.source.tags, 'snapshot-keeper:volume': vol(2) } };
  const EDITED = 'snapshot-created snap-4: tags edited, snapshot-keeper:volume is "vol-2", not "vol-1"';
  const sweepEdited = (facts: Facts): string[] =>
    inWords({ snapshots: [edited], copies: [NEWEST.copy], ...facts });

  test('are set right', () => {
    expect(sweepEdited({})).toEqual([EDITED]);
  });

  test.each<[rule: string, facts: Facts]>([
    ['on one that is left to its event', { now: new Date('2030-01-01T00:59:59Z') }],
    ['of a volume that is no longer selected', { selection: { tagKey: 'other' } }],
    ['while an execution runs about it', { running: [snap(4)] }],
  ])('are left as they are %s', (_, facts) => {
    expect(sweepEdited(facts)).toEqual([]);
  });

  test('are left as they are where they would have no room', () => {
    const crowded = (count: number): Snapshot => ({
      ...edited,
      tags: {
        ...edited.tags,
        ...Object.fromEntries(DIGITS.slice(0, count).map((digit) => [`own-${digit}`, ''])),
      },
    });

    expect(sweepEdited({ snapshots: [crowded(43)] })).toEqual([EDITED]);
    expect(sweepEdited({ snapshots: [crowded(44)] })).toEqual([]);
  });
});

test('one execution asks for all copies of a snapshot, in however many DR Regions they are missing', () => {
  const copies = new Map<string, readonly Snapshot[]>([
    [DR, []],
    ['eu-west-1', []],
  ]);
  const copyRetention = { [DR]: { last: 1 }, 'eu-west-1': { last: 1 } };
  const swept = sweepSources({ ...QUESTION, snapshots: [snapshot(snap(4), FOURTH)], copies, copyRetention });

  expect(swept).toMatchObject([{ lack: 'copy missing', snapshotId: snap(4) }]);
});

test('the most urgent of all volumes comes first', () => {
  const other = { ...bare(5, THIRD), volumeId: vol(2) };
  const volumes = new Map([
    [vol(1), VOLUME],
    [vol(2), { ...VOLUME, volumeId: vol(2) }],
  ]);
  const swept = sweepSources({ ...QUESTION, volumes, snapshots: [NEWEST.source, other] });

  expect(swept.map(({ lack, snapshotId }) => short(`${snapshotId} ${lack}`))).toEqual([
    'snap-5 newest unadopted',
    'snap-4 copy missing',
  ]);
});

const QUESTION: SourcesQuestion = {
  deployment: 'keeper',
  region: 'us-east-1',
  selection: 'all',
  adoption: { dlm: true, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
  adoptFrom: new Date(0),
  retention: { last: 2 },
  scheduleRetention: {},
  copyRetention: { [DR]: { last: 1 } },
  deletionLimit: 'none',
  sweepHours: 1,
  calendar: calendarOf('UTC'),
  now: new Date('2030-01-01T12:00:00Z'),
  volumes: new Map(),
  snapshots: [],
  copies: new Map([[DR, []]]),
  underWay: new Map(),
};
