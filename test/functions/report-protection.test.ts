import { describeCopy } from '../../functions/domain/copy-description';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import { reportCopies, reportSources } from '../../functions/sweep-region/report-protection';
import { recorder } from '../support/recorder';

const NOW = new Date('2026-03-05T12:00:00Z');
const [HOME, DR] = ['us-east-1', 'us-west-2'];
const ENVIRONMENT = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: HOME,
  SELECTION: { tagKey: 'Backup' },
  TARGET_HOURS: 26,
  COPY_HOURS: 48,
  METRICS_PER_VOLUME: false,
};

const volumeId = (number: number): string => `vol-${String(number).padStart(17, '0')}`;
const snapshotId = (number: number): string => `snap-${String(number).padStart(17, '0')}`;

const volume = (number: number, tags: Record<string, string> = { Backup: 'yes' }): Volume => ({
  volumeId: volumeId(number),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: `${HOME}a`,
  createdAt: '2025-01-01T00:00:00Z',
  tags,
});

const facts = { sizeGib: 8, storageTier: 'standard', description: '', stateMessage: '' } as const;

/** Of the volume with the same number, ours. */
const source = (number: number, startedAt: string, tags: Record<string, string> = {}): Snapshot => ({
  ...facts,
  snapshotId: snapshotId(number),
  volumeId: volumeId(number),
  state: 'completed',
  startedAt,
  completedAt: startedAt,
  tags: {
    'snapshot-keeper:managed-by': 'keeper',
    'snapshot-keeper:snapshot': snapshotId(number),
    'snapshot-keeper:volume': volumeId(number),
    'snapshot-keeper:region': HOME,
    'snapshot-keeper:taken-at': startedAt,
    ...tags,
  },
});

/** Of the source with the same number. */
const copy = (number: number, takenAt: string, tags: Record<string, string> = {}): Snapshot => ({
  ...facts,
  snapshotId: snapshotId(1000 + number),
  volumeId: 'vol-ffffffff',
  state: 'completed',
  startedAt: takenAt,
  completedAt: takenAt,
  description: describeCopy({
    deployment: 'keeper',
    sourceSnapshotId: snapshotId(number),
    volumeId: volumeId(number),
    region: HOME,
    takenAt,
    requestedAt: takenAt,
    requestId: 'call-1',
  }),
  tags: {
    'snapshot-keeper:managed-by': 'keeper',
    'snapshot-keeper:volume': volumeId(number),
    'snapshot-keeper:region': HOME,
    'snapshot-keeper:taken-at': takenAt,
    'snapshot-keeper:source-snapshot': snapshotId(number),
    ...tags,
  },
});

const TODAY = '2026-03-05T03:00:00Z';
const LAST_WEEK = '2026-02-26T12:00:00Z';

type Given = {
  readonly volumes?: readonly Volume[];
  readonly snapshots?: readonly Snapshot[];
  readonly copies?: ReadonlyMap<string, readonly Snapshot[]>;
  readonly deployedAt?: string;
  readonly perVolume?: boolean;
  /** By instance; absent where its overrides do not count. */
  readonly instances?: Readonly<Record<string, Tags>>;
};

function reportedOfSources({
  volumes = [],
  snapshots = [],
  copies = new Map([[DR, []]]),
  deployedAt = '2026-01-01T00:00:00Z',
  perVolume = false,
  instances,
}: Given) {
  const { log, metrics, lines, gauges } = recorder();
  reportSources(
    { environment: { ...ENVIRONMENT, METRICS_PER_VOLUME: perVolume }, region: HOME, log, metrics },
    {
      volumes: new Map(volumes.map((one) => [one.volumeId, one])),
      snapshots,
      copies,
      deployedAt: new Date(deployedAt),
      unusableKeys: new Map([[DR, new Set(['arn:disabled'])]]),
      ...(instances && { instances: new Map(Object.entries(instances)) }),
      now: NOW,
    },
  );
  const ofRegions = gauges.filter(([, { ofVolume }]) => ofVolume === undefined);
  const ofVolumes = gauges.filter(([, { ofVolume }]) => ofVolume !== undefined);
  return { figures: figuresIn(ofRegions), ofVolumes, lines };
}

