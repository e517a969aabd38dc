import type { Snapshot } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../infra/settings';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { Patience, type Watched } from '../../../local/simulation/patience';
import { Truth } from '../../../local/simulation/truth';

const PRIMARY = 'us-east-1';
const VOLUME = 'vol-00000000000000001';
const START_MS = Date.parse('2026-03-02T00:00:00Z');

const SETTINGS = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: 1 } },
    dr: [{ region: 'us-west-2', retention: { last: 1 } }],
  },
  'the test',
);

const taken = (id: string, hour: number): Snapshot => ({
  SnapshotId: id,
  VolumeId: VOLUME,
  State: 'completed',
  StartTime: new Date(START_MS + hour * HOUR_MS),
  Tags: Object.entries({
    'snapshot-keeper:managed-by': 'snapshot-keeper',
    'snapshot-keeper:snapshot': id,
    'snapshot-keeper:volume': VOLUME,
    'snapshot-keeper:region': PRIMARY,
    'snapshot-keeper:policy': 'last 1',
    'snapshot-keeper:taken-at': new Date(START_MS + hour * HOUR_MS).toISOString(),
  }).map(([Key, Value]) => ({ Key, Value })),
});

type Facts = {
  readonly snapshots: readonly Snapshot[];
  /** Ids of snapshots that are adopted and copied. */
  readonly isProtected?: readonly string[];
  readonly told?: { readonly hour: number; readonly subject?: string; readonly message?: string };
  readonly givenUpSinceHour?: Readonly<Record<string, number>>;
  /** How long after EC2's start time of a snapshot its event comes. */
  readonly eventAfterHours?: number;
};

function watched(facts: Facts): Watched {
  const { snapshots, isProtected = [], told, givenUpSinceHour = {}, eventAfterHours = 0 } = facts;
  const truth = new Truth(
    {
      snapshots: (region) => (region === PRIMARY ? [...snapshots] : []),
      volumes: () => [{ VolumeId: VOLUME, Tags: [{ Key: 'Backup', Value: 'yes' }] }],
      instanceTags: () => [],
    },
    { settings: SETTINGS },
  );
  truth.noteVolumes(-Infinity);
  for (const id of isProtected) {
    truth.adopted.add(id);
    const startMs = START_MS;
    const copy = { sourceId: id, region: 'us-west-2', startMs, volumeId: VOLUME, takenMs: startMs };
    truth.copies.set(`${id}-copy`, { ...copy, id: `${id}-copy`, completedMs: startMs });
  }
  const heardMsOf = new Map(
    snapshots.map(({ SnapshotId = '', StartTime }) => [
      SnapshotId,
      Number(StartTime) + eventAfterHours * HOUR_MS,
    ]),
  );
  return {
    truth,
    heardMs: (id) => heardMsOf.get(id.replace('-copy', '')),
    givenUpSinceMs: new Map(
      Object.entries(givenUpSinceHour).map(([id, hour]) => [id, START_MS + hour * HOUR_MS]),
    ),
    meddledWith: new Set(),
    notifications: told
      ? [{ atMs: START_MS + told.hour * HOUR_MS, subject: told.subject ?? '', message: told.message ?? '' }]
      : [],
  };
}

const overdueAt = (hour: number, facts: Facts): string[] =>
  new Patience().overdue(START_MS + hour * HOUR_MS, watched(facts)).map(({ rule }) => rule);

/** As CloudWatch tells of it, at the third hour. */
function alarm(name: string, rangIn = PRIMARY, ofRegion?: string) {
  const dimension = ofRegion === undefined ? '' : ` region=${ofRegion}`;
  return {
    hour: 3,
    subject: `ALARM: "${name}" in ${rangIn}`,
    message:
      `Alarm "${name}" in ${rangIn} has entered the ALARM state at 2026-03-02T03:00:00.000Z: so.\n\n` +
      `Metric: SnapshotKeeper Any${dimension} service=x, Sum over 3600 seconds`,
  };
}

const UNPROTECTED = 'nothing stays unprotected for long without a word';
const UNPRUNED = 'nothing stays unpruned for long without a word';

test('a volume whose newest snapshot nobody adopts and copies is overdue after a day', () => {
  expect(overdueAt(24, { snapshots: [taken('snap-a', 0)] })).toEqual([]);
  expect(overdueAt(25, { snapshots: [taken('snap-a', 0)] })).toEqual([UNPROTECTED]);
});

test('it is not where a newer one is protected, and is where only an older one is', () => {
  const snapshots = [taken('snap-a', 0), taken('snap-b', 1)];

  expect(overdueAt(30, { snapshots, isProtected: ['snap-b'] })).toEqual([]);
  expect(overdueAt(30, { snapshots, isProtected: ['snap-a'] })).toEqual([UNPROTECTED]);
});

