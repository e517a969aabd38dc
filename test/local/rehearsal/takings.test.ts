import { parseSettings } from '../../../infra/settings';
import type { Inventory } from '../../../local/rehearsal/inventory';
import { cadencesIn, describeCadences, dueCounts } from '../../../local/rehearsal/takings';
import { vol } from '../../support/builders';

const START_MS = Date.parse('2026-03-10T12:00:00Z');
const REGION = 'us-east-1';
const GIVEN = { primary: { region: REGION }, dr: [{ region: 'us-west-2' }] };
const SETTINGS = parseSettings(GIVEN, 'the test');

const inventory = (more: Partial<Inventory> = {}): Inventory => ({
  volumes: [1, 2].map((number) => ({ region: REGION, volume: { VolumeId: vol(number) } })),
  snapshots: [],
  images: [],
  locks: [],
  lists: [
    { region: REGION, list: 'volumes' },
    { region: REGION, list: 'snapshots' },
  ],
  ...more,
});
const ONE_TAKEN = inventory({
  snapshots: [
    { region: REGION, snapshot: { VolumeId: vol(1), StartTime: new Date('2026-03-10T02:00:00Z') } },
    { region: 'us-west-2', snapshot: { VolumeId: vol(2), StartTime: new Date('2026-03-10T02:00:00Z') } },
    { region: REGION, snapshot: { VolumeId: vol(3), StartTime: new Date('2026-03-10T02:00:00Z') } },
  ],
});

const times = (given: Inventory, everyMs?: number) =>
  cadencesIn(given, { settings: SETTINGS, startMs: START_MS, ...(everyMs && { everyMs }) }).map(
    ({ volumeId, intervalMs, nextMs, basis }) => [
      volumeId,
      intervalMs / 3_600_000,
      new Date(nextMs).toISOString().slice(5, 16),
      basis,
    ],
  );

test('of a volume that stands in a list without a snapshot of it, none is taken', () => {
  expect(times(ONE_TAKEN)).toEqual([[vol(1), 24, '03-11T02:00', 'one snapshot']]);
});

test('where no list says so, one is taken of each volume every night', () => {
  expect(times(inventory({ lists: [] }))).toEqual([
    [vol(1), 24, '03-11T03:00', 'assumed'],
    [vol(2), 24, '03-11T03:00', 'assumed'],
  ]);
});

test('--every is for each volume, whatever is known of it', () => {
  expect(times(ONE_TAKEN, 1_800_000)).toEqual([
    [vol(1), 0.5, '03-10T12:30', 'flag'],
    [vol(2), 0.5, '03-10T12:30', 'flag'],
  ]);
});

test.each([
  ['before the first', '2026-03-11T02:00:00Z', 0],
  ['just after the first', '2026-03-11T02:00:00.001Z', 1],
  ['just before the third', '2026-03-13T02:00:00Z', 2],
])('what is due is counted to the end of the days: %s', (_, end, expected) => {
  const cadences = cadencesIn(ONE_TAKEN, { settings: SETTINGS, startMs: START_MS });

  expect(dueCounts(cadences, Date.parse(end))).toEqual(new Map([[vol(1), expected]]));
});

test('what was assumed is said for how many volumes, and for which none is taken', () => {
  const cadences = cadencesIn(ONE_TAKEN, { settings: SETTINGS, startMs: START_MS });

  expect(describeCadences(cadences, [vol(1), vol(2), vol(4)])).toEqual([
    '2 volumes: none, as the inventory shows no snapshot of late',
    '1 volume: a script, every day: the inventory shows one snapshot, and so no distance',
  ]);
});

test.each([
  [5, '5 minutes'],
  [60, 'hour'],
  [90, '90 minutes'],
  [720, '12 hours'],
  [1440, 'day'],
  [4320, '3 days'],
])('a distance of %d minutes is told as it is said: every %s', (minutes, words) => {
  const cadences = cadencesIn(ONE_TAKEN, {
    settings: SETTINGS,
    startMs: START_MS,
    everyMs: minutes * 60_000,
  });

  expect(describeCadences(cadences, [vol(1), vol(2)])).toEqual([
    `2 volumes: a script, every ${words}: by --every`,
  ]);
});

describe('beside a schedule that covers the first of two volumes', () => {
  const settings = parseSettings(
    {
      ...GIVEN,
      selection: 'all',
      schedules: [{ name: 'daily', schedule: 'rate(1 day)', selection: { tagKey: 'Daily' } }],
    },
    'the test',
  );
  const volumes = [
    { region: REGION, volume: { VolumeId: vol(1), Tags: [{ Key: 'Daily', Value: '' }] } },
    { region: REGION, volume: { VolumeId: vol(2) } },
  ];
  const idsOf = (given: Inventory, everyMs?: number): string[] =>
    cadencesIn(given, { settings, startMs: START_MS, ...(everyMs && { everyMs }) }).map(
      ({ volumeId }) => volumeId,
    );

  test('nothing is assumed to take snapshots of it as well, unless --every says so', () => {
    expect(idsOf(inventory({ volumes, lists: [] }))).toEqual([vol(2)]);
    expect(idsOf(inventory({ volumes, lists: [] }), 3_600_000)).toEqual([vol(1), vol(2)]);
  });

  test.each([
    ['a script goes on as it did', 'nightly', [vol(1)]],
    [
      'a schedule of another deployment goes on',
      'snapshot-keeper other: due 2026-03-10T02:00:00Z by daily',
      [vol(1)],
    ],
    [
      'what its own runs have taken is no history',
      'snapshot-keeper snapshot-keeper: due 2026-03-10T02:00:00Z by daily',
      [],
    ],
  ])('%s', (_, Description, expected) => {
    const snapshot = { VolumeId: vol(1), StartTime: new Date('2026-03-10T02:00:00Z'), Description };

    expect(idsOf(inventory({ volumes, snapshots: [{ region: REGION, snapshot }] }))).toEqual(expected);
  });
});