function reportedOfCopies(copies: readonly Snapshot[], deployedAt = new Date(LAST_WEEK)) {
  const { log, metrics, gauges } = recorder();
  reportCopies(
    { environment: ENVIRONMENT, region: DR, log, metrics },
    { copies, deployedAt, unusableKeys: new Set(['arn:disabled']), now: NOW },
  );
  return figuresIn(gauges);
}

const figuresIn = (gauges: ReturnType<typeof recorder>['gauges']): Record<string, number> =>
  Object.fromEntries(gauges.map(([name, { value, ofRegion }]) => [`${name} of ${ofRegion}`, value]));

test('the primary Region tells of itself and of each DR Region, since only there it is known which volumes there are', () => {
  const { figures } = reportedOfSources({
    volumes: [volume(1), volume(2), volume(3), volume(4, {})],
    snapshots: [source(1, TODAY), source(2, LAST_WEEK)],
    copies: new Map([[DR, [copy(1, LAST_WEEK), copy(9, LAST_WEEK)]]]),
  });

  expect(figures).toEqual({
    'WorstRecoveryPointAge of us-east-1': 7 * 86_400,
    'VolumesOverTarget of us-east-1': 1,
    'VolumesUncovered of us-east-1': 1,
    'TargetsUnreadable of us-east-1': 0,
    'ManagedSnapshots of us-east-1': 2,
    'ManagedSize of us-east-1': 16,
    'WorstRecoveryPointAge of us-west-2': 7 * 86_400,
    'VolumesOverTarget of us-west-2': 1,
    'VolumesUncovered of us-west-2': 2,
    'UnconfirmedCopies of us-west-2': 1,
    'OldestUnconfirmedCopy of us-west-2': 7 * 86_400,
  });
});

test('a member of a set that lacks another one is no point of its volume, here and in a DR Region', () => {
  const by = (set: string) => ({ description: `snapshot-keeper keeper: due ${TODAY} by nightly${set}` });
  const older = { snapshotId: snapshotId(3), tags: source(1, LAST_WEEK).tags };
  const { figures } = reportedOfSources({
    volumes: [volume(1)],
    snapshots: [
      { ...source(1, TODAY), ...by(', set 0123456789ab/2') },
      {
        ...source(1, LAST_WEEK),
        ...older,
        tags: { ...older.tags, 'snapshot-keeper:snapshot': snapshotId(3) },
      },
    ],
    copies: new Map([
      [DR, [{ ...copy(1, TODAY), description: `${copy(1, TODAY).description}, set 0123456789ab/2` }]],
    ]),
  });

  expect(figures).toMatchObject({
    'WorstRecoveryPointAge of us-east-1': 7 * 86_400,
    'VolumesOverTarget of us-east-1': 1,
    'VolumesUncovered of us-west-2': 1,
  });
});

test('of a DR Region that could not be read nothing is told', () => {
  const { figures } = reportedOfSources({ volumes: [volume(1)], copies: new Map() });

  expect(Object.keys(figures).filter((name) => name.endsWith(DR))).toEqual([]);
});

describe('of single volumes', () => {
  const given = {
    volumes: [volume(1), volume(2), volume(3, {})],
    snapshots: [source(1, TODAY), source(3, TODAY)],
    copies: new Map([[DR, [copy(1, LAST_WEEK), copy(9, LAST_WEEK)]]]),
    deployedAt: '2026-03-01T12:00:00Z',
  };
  const age = (number: number, ofRegion: string, value: number) => [
    'RecoveryPointAge',
    { value, unit: 'Seconds', ofRegion, ofVolume: volumeId(number) },
  ];

  test('nothing is told unless it is set, and what is told of Regions is the same either way', () => {
    expect(reportedOfSources(given).ofVolumes).toEqual([]);
    expect(reportedOfSources({ ...given, perVolume: true }).figures).toEqual(
      reportedOfSources(given).figures,
    );
  });

  test('the age of each selected one is told of each Region, without a point the time since there can have been one', () => {
    expect(reportedOfSources({ ...given, perVolume: true }).ofVolumes).toEqual([
      age(1, HOME, 9 * 3600),
      age(2, HOME, 4 * 86_400),
      age(1, DR, 7 * 86_400),
      age(2, DR, 4 * 86_400),
    ]);
  });

  test('nothing is told of a DR Region that could not be read', () => {
    expect(reportedOfSources({ ...given, copies: new Map(), perVolume: true }).ofVolumes).toEqual([
      age(1, HOME, 9 * 3600),
      age(2, HOME, 4 * 86_400),
    ]);
  });
});

