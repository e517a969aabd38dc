import { stripVTControlCharacters } from 'node:util';
import { planFleet } from '../../../cli/plan/plan-fleet';
import { renderPlan } from '../../../cli/plan/render-plan';
import { describeCopy } from '../../../functions/domain/copy-description';
import { confirmation, tagsToList, type Tags } from '../../../functions/domain/tags';
import { parseSettings } from '../../../infra/settings';
import { snap, vol } from '../../support/builders';

const REGION = 'us-east-1';
const DR = 'us-west-2';
const settings = parseSettings(
  { primary: { region: REGION, retention: { last: 2 } }, dr: [{ region: DR }] },
  'the test',
);

/** So many volumes of a tebibyte with so many snapshots of ours each, a day apart, all copied; of the copies, the newest is left. */
const planned = (volumes: number, snapshotsEach: number, tags: Tags = {}) =>
  planFleet(
    {
      volumes: Array.from({ length: volumes }, (_, volume) => ({
        region: REGION,
        volume: {
          VolumeId: vol(volume),
          VolumeType: 'gp3',
          Size: 1024,
          AvailabilityZone: `${REGION}a`,
          Tags: [{ Key: 'Backup', Value: '' }],
        },
      })),
      snapshots: Array.from({ length: volumes }, (_, volume) => [
        ...Array.from({ length: snapshotsEach }, (__, day) => source(volume, day, tags)),
        copy(volume, snapshotsEach - 1),
      ]).flat(),
      images: [],
      locks: [],
      lists: [REGION, DR].flatMap((region) =>
        (['snapshots', 'images', 'locks'] as const).map((list) => ({ region, list })),
      ),
    },
    settings,
    { now: new Date('2026-04-01T00:00:00Z'), adopt: false, targetHours: 10_000 },
  );

const startOf = (day: number): Date => new Date(Date.UTC(2026, 2, 1 + day));
const sourceId = (volume: number, day: number): string => snap(volume * 100 + day);
const copyId = (volume: number, day: number): string => snap(1_000_000 + volume * 100 + day);

const described = (volume: number, day: number, tags: Tags) => ({
  VolumeSize: 1024,
  State: 'completed' as const,
  StartTime: startOf(day),
  Tags: tagsToList({
    'snapshot-keeper:managed-by': 'snapshot-keeper',
    'snapshot-keeper:volume': vol(volume),
    'snapshot-keeper:region': REGION,
    'snapshot-keeper:taken-at': startOf(day).toISOString(),
    ...tags,
  }),
});

const source = (volume: number, day: number, tags: Tags) => ({
  region: REGION,
  snapshot: {
    SnapshotId: sourceId(volume, day),
    VolumeId: vol(volume),
    ...described(volume, day, {
      'snapshot-keeper:snapshot': sourceId(volume, day),
      'snapshot-keeper:copy/us-west-2': confirmation(copyId(volume, day), sourceId(volume, day)),
      'snapshot-keeper:policy': 'last 2',
      ...tags,
    }),
  },
});

const copy = (volume: number, day: number) => ({
  region: DR,
  snapshot: {
    SnapshotId: copyId(volume, day),
    VolumeId: 'vol-ffffffff',
    Description: describeCopy({
      deployment: 'snapshot-keeper',
      sourceSnapshotId: sourceId(volume, day),
      volumeId: vol(volume),
      region: REGION,
      takenAt: startOf(day).toISOString(),
      requestedAt: startOf(day).toISOString(),
      requestId: '1',
    }),
    ...described(volume, day, { 'snapshot-keeper:source-snapshot': sourceId(volume, day) }),
  },
});

const textOf = (plan: ReturnType<typeof planned>, all = false): string =>
  stripVTControlCharacters(renderPlan(plan, settings, all));

