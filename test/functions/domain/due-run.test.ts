import {
  isDueAt,
  isOnAt,
  lastDueTime,
  occasionOf,
  type KnownSchedule,
} from '../../../functions/domain/due-run';

const NIGHTLY: KnownSchedule = {
  isOn: true,
  expression: 'cron(30 1 * * ? *)',
  timeZone: 'UTC',
  windowMinutes: 0,
  changedAt: new Date('2029-01-01T00:00:00Z'),
};

const due = (known: Partial<KnownSchedule>, now: string): string | undefined =>
  lastDueTime({ ...NIGHTLY, ...known }, new Date(now))?.toISOString();

test.each<[rule: string, known: Partial<KnownSchedule>, now: string, due: string | undefined]>([
  [
    'an hour after its time a run must have begun',
    {},
    '2030-01-02T02:30:00.001Z',
    '2030-01-02T01:30:00.000Z',
  ],
  ['not before, since Scheduler tries again', {}, '2030-01-02T02:30:00Z', undefined],
  [
    'with a window, an hour after its end',
    { windowMinutes: 30 },
    '2030-01-02T03:00:00.001Z',
    '2030-01-02T01:30:00.000Z',
  ],
  ['and not before that', { windowMinutes: 30 }, '2030-01-02T03:00:00Z', undefined],
  ['up to twelve hours late', {}, '2030-01-02T13:30:00Z', '2030-01-02T01:30:00.000Z'],
  ['and no later', {}, '2030-01-02T13:30:00.001Z', undefined],
  [
    'of several times, the last one',
    { expression: 'cron(0 * * * ? *)' },
    '2030-01-02T09:30:00Z',
    '2030-01-02T08:00:00.000Z',
  ],
  [
    'by the clocks of its time zone',
    { timeZone: 'America/New_York' },
    '2030-01-02T08:00:00Z',
    '2030-01-02T06:30:00.000Z',
  ],
  [
    'none of before it was made, changed or enabled, nor of the minute after that',
    { changedAt: new Date('2030-01-02T01:29:00.001Z') },
    '2030-01-02T04:00:00Z',
    undefined,
  ],
  [
    'one of a minute later',
    { changedAt: new Date('2030-01-02T01:29:00Z') },
    '2030-01-02T04:00:00Z',
    '2030-01-02T01:30:00.000Z',
  ],
  [
    'a single time like any other',
    { expression: 'at(2030-01-02T01:30:00)' },
    '2030-01-02T04:00:00Z',
    '2030-01-02T01:30:00.000Z',
  ],
  [
    'none from the time on at which a person has ended it',
    { endsAt: new Date('2030-01-02T01:30:00Z') },
    '2030-01-02T04:00:00Z',
    undefined,
  ],
  ['nor long after it', { endsAt: new Date('2029-12-01T00:00:00Z') }, '2030-01-02T04:00:00Z', undefined],
  [
    'the last one before that',
    { endsAt: new Date('2030-01-02T01:30:01Z') },
    '2030-01-02T04:00:00Z',
    '2030-01-02T01:30:00.000Z',
  ],
  [
    'none of before the time to which a person has postponed it',
    { startsAt: new Date('2030-01-02T01:30:01Z') },
    '2030-01-02T04:00:00Z',
    undefined,
  ],
  ['nor long before it', { startsAt: new Date('2030-02-01T00:00:00Z') }, '2030-01-02T04:00:00Z', undefined],
  [
    'that time itself',
    { startsAt: new Date('2030-01-02T01:30:00Z') },
    '2030-01-02T04:00:00Z',
    '2030-01-02T01:30:00.000Z',
  ],
  ['nothing is known of a rate', { expression: 'rate(1 hour)' }, '2030-01-02T04:00:00Z', undefined],
  ['nor of what cannot be read', { expression: 'cron(1 hour)' }, '2030-01-02T04:00:00Z', undefined],
])('%s', (_, known, now, expected) => {
  expect(due(known, now)).toBe(expected);
});

test.each<[what: string, known: KnownSchedule | undefined, isOn: boolean]>([
  ['one that is on', NIGHTLY, true],
  ['one that is disabled', { ...NIGHTLY, isOn: false }, false],
  ['one that is gone', undefined, false],
  ['one that has ended then', { ...NIGHTLY, endsAt: new Date('2030-01-02T01:30:00Z') }, false],
  ['one that ends later', { ...NIGHTLY, endsAt: new Date('2030-01-02T01:30:01Z') }, true],
  ['one that begins then', { ...NIGHTLY, startsAt: new Date('2030-01-02T01:30:00Z') }, true],
  ['one that begins later', { ...NIGHTLY, startsAt: new Date('2030-01-02T01:30:01Z') }, false],
])('%s is on at a time: %#', (_, known, isOn) => {
  expect(isOnAt(known, new Date('2030-01-02T01:30:00Z'))).toBe(isOn);
});

describe('what a message of Scheduler is about', () => {
  const times = { expression: 'cron(30 1,13 * * ? *)', timeZone: 'UTC' };

  test.each<[rule: string, told: string, at: string]>([
    ['the time of the calendar that it names', '2030-01-02T01:30:00Z', '2030-01-02T01:30:00Z'],
    [
      'the last one before, where it names a moment in the window',
      '2030-01-02T01:52:17Z',
      '2030-01-02T01:30:00Z',
    ],
    ['up to the longest window', '2030-01-03T01:29:59Z', '2030-01-02T13:30:00Z'],
  ])('is %s', (_, told, scheduledAt) => {
    expect(occasionOf('nightly', times, told)).toEqual({ scheduledAt });
  });

  test('of a rate it is the time that Scheduler names, of that schedule alone', () => {
    expect(occasionOf('hourly', { ...times, expression: 'rate(1 hour)' }, '2030-01-02T01:52:17Z')).toEqual({
      scheduledAt: '2030-01-02T01:52:17Z',
      schedule: 'hourly',
    });
  });

  test('so it is of a single time that is long over', () => {
    const once = { expression: 'at(2030-01-01T00:00:00)', timeZone: 'UTC' };

    expect(occasionOf('once', once, '2030-01-01T12:00:00Z')).toEqual({ scheduledAt: '2030-01-01T00:00:00Z' });
    expect(occasionOf('once', once, '2030-01-02T12:00:00Z')).toEqual({
      scheduledAt: '2030-01-02T12:00:00Z',
      schedule: 'once',
    });
  });
});

test.each<[expression: string, timeZone: string, at: string, isDue: boolean]>([
  ['cron(30 1 * * ? *)', 'UTC', '2030-01-02T01:30:00Z', true],
  ['cron(30 1 * * ? *)', 'UTC', '2030-01-02T01:30:01Z', false],
  ['cron(30 2 * * ? *)', 'Europe/Berlin', '2030-01-02T01:30:00Z', true],
  ['at(2030-01-02T01:30:00)', 'UTC', '2030-01-02T01:30:00Z', true],
  ['rate(1 hour)', 'UTC', '2030-01-02T01:30:00Z', false],
])('%s in %s is due at %s: %s', (expression, timeZone, at, isDue) => {
  expect(isDueAt({ expression, timeZone }, new Date(at))).toBe(isDue);
});