test('within the target after the deployment no volume is uncovered, and one that was created since has as long', () => {
  const young = { ...volume(2), createdAt: '2026-03-05T00:00:00Z' };

  expect(
    reportedOfSources({ volumes: [volume(1), young], deployedAt: '2026-03-05T11:59:00Z' }).figures,
  ).toMatchObject({ 'VolumesUncovered of us-east-1': 0, 'VolumesUncovered of us-west-2': 0 });
  expect(reportedOfSources({ volumes: [volume(1), young] }).figures).toMatchObject({
    'VolumesUncovered of us-east-1': 1,
    'VolumesUncovered of us-west-2': 1,
  });
});

test('each volume that misses its target has a line in the log with its Region, age and target, worst first', () => {
  const { lines } = reportedOfSources({
    volumes: [volume(1), volume(2, { Backup: 'yes', 'snapshot-keeper:target': '24h' })],
    snapshots: [source(1, TODAY), source(2, LAST_WEEK)],
    copies: new Map([[DR, [copy(1, TODAY)]]]),
  });

  const at = NOW.toISOString();
  expect(lines).toEqual([
    ['info', 'targets looked at', { missed: 2, place: `${at} 1000` }],
    [
      'warn',
      'target missed',
      {
        ...{ volumeId: volumeId(2), verdict: 'uncovered', targetHours: 24, region: DR },
        place: `${at} 0999`,
      },
    ],
    [
      'warn',
      'target missed',
      {
        volumeId: volumeId(2),
        verdict: 'over target',
        targetHours: 24,
        region: HOME,
        snapshotId: snapshotId(2),
        takenAt: LAST_WEEK,
        ageHours: 168,
        place: `${at} 0998`,
      },
    ],
  ]);
});

test('so many lines at most, and one that counts all', () => {
  const volumes = Array.from({ length: 600 }, (_, index) => volume(index + 1));
  const { lines } = reportedOfSources({ volumes });

  expect(lines.filter(([, message]) => message === 'target missed')).toHaveLength(1000);
  expect(lines[0]).toEqual([
    'info',
    'targets looked at',
    { missed: 1200, place: `${NOW.toISOString()} 1000` },
  ]);
});

test('a target that cannot be read is counted, and the default counts', () => {
  const tags = { Backup: 'yes', 'snapshot-keeper:target': 'daily' };

  expect(
    reportedOfSources({ volumes: [volume(1, tags)], snapshots: [source(1, TODAY)] }).figures,
  ).toMatchObject({
    'TargetsUnreadable of us-east-1': 1,
    'VolumesOverTarget of us-east-1': 0,
  });
});