test('the sums come first, in words too, and the last line is the verdict', () => {
  const text = textOf(planned(1200, 3));
  const lines = text.trimEnd().split('\n');
  const first = lines.findIndex((line) => line.startsWith('vol-'));

  expect(lines.slice(0, first).join('\n')).toContain('│ 1,200 (1,228,800 GiB) │');
  expect(lines.slice(0, first)).toContain('This would remove 1,200 of 4,800 good snapshots (25.0 %).');
  expect(lines.at(-1)).toBe('In short: 1,200 snapshots to remove.');
});

test('schedules are shown with their next times, and without any there is nothing of them', () => {
  const schedules = {
    each: [
      {
        name: 'nightly',
        schedule: 'cron(30 3 * * ? *)',
        timeZone: 'UTC',
        mode: 'volume' as const,
        nextAt: '2026-04-01T03:30:00.000Z',
        volumes: 1,
      },
    ],
    coveredByNone: [],
  };

  expect(textOf({ ...planned(1, 1), schedules })).toContain(
    'Schedules\n─────────\nnightly, cron(30 3 * * ? *) in UTC, next at 2026-04-01 03:30 UTC: 1 volume\n\nWhat the next sweep does',
  );
  expect(textOf(planned(1, 1))).not.toContain('Schedules');
});

test('what no schedule covers is told in lines of the width of the terminal', () => {
  const schedules = { each: [], coveredByNone: [1, 2, 3].map((digits) => vol(digits)) };
  const text = renderPlan({ ...planned(1, 1), schedules }, settings, false, 80);

  expect(stripVTControlCharacters(text).split('\n')).toEqual(
    expect.arrayContaining([
      '3 selected volumes covered by no schedule, so that something else has to take',
      `  snapshots: ${vol(1)}, ${vol(2)}, ${vol(3)}`,
    ]),
  );
});

test('ten volumes are shown in full, and the others by what is to do', () => {
  const text = textOf(planned(1200, 3));

  expect(text.match(/^vol-/gm)).toHaveLength(10);
  expect(text).toContain('1,190 more volumes; --all or --json lists them');
  expect(text).toContain('1,190 snapshots of 1,190 volumes: us-east-1, remove: kept by no rule of last 2');
});

test('control characters in the tags of volumes that are only counted are shown escaped too', () => {
  const text = textOf(
    planned(12, 3, { 'snapshot-keeper:hold': 'audit\u001b[2J', 'snapshot-keeper:retain': '\u0007' }),
  );

  expect(text).toMatch(/of 2 volumes: us-east-1, blocked: .*audit\\u001b\[2J/);
  expect(text).toMatch(/^2 volumes: .*\\u0007/m);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('--all shows every volume', () => {
  const text = textOf(planned(12, 3), true);

  expect(text.match(/^vol-/gm)).toHaveLength(12);
  expect(text).not.toContain('more volume');
});

test('volumes that the limit of deletions stands in the way of are counted in plain words', () => {
  const text = textOf(planned(12, 10, { 'snapshot-keeper:policy': 'last 30' }));

  expect(text).toContain('This would remove 0 of 132 good snapshots (0.0 %); deletionLimit blocks 96.');
  expect(text).toContain(
    'For 12 volumes a change of policy would remove more at once than the setting deletionLimit allows',
  );
  expect(text).toContain(
    '16 snapshots of 2 volumes: us-east-1, blocked: deletionLimit: a change of policy (last 30 → last 2) would remove too much at once',
  );
  expect(text).toContain('In short: 12 volumes blocked by deletionLimit.');
});

test('volumes that are only counted tell of doubts without ids', () => {
  const text = textOf(planned(12, 3, { 'snapshot-keeper:region': 'eu-west-1' }));

  expect(text).toContain(
    '2 volumes: snap-… is in doubt, so it is neither counted nor deleted: snapshot-keeper:region is "eu-west-1", not "us-east-1".',
  );
});

test('a plan without changes says so at the end', () => {
  expect(textOf(planned(3, 2)).trimEnd().split('\n').at(-1)).toBe('Nothing to do.');
});
