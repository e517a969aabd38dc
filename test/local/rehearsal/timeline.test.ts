import cdkJson from '../../../cdk.json';
import { parseSettings } from '../../../infra/settings';
import type { Inventory } from '../../../local/rehearsal/inventory';
import { rehearse, type RehearsalOptions, type RehearsalReport } from '../../../local/rehearsal/rehearsal';
import type { Timeline } from '../../../local/rehearsal/timeline';
import { synthesize } from '../../../local/world/synthesize';

const SIZE_ASSUMPTIONS = { writtenShare: 0.5, dailyChange: 0.02 };

/** More volumes than AWS copies at a time, all with a snapshot at 03:00. */
const inventory: Inventory = {
  volumes: Array.from({ length: 24 }, (_, index) => ({
    region: 'us-east-1',
    volume: {
      VolumeId: `vol-${String(index).padStart(17, '0')}`,
      VolumeType: 'gp3' as const,
      Size: 100,
      AvailabilityZone: 'us-east-1a',
      State: 'in-use' as const,
      Encrypted: false,
      Attachments: [],
      Tags: [{ Key: 'Backup', Value: '' }],
    },
  })),
  snapshots: [],
  images: [],
  locks: [],
  lists: [{ region: 'us-east-1', list: 'volumes' }],
};

const settings = parseSettings(cdkJson.context.snapshotKeeper, 'cdk.json');
const templates = synthesize(settings);

const play = (more: Partial<RehearsalOptions>): Promise<RehearsalReport> => {
  const startMs = Date.parse('2026-03-01T00:00:00Z');
  return rehearse({ settings, templates, seed: 1, startMs, days: 3, inventory, ...more });
};

let timeline: Timeline;
let report: Omit<RehearsalReport, 'timeline'>;

beforeAll(async () => {
  const { timeline: recorded, ...rest } = await play({ sizeAssumptions: SIZE_ASSUMPTIONS });
  timeline = recorded!;
  report = rest;
});

test('looking at a run changes nothing in it', async () => {
  const unseen = await play({});

  expect(unseen).toEqual(report);
  expect(unseen).not.toHaveProperty('timeline');
});

test('samples come every hour, the primary Region first', () => {
  expect(timeline.intervalHours).toBe(1);
  expect(timeline.copies).toHaveLength(72);
  expect(timeline.held).toHaveLength(144);
  expect(timeline.held.slice(0, 3).map(({ at, region }) => `${at} ${region}`)).toEqual([
    '2026-03-01T01:00:00.000Z us-east-1',
    '2026-03-01T01:00:00.000Z us-west-2',
    '2026-03-01T02:00:00.000Z us-east-1',
  ]);
});

test.each([
  // 24 volumes with 50 GiB written each, then 1 GiB a day.
  ['2026-03-01T03:00:00.000Z', 'us-east-1', 0, 0],
  ['2026-03-02T00:00:00.000Z', 'us-east-1', 24, 1200],
  ['2026-03-03T00:00:00.000Z', 'us-east-1', 48, 1224],
  ['2026-03-04T00:00:00.000Z', 'us-east-1', 72, 1248],
  ['2026-03-02T00:00:00.000Z', 'us-west-2', 24, 1200],
  ['2026-03-04T00:00:00.000Z', 'us-west-2', 24, 1200],
])('at %s, %s holds %d snapshots in %d GiB', (at, region, snapshotCount, gib) => {
  const sample = timeline.held.find((held) => held.at === at && held.region === region);

  expect(sample).toMatchObject({ snapshotCount });
  expect(sample!.storedGib).toBeCloseTo(gib, 0);
});

test('a peak between two samples is seen: all copy slots taken, and copies in the queue', () => {
  const [busiest] = [...timeline.copies].sort((a, b) => b.queueLength - a.queueLength);
  const quiet = timeline.copies.find(({ at }) => at === '2026-03-01T02:00:00.000Z');

  expect(busiest!.at).toBe('2026-03-01T04:00:00.000Z');
  expect(busiest!.running).toEqual({ 'us-west-2': 20 });
  expect(busiest!.queueLength).toBeGreaterThanOrEqual(4);
  expect(quiet).toEqual({ at: '2026-03-01T02:00:00.000Z', queueLength: 0, running: { 'us-west-2': 0 } });
});

test("a volume's newest point changes once a day, in each Region as soon as it is completed", () => {
  const stepsIn = (region: string): string[] =>
    timeline.newestPoints
      .get(region)!
      .get('vol-00000000000000000')!
      .map(({ at, takenAt }) => `${at.slice(0, 16)} of ${takenAt!.slice(0, 16)}`);

  expect(stepsIn('us-east-1')).toEqual([
    '2026-03-01T04:00 of 2026-03-01T03:00',
    '2026-03-02T04:00 of 2026-03-02T03:00',
    '2026-03-03T04:00 of 2026-03-03T03:00',
  ]);
  expect(stepsIn('us-west-2')).toEqual(stepsIn('us-east-1'));
});

test('every copy is noted once: the first of a volume full, the later ones incremental', () => {
  expect(timeline.finishedCopies).toHaveLength(72);
  expect(timeline.finishedCopies.filter(({ isIncremental }) => !isIncremental)).toHaveLength(24);
});

test('a long run has samples at the same hours of each day, and not too many', async () => {
  const single = { ...inventory, volumes: inventory.volumes.slice(0, 1) };
  const { timeline: long } = await play({
    days: 45,
    inventory: single,
    sizeAssumptions: SIZE_ASSUMPTIONS,
  });

  expect(long).toMatchObject({ intervalHours: 2 });
  expect(long!.copies).toHaveLength(540);
});