describe('the target of an instance', () => {
  const [A, B] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
  const on = (number: number, instanceId?: string): Volume => ({
    ...volume(number),
    ...(instanceId === undefined ? {} : { instanceId }),
  });
  const given = {
    volumes: [on(1, A), on(2, B), on(3)],
    snapshots: [
      source(1, LAST_WEEK),
      source(2, LAST_WEEK),
      source(3, LAST_WEEK, { 'snapshot-keeper:target': `8d of ${A}` }),
    ],
  };
  const instances = { [A]: { 'snapshot-keeper:target': '8d' }, [B]: {} };

  test('counts for its volumes, and for one that was detached from it', () => {
    expect(reportedOfSources({ ...given, instances }).figures).toMatchObject({
      'VolumesOverTarget of us-east-1': 1,
      'TargetsUnreadable of us-east-1': 0,
    });
  });

  test('counts for none where the overrides of instances do not', () => {
    expect(reportedOfSources(given).figures).toMatchObject({ 'VolumesOverTarget of us-east-1': 3 });
  });

  test('that cannot be read is counted, and named with the instance', () => {
    const { figures, lines } = reportedOfSources({
      ...given,
      instances: { ...instances, [B]: { 'snapshot-keeper:target': 'daily' } },
    });

    expect(figures).toMatchObject({ 'TargetsUnreadable of us-east-1': 1 });
    expect(lines).toContainEqual([
      'warn',
      'target missed',
      expect.objectContaining({ volumeId: volumeId(2), unreadableTarget: `daily of ${B}`, region: HOME }),
    ]);
  });

  test('counts in a DR Region as its newest copy repeats it', () => {
    const eightDays = { 'snapshot-keeper:target': `8d of ${A}` };

    expect(reportedOfCopies([copy(1, LAST_WEEK, eightDays)])).toMatchObject({
      'NothingArrives of us-west-2': 0,
    });
  });
});

test('a copy whose key cannot be used is no point, though it is there and counted as stored', () => {
  const { figures } = reportedOfSources({
    volumes: [volume(1)],
    snapshots: [{ ...source(1, TODAY), kmsKeyId: 'arn:disabled' }],
    copies: new Map([[DR, [{ ...copy(1, TODAY), kmsKeyId: 'arn:disabled' }]]]),
  });

  // Of the same key in the primary Region nobody has said that it cannot be used.
  expect(figures).toMatchObject({
    'VolumesUncovered of us-east-1': 0,
    'VolumesUncovered of us-west-2': 1,
    'UnconfirmedCopies of us-west-2': 1,
  });
});

test('a copy of a volume that is not selected any more is nobody’s to confirm', () => {
  const given = { snapshots: [source(1, TODAY)], copies: new Map([[DR, [copy(1, TODAY)]]]) };
  const unconfirmed = (volumes: readonly Volume[]) =>
    reportedOfSources({ ...given, volumes }).figures['UnconfirmedCopies of us-west-2'];

  expect(unconfirmed([volume(1)])).toBe(1);
  expect(unconfirmed([])).toBe(1);
  expect(unconfirmed([volume(1, {})])).toBe(0);
});

test('a copy waits for its confirmation since it was finished', () => {
  const late = { ...copy(1, LAST_WEEK), completedAt: TODAY };

  expect(
    reportedOfSources({
      volumes: [volume(1)],
      snapshots: [source(1, LAST_WEEK)],
      copies: new Map([[DR, [late]]]),
    }).figures,
  ).toMatchObject({ 'OldestUnconfirmedCopy of us-west-2': 9 * 3600 });
});

const FORTNIGHT = { 'snapshot-keeper:target': '14d' };

