import { planSchedules } from '../../../cli/plan/planned-schedules';
import { scheduleWords } from '../../../cli/plan/schedule-words';
import { ManagedVolumes } from '../../../functions/domain/managed-volumes';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import type { Volume } from '../../../functions/domain/volume';
import { parseSettings } from '../../../infra/settings';
import type { TaggedInstances } from '../../../local/rehearsal/tagged-instances';
import { snap, snapshot, vol } from '../../support/builders';

const NOW = new Date('2030-01-01T12:00:00Z');

const settings = (...schedules: object[]) =>
  parseSettings(
    { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }], timeZone: 'Europe/Berlin', schedules },
    'the test',
  );

const volume = (digits: number, tags: Record<string, string> = {}): Volume => ({
  volumeId: vol(digits),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags: { Backup: '', ...tags },
});

/** Where no test says which instances bear a tag, nobody knows. */
const planned = (
  given: Parameters<typeof planSchedules>[0],
  volumes: readonly Volume[],
  tagged: TaggedInstances = () => undefined,
  managed: readonly ManagedSnapshot[] = [],
) => planSchedules(given, { volumes, tagged, managed: new ManagedVolumes(managed), now: NOW });

const NIGHTLY = { name: 'nightly', schedule: 'cron(30 3 * * ? *)' };
const DATABASES = {
  name: 'databases',
  schedule: 'cron(0 0/6 * * ? *)',
  timeZone: 'UTC',
  selection: { tagKey: 'Role', tagValues: ['database'] },
};

test('each schedule has its next time, by the clocks that it means, and how many of the selected volumes it covers', () => {
  const volumes = [
    volume(1),
    volume(2, { Role: 'database' }),
    { ...volume(3, { Role: 'database' }), tags: { Role: 'database' } },
  ];

  expect(planned(settings(NIGHTLY, DATABASES), volumes)).toEqual({
    hoursApart: 24,
    each: [
      {
        name: 'nightly',
        schedule: 'cron(30 3 * * ? *)',
        timeZone: 'Europe/Berlin',
        mode: 'volume',
        nextAt: '2030-01-02T02:30:00.000Z',
        volumes: 2,
      },
      {
        name: 'databases',
        schedule: 'cron(0 0/6 * * ? *)',
        timeZone: 'UTC',
        mode: 'volume',
        nextAt: '2030-01-01T18:00:00.000Z',
        volumes: 1,
      },
    ],
    coveredByNone: [],
  });
});

test('a rate has no time that is known beforehand, and one that has run for the last time none at all', () => {
  const once = { name: 'once', schedule: 'at(2030-01-01T11:00:00)', timeZone: 'UTC' };
  const schedules = planned(settings({ name: 'hourly', schedule: 'rate(1 hour)' }, once), []);

  expect(schedules?.each.map(({ nextAt }) => nextAt)).toEqual([null, null]);
});

test('selected volumes that no schedule covers are named', () => {
  const schedules = planned(settings(DATABASES), [volume(2), volume(1), volume(3, { Role: 'database' })]);

  expect(schedules?.coveredByNone).toEqual([vol(1), vol(2)]);
});

test('without schedules there is nothing to plan', () => {
  expect(planned(settings(), [volume(1)])).toBeUndefined();
});

test('in words, each has a line, and volumes that none covers one that names five of them', () => {
  const volumes = [1, 2, 3, 4, 5, 6, 7].map((digits) => volume(digits));
  const schedules = planned(
    settings(DATABASES, { name: 'hourly', schedule: 'rate(1 hour)', selection: { tagKey: 'Role' } }),
    [...volumes, volume(8, { Role: 'database' })],
  );

  expect(scheduleWords(schedules!)).toEqual([
    'databases, cron(0 0/6 * * ? *) in UTC, next at 2030-01-01 18:00 UTC: 1 volume',
    'hourly, rate(1 hour) since it was deployed: 1 volume',
    `7 selected volumes covered by no schedule, so that something else has to take snapshots: ${[1, 2, 3, 4, 5].map((digits) => vol(digits)).join(', ')}, and 2 others; --json names all`,
  ]);
});

test('of a single time that is over it is said, and what to do', () => {
  const schedules = planned(settings({ name: 'once', schedule: 'at(2029-01-01T11:00:00)' }), [volume(1)]);

  expect(scheduleWords(schedules!)).toEqual([
    'once, at(2029-01-01T11:00:00) in Europe/Berlin, no time left (take it out of the settings): 1 volume',
  ]);
});

test('of a schedule that covers no volume it is said, and where to look', () => {
  const schedules = planned(settings({ ...DATABASES, mode: 'instance', freeze: {} }), [volume(1)]);

  expect(scheduleWords(schedules!)[0]).toBe(
    'databases, cron(0 0/6 * * ? *) in UTC, next at 2030-01-01 18:00 UTC: covers no volume, look at its selection',
  );
});