test('it is not where its newest snapshot bears the tag that keeps it from being adopted', () => {
  const optedOut = { ...taken('snap-a', 0), Tags: [{ Key: 'snapshot-keeper:opt-out', Value: '' }] };

  expect(overdueAt(30, { snapshots: [optedOut] })).toEqual([]);
});

test.each([
  ['its snapshot', { hour: 3, message: 'Snapshot: snap-a' }, []],
  ['its volume', { hour: 3, message: `Volume: ${VOLUME}` }, []],
  ['its queue by an alarm', alarm('EventQueueAge'), []],
  ['its DR Region by an alarm of it', alarm('SnapshotCopiedMachineUnsuccessful', 'us-west-2'), []],
  ['its DR Region by an alarm of the primary one', alarm('SweepUncovered', PRIMARY, 'us-west-2'), []],
  ['another DR Region', alarm('SweepUncovered', PRIMARY, 'eu-west-1'), [UNPROTECTED]],
  ['what is deleted', alarm('SnapshotCreatedPruneVolumePaused'), [UNPROTECTED]],
  ['volumes elsewhere', alarm('SweepElsewhere', PRIMARY, PRIMARY), [UNPROTECTED]],
  ['its snapshot before it was there', { hour: -3, message: 'Snapshot: snap-a' }, [UNPROTECTED]],
  ['something else', { hour: 3, message: 'other things' }, [UNPROTECTED]],
])('told of %s', (_, told, rules) => {
  expect(overdueAt(30, { snapshots: [taken('snap-a', 0)], told })).toEqual(rules);
});

describe('of a snapshot whose event comes late, a word', () => {
  test.each([
    ['of it, which a sweep had told', { hour: 3, message: 'Snapshot: snap-a' }],
    ['of what a sweep had started for it', alarm('SnapshotCreatedMachineUnsuccessful')],
  ])('%s before that event, counts', (_, told) => {
    expect(overdueAt(31, { snapshots: [taken('snap-a', 0)], eventAfterHours: 6, told })).toEqual([]);
  });

  test('from before it was there does not, and nothing is overdue until a day after the event', () => {
    const told = { hour: -1, message: `Volume: ${VOLUME}` };
    const facts = { snapshots: [taken('snap-a', 0)], eventAfterHours: 6, told };

    expect(overdueAt(30, facts)).toEqual([]);
    expect(overdueAt(31, facts)).toEqual([UNPROTECTED]);
  });
});

test('a word counts from the event on where the clock of EC2 has the snapshot begin later', () => {
  const told = { hour: -0.05, message: 'Snapshot: snap-a' };

  expect(overdueAt(30, { snapshots: [taken('snap-a', 0)], eventAfterHours: -0.06, told })).toEqual([]);
});

describe('what retention has given up', () => {
  const snapshots = [taken('snap-a', 0), taken('snap-b', 1), taken('snap-c', 2), taken('snap-d', 3)];
  const facts = {
    snapshots,
    isProtected: ['snap-a', 'snap-b', 'snap-c', 'snap-d'],
    givenUpSinceHour: { 'snap-a': 1, 'snap-b': 2, 'snap-c': 3 },
  };

  test('is overdue 44 hours after the third event that should have removed it', () => {
    expect(overdueAt(47, facts)).toEqual([]);
    expect(overdueAt(48, facts)).toEqual([UNPRUNED]);
  });

  test.each([
    ['that deleting is paused', alarm('SnapshotCreatedPruneVolumePaused'), []],
    ['what stands in the way of its copy', alarm('SnapshotCopiedMachineUnsuccessful', 'us-west-2'), []],
    ['how old another volume is', alarm('SweepOverTarget', PRIMARY, PRIMARY), [UNPRUNED]],
  ])('may stay, or not, where an alarm tells %s', (_, told, rules) => {
    expect(overdueAt(48, { ...facts, told })).toEqual(rules);
  });

  test.each([
    ['that its copy has failed', 'CopyFailed', 'snap-a', []],
    ['that the copy of another has failed', 'CopyFailed', 'snap-b', [UNPRUNED]],
    ['something else of it', 'SnapshotRestored', 'snap-a', [UNPRUNED]],
  ])('may stay, or not, where people were told before %s', (_, error, id, rules) => {
    const told = { hour: 0, message: `Error:     ${error}\nVolume:    v\nSnapshot:  ${id}\n` };

    expect(overdueAt(48, { ...facts, told })).toEqual(rules);
  });
});

test('each is found once', () => {
  const patience = new Patience();
  const facts = watched({ snapshots: [taken('snap-a', 0)] });

  expect(patience.overdue(START_MS + 25 * HOUR_MS, facts)).toHaveLength(1);
  expect(patience.overdue(START_MS + 26 * HOUR_MS, facts)).toEqual([]);
});