describe('a DR Region by itself', () => {
  test('without any copy says that nothing arrives once its stack is older than the target, and nothing before', () => {
    const of = (...facts: Parameters<typeof reportedOfCopies>) =>
      reportedOfCopies(...facts)['NothingArrives of us-west-2'];
    const running = { ...copy(1, LAST_WEEK), state: 'pending' };

    expect(of([], new Date('2026-03-04T09:59:59Z'))).toBe(1);
    expect(of([], new Date('2026-03-04T10:00:00Z'))).toBeUndefined();
    expect(of([running], new Date('2026-03-04T09:59:59Z'))).toBeUndefined();
  });

  test('whose copies have all failed says that nothing arrives, but not while another one runs', () => {
    const failed = (number: number): Snapshot => ({ ...copy(number, LAST_WEEK), state: 'error' });
    const running: Snapshot = { ...copy(3, TODAY), state: 'pending' };
    const of = (copies: readonly Snapshot[]) =>
      reportedOfCopies(copies, new Date('2026-03-04T09:59:59Z'))['NothingArrives of us-west-2'];

    expect(of([failed(1), failed(2)])).toBe(1);
    expect(of([failed(1), failed(2), running])).toBeUndefined();
  });

  test('tells how old its newest data is and what it holds', () => {
    expect(reportedOfCopies([copy(1, TODAY), copy(2, LAST_WEEK)])).toEqual({
      'ManagedSnapshots of us-west-2': 2,
      'ManagedSize of us-west-2': 16,
      'OldestPendingCopy of us-west-2': 0,
      'FreshestCopyAge of us-west-2': 9 * 3600,
      'NothingArrives of us-west-2': 0,
    });
  });

  test.each([
    ['where every volume is over its target, nothing arrives', [copy(1, LAST_WEEK), copy(2, LAST_WEEK)], 1],
    [
      'one with a longer target hides nothing, even with the newest copy of all',
      [copy(1, '2026-03-01T00:00:00Z'), copy(2, LAST_WEEK), copy(3, LAST_WEEK, FORTNIGHT)],
      1,
    ],
    [
      'but where all that came last have a longer target, something does',
      [copy(1, '2026-02-01T00:00:00Z'), copy(2, LAST_WEEK, FORTNIGHT), copy(3, LAST_WEEK, FORTNIGHT)],
      0,
    ],
    [
      'volumes that are gone, with longer targets, hide nothing',
      [
        copy(1, LAST_WEEK),
        copy(2, '2026-02-01T00:00:00Z', FORTNIGHT),
        copy(3, '2026-02-01T00:00:00Z', FORTNIGHT),
      ],
      1,
    ],
    [
      'one with a shorter target, which may be gone, says nothing of the others',
      [copy(1, LAST_WEEK, { 'snapshot-keeper:target': '1h' }), copy(2, TODAY), copy(3, TODAY)],
      0,
    ],
  ])('%s', (_, copies, expected) => {
    expect(reportedOfCopies(copies)['NothingArrives of us-west-2']).toBe(expected);
  });

  test('tells how long the oldest copy has been running, and names those that run for longer than the settings allow', () => {
    const pending = (number: number, startedAt: string): Snapshot => ({
      ...copy(number, startedAt),
      state: 'pending',
    });
    const { log, metrics, gauges, lines } = recorder();
    reportCopies(
      { environment: ENVIRONMENT, region: DR, log, metrics },
      {
        copies: [pending(1, '2026-03-03T12:00:00Z'), pending(2, '2026-03-03T11:00:00Z'), copy(3, LAST_WEEK)],
        deployedAt: new Date(LAST_WEEK),
        unusableKeys: new Set(),
        now: NOW,
      },
    );

    expect(figuresIn(gauges)).toMatchObject({ 'OldestPendingCopy of us-west-2': 49 * 3600 });
    expect(lines).toEqual([
      [
        'warn',
        'copy does not end',
        {
          snapshotId: snapshotId(1002),
          volumeId: volumeId(2),
          sourceSnapshotId: snapshotId(2),
          sizeGib: 8,
          ageHours: 49,
        },
      ],
    ]);
  });

  test('goes by the target that the newest copy of a volume repeats', () => {
    const older = {
      ...copy(1, '2026-02-25T12:00:00Z', { 'snapshot-keeper:target': '14d' }),
      snapshotId: snapshotId(2),
    };

    expect(reportedOfCopies([older, copy(1, LAST_WEEK)])['NothingArrives of us-west-2']).toBe(1);
  });

  test('takes a copy whose key cannot be used for none', () => {
    const figures = reportedOfCopies([{ ...copy(1, TODAY), kmsKeyId: 'arn:disabled' }, copy(2, LAST_WEEK)]);

    expect(figures).toMatchObject({
      'FreshestCopyAge of us-west-2': 7 * 24 * 3600,
      'NothingArrives of us-west-2': 1,
      'ManagedSnapshots of us-west-2': 2,
    });
  });

  test('of which no copy can be used says that nothing arrives', () => {
    expect(reportedOfCopies([{ ...copy(1, TODAY), kmsKeyId: 'arn:disabled' }])).toMatchObject({
      'NothingArrives of us-west-2': 1,
    });
  });

  test('without any copy tells of no age', () => {
    expect(reportedOfCopies([], NOW)).toEqual({
      'ManagedSnapshots of us-west-2': 0,
      'ManagedSize of us-west-2': 0,
      'OldestPendingCopy of us-west-2': 0,
    });
  });
});
