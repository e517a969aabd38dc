import type { RetentionPolicy } from '../../../functions/domain/retention-policy';
import { DAY_MS } from '../../../local/kernel/time-units';
import { planCost, unfilledRules, volumeFigures } from '../../../local/rehearsal/figures';
import type { Timeline } from '../../../local/rehearsal/timeline';
import type { VolumeVerdict } from '../../../local/rehearsal/volume-verdict';

const timeline: Timeline = {
  intervalHours: 24,
  held: [
    { at: '2026-03-02T00:00:00.000Z', region: 'us-east-1', snapshotCount: 1, storedGib: 50 },
    { at: '2026-03-02T00:00:00.000Z', region: 'us-west-2', snapshotCount: 0, storedGib: 0 },
    { at: '2026-03-03T00:00:00.000Z', region: 'us-east-1', snapshotCount: 2, storedGib: 100 },
    { at: '2026-03-03T00:00:00.000Z', region: 'us-west-2', snapshotCount: 1, storedGib: 40 },
  ],
  copies: [],
  newestPoints: new Map([
    [
      'us-east-1',
      new Map([
        ['vol-good', [{ at: '2026-03-02T00:00:00.000Z', takenAt: '2026-03-01T22:00:00.000Z' }]],
        ['vol-old', [{ at: '2026-03-02T00:00:00.000Z', takenAt: '2026-02-01T00:00:00.000Z' }]],
      ]),
    ],
  ]),
  goneVolumes: new Map([['vol-old', '2026-03-02T12:00:00.000Z']]),
  finishedCopies: [0, 1].map((day) => ({
    region: 'us-west-2',
    volumeId: 'vol-good',
    isIncremental: day > 0,
    takenAtMs: day * DAY_MS,
    startedAtMs: day * DAY_MS,
    endedAtMs: (day + 0.5) * DAY_MS,
    sizeGib: 100,
  })),
  earlierCopies: [],
  stateTransitionCount: 24,
  lambdaRequestCount: 12,
};

const verdict = (volumeId: string, inScope = true): VolumeVerdict => ({
  volumeId,
  name: `name of ${volumeId}`,
  inScope,
  isGone: false,
  protection: inScope ? 'protected' : 'not judged',
  regions: [],
  problems: [],
});

test('every volume in scope stands in every Region, the worst first', () => {
  const figures = volumeFigures(timeline, {
    volumes: [verdict('vol-good'), verdict('vol-none'), verdict('vol-foreign', false), verdict('vol-old')],
    regions: ['us-east-1', 'us-west-2'],
    fromMs: Date.parse('2026-03-01T00:00:00Z'),
    days: 2,
    targetHours: 26,
  });

  expect(
    figures.map(({ region, volumeId, worstAgeHours, hoursWithoutPoint, goneAt }) => [
      region,
      volumeId,
      worstAgeHours,
      hoursWithoutPoint,
      goneAt,
    ]),
  ).toEqual([
    ['us-east-1', 'vol-old', 696, 0, '2026-03-02T12:00:00.000Z'],
    ['us-east-1', 'vol-none', null, 48, undefined],
    ['us-east-1', 'vol-good', 26, 0, undefined],
    ['us-west-2', 'vol-good', null, 48, undefined],
    ['us-west-2', 'vol-none', null, 48, undefined],
    ['us-west-2', 'vol-old', null, 24, '2026-03-02T12:00:00.000Z'],
  ]);
});

test('a plan costs what is held at the end, and what was sent and run as if it went on for a month', () => {
  const price = (item: string, usd: number) => ({
    ...{ item, region: 'any other', usd, per: 'unit', asOf: '2024-12', source: 'a test' },
  });
  const cost = planCost(
    {
      name: 'a plan',
      primary: { region: 'us-east-1', retention: { last: 7 } },
      scheduleRetention: { nightly: { daily: 30 } },
      dr: [{ region: 'us-west-2', retention: { daily: 7, weekly: 4 } }],
    },
    timeline,
    2,
    { writtenShare: 0.5, dailyChange: 0.02 },
    [
      price('snapshot storage', 0.1),
      price('copy transfer', 1),
      price('state transitions', 1),
      price('Lambda requests', 2),
    ],
  );

  // A month has 365 / 12 days, so two days count 15.2083 times.
  expect(cost.lines.map(({ where, quantity }) => [where, Number(quantity.toFixed(3))])).toEqual([
    ['us-east-1', 100],
    ['us-west-2', 40],
    ['us-east-1 to us-west-2', 15.208],
    ['all Regions', 365],
    ['all Regions', 182.5],
  ]);
  expect(cost).toMatchObject({
    primary: 'last 7; nightly daily 30',
    dr: 'daily 7, weekly 4',
    snapshotCount: 3,
    storedGib: 140,
    firstCopiesUsd: 50,
    unfilledRules: ['last 7', 'daily 7', 'weekly 4', 'daily 30'],
  });
  expect(cost.usdPerMonth).toBeCloseTo(14 + 15.2083 + 365 + 365, 3);
});

test.each<[RetentionPolicy, string[]]>([
  [{ last: 30, daily: 30, weekly: 4 }, []],
  [{ last: 31 }, ['last 31']],
  [{ daily: 7, weekly: 5, monthly: 12 }, ['weekly 5', 'monthly 12']],
  [{ hourly: 720, yearly: 1 }, ['yearly 1']],
  [{ within: '720h' }, []],
  [{ within: '31d' }, ['within 31d']],
  [{ within: '6m' }, ['within 6m']],
])('of %j, 30 days do not fill %j', (retention, expected) => {
  expect(unfilledRules(retention, 30)).toEqual(expected);
});