test.each<[rule: string, schedules: object[], volumes: Volume[], hours: number | undefined]>([
  [
    'of the volume that has the fewest counts',
    [
      { ...DATABASES, selection: 'all' },
      { ...NIGHTLY, selection: { tagKey: 'Role' } },
    ],
    [volume(1), volume(2, { Role: 'web' })],
    6,
  ],
  [
    'of a volume that only the less frequent one covers it is that one',
    [DATABASES, { ...NIGHTLY, selection: { tagKey: 'Role', tagValues: ['web'] } }],
    [volume(1, { Role: 'database' }), volume(2, { Role: 'web' })],
    24,
  ],
  [
    'of two that take turns it is what lies between both',
    [
      { name: 'early', schedule: 'cron(0 3 ? * SUN *)', timeZone: 'UTC' },
      { name: 'late', schedule: 'cron(0 3 ? * WED *)', timeZone: 'UTC' },
    ],
    [volume(1)],
    96,
  ],
  ['of a schedule that covers nothing it does not count', [DATABASES], [volume(1)], undefined],
])('how many hours lie between two snapshots: %s', (_, schedules, volumes, hours) => {
  expect(planned(settings(...schedules), volumes)?.hoursApart).toBe(hours);
});

describe('a schedule that goes by a tag of instances', () => {
  const gold = { tagKey: 'Tier', tagValues: ['gold'] };
  const byInstance = settings({ ...NIGHTLY, timeZone: 'UTC', instances: gold });
  const volumes = [
    { ...volume(1), instanceId: 'i-a' },
    { ...volume(2), instanceId: 'i-b' },
    volume(3),
    { ...volume(4, { 'snapshot-keeper:opt-out': '' }), instanceId: 'i-a' },
  ];

  test('covers what is attached to those that bear it, but what is opted out', () => {
    const schedules = planned(byInstance, volumes, () => new Set(['i-a']));

    expect(schedules?.each).toMatchObject([{ name: 'nightly', instances: gold, volumes: 1 }]);
    expect(schedules?.coveredByNone).toEqual([vol(2), vol(3), vol(4)]);
    expect(scheduleWords(schedules!)).toEqual([
      'nightly, cron(30 3 * * ? *) in UTC, next at 2030-01-02 03:30 UTC: 1 volume of instances with the tag Tier = gold',
      `3 selected volumes covered by no schedule, so that something else has to take snapshots: ${[2, 3, 4].map((digits) => vol(digits)).join(', ')}`,
    ]);
  });

  test('where none bears it, no volume is covered, and that is where to look', () => {
    expect(scheduleWords(planned(byInstance, volumes, () => new Set())!)[0]).toMatch(
      /: covers no volume, look at its selection and for instances with the tag Tier = gold$/,
    );
  });

  test('where nobody knows which bear it, that is said, and no volume is called uncovered that it may cover', () => {
    const schedules = planned(byInstance, volumes);

    expect(schedules?.each).toMatchObject([{ name: 'nightly', instances: gold, volumes: null }]);
    expect(schedules?.coveredByNone).toEqual([vol(3), vol(4)]);
    expect(scheduleWords(schedules!)[0]).toBe(
      'nightly, cron(30 3 * * ? *) in UTC, next at 2030-01-02 03:30 UTC: nobody knows how many volumes of instances with the tag Tier = gold',
    );
  });
});

describe('of a schedule that freezes', () => {
  const FREEZING = { ...NIGHTLY, mode: 'instance', freeze: {} };
  const taken = (id: number, of: number, day: string, by: string, level?: string): ManagedSnapshot =>
    snapshot(snap(id), `2029-12-${day}T02:30:00.000Z`, {
      volumeId: vol(of),
      description: `snapshot-keeper snapshot-keeper: due 2029-12-${day}T02:30:00Z by ${by}`,
      tags: level === undefined ? {} : { 'snapshot-keeper:consistency': level },
    });

  test('the newest snapshots that it has taken are counted by how they stand, one of each volume', () => {
    const managed = [
      taken(1, 1, '30', 'nightly, set 0123456789ab/2', 'crash'),
      taken(2, 1, '31', 'weekly, nightly, set ba9876543210/2', 'application'),
      { ...taken(3, 1, '31', 'nightly', 'crash'), state: 'pending' },
      taken(4, 2, '31', 'nightly-too', 'crash'),
      taken(5, 2, '29', 'nightly'),
      taken(6, 3, '29', 'nightly', 'whatever'),
    ];
    const schedules = planned(
      settings(FREEZING),
      [volume(1), volume(2), volume(3), volume(4)],
      undefined,
      managed,
    )!;

    expect(schedules.each[0]?.newest).toEqual({ application: 1, unknown: 2 });
    expect(scheduleWords(schedules)).toEqual([
      'nightly, cron(30 3 * * ? *) in Europe/Berlin, next at 2030-01-02 02:30 UTC: 4 volumes, those of an instance at one moment and frozen; the newest are 1 application, 2 unknown',
    ]);
  });

  test('before its first run nothing is there to be counted', () => {
    expect(scheduleWords(planned(settings(FREEZING), [volume(1)])!)[0]).toMatch(
      /1 volume, those of an instance at one moment and frozen; the newest are yet to be taken$/,
    );
  });
});
