import fc from 'fast-check';
import { before, calendarOf, remembering } from '../../../functions/domain/calendar';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../local/kernel/time-units';

const at = (instant: string): Date => new Date(instant);
const anyInstant = fc.date({
  min: at('2020-01-01T00:00:00Z'),
  max: at('2035-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const anyTimeZone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
);

describe('periods of a time zone', () => {
  test.each<[rule: string, zone: string, instant: string, day: string]>([
    ['the last second of a day in UTC', 'UTC', '2026-11-20T23:59:59Z', '2026-11-20'],
    ['the first second of a day in UTC', 'UTC', '2026-11-21T00:00:00Z', '2026-11-21'],
    ['Berlin begins its winter days at 23:00 UTC', 'Europe/Berlin', '2026-11-20T23:00:00Z', '2026-11-21'],
    ['and ends them a second before', 'Europe/Berlin', '2026-11-20T22:59:59Z', '2026-11-20'],
    ['Berlin begins its summer days at 22:00 UTC', 'Europe/Berlin', '2026-07-01T22:00:00Z', '2026-07-02'],
    [
      'New York begins its winter days at 05:00 UTC',
      'America/New_York',
      '2026-11-21T05:00:00Z',
      '2026-11-21',
    ],
    ['and ends them a second before', 'America/New_York', '2026-11-21T04:59:59Z', '2026-11-20'],
    [
      'New York begins its summer days at 04:00 UTC',
      'America/New_York',
      '2026-07-02T04:00:00Z',
      '2026-07-02',
    ],
  ])('%s (%s)', (_rule, zone, instant, day) => {
    expect(calendarOf(zone).day(at(instant))).toBe(day);
  });

  test.each<[rule: string, zone: string, before: string, first: string, last: string, after: string]>([
    [
      'the 25 hours of the day on which Berlin turns its clocks back are one day',
      'Europe/Berlin',
      '2026-10-24T21:59:59Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T22:59:59Z',
      '2026-10-25T23:00:00Z',
    ],
    [
      'the 23 hours of the day on which Berlin turns its clocks forward are one day',
      'Europe/Berlin',
      '2026-03-28T22:59:59Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T21:59:59Z',
      '2026-03-29T22:00:00Z',
    ],
    [
      'the 25 hours of the day on which New York turns its clocks back are one day',
      'America/New_York',
      '2026-11-01T03:59:59Z',
      '2026-11-01T04:00:00Z',
      '2026-11-02T04:59:59Z',
      '2026-11-02T05:00:00Z',
    ],
    [
      'the 23 hours of the day on which New York turns its clocks forward are one day',
      'America/New_York',
      '2026-03-08T04:59:59Z',
      '2026-03-08T05:00:00Z',
      '2026-03-09T03:59:59Z',
      '2026-03-09T04:00:00Z',
    ],
  ])('%s', (_rule, zone, dayBefore, first, last, dayAfter) => {
    const { day } = calendarOf(zone);
    expect(day(at(first))).toBe(day(at(last)));
    expect(day(at(dayBefore))).not.toBe(day(at(first)));
    expect(day(at(dayAfter))).not.toBe(day(at(last)));
  });

  test.each<[zone: string, first: string, second: string]>([
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
    ['America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'],
  ])('the hour that autumn repeats in %s is two hours of one day', (zone, first, second) => {
    const { hour, day } = calendarOf(zone);
    expect(hour(at(first))).not.toBe(hour(at(second)));
    expect(day(at(first))).toBe(day(at(second)));
  });

  test('an hour begins where the clock on the wall shows it', () => {
    const { hour } = calendarOf('Asia/Kolkata');
    expect(hour(at('2026-11-20T10:30:00Z'))).toBe('2026-11-20 16h GMT+05:30');
    expect(hour(at('2026-11-20T11:29:59Z'))).toBe('2026-11-20 16h GMT+05:30');
    expect(hour(at('2026-11-20T11:30:00Z'))).toBe('2026-11-20 17h GMT+05:30');
  });

  test('the hour after midnight is hour 00', () => {
    expect(calendarOf('UTC').hour(at('2026-11-20T00:59:59Z'))).toMatch(/^2026-11-20 00h /);
  });

  test('months and years begin at midnight of the zone', () => {
    const { month, year } = calendarOf('Europe/Berlin');
    expect([month(at('2026-12-31T22:59:59Z')), year(at('2026-12-31T22:59:59Z'))]).toEqual([
      '2026-12',
      '2026',
    ]);
    expect([month(at('2026-12-31T23:00:00Z')), year(at('2026-12-31T23:00:00Z'))]).toEqual([
      '2027-01',
      '2027',
    ]);
  });

  test('instants an hour or more apart are never in the same hour', () => {
    fc.assert(
      fc.property(
        anyTimeZone,
        anyInstant,
        fc.integer({ min: HOUR_MS, max: 30 * HOUR_MS }),
        (zone, instant, ms) => {
          const { hour } = calendarOf(zone);
          expect(hour(instant)).not.toBe(hour(new Date(instant.getTime() + ms)));
        },
      ),
    );
  });

  test('a later instant is never in an earlier day, week, month or year', () => {
    fc.assert(
      fc.property(anyTimeZone, anyInstant, fc.nat(40 * DAY_MS), (zone, instant, ms) => {
        const calendar = calendarOf(zone);
        const later = new Date(instant.getTime() + ms);
        for (const period of ['day', 'week', 'month', 'year'] as const)
          expect(calendar[period](instant) <= calendar[period](later)).toBe(true);
      }),
    );
  });
});

test('a calendar that remembers gives every instant the name that it has', () => {
  fc.assert(
    fc.property(anyTimeZone, anyInstant, fc.array(fc.nat(2 * MINUTE_MS)), (zone, instant, laterMs) => {
      const calendar = calendarOf(zone);
      const remembered = remembering(calendar);
      for (const ms of laterMs)
        for (const period of ['hour', 'day', 'week', 'month', 'year'] as const) {
          const later = new Date(instant.getTime() + ms);
          expect(remembered[period](later)).toBe(calendar[period](later));
        }
    }),
  );
});

test('a calendar that remembers knows where a minute ends', () => {
  const { day } = remembering(calendarOf('Europe/Berlin'));
  const instants = ['2026-11-20T22:59:00Z', '2026-11-20T22:59:59.999Z', '2026-11-20T23:00:00Z'];
  expect(instants.map((instant) => day(at(instant)))).toEqual(['2026-11-20', '2026-11-20', '2026-11-21']);
});

test('a calendar that remembers knows where a day ends amid an hour of UTC', () => {
  const { day } = remembering(calendarOf('Asia/Kolkata'));
  const instants = ['2026-11-20T18:00:00Z', '2026-11-20T18:29:59.999Z', '2026-11-20T18:30:00Z'];
  expect(instants.map((instant) => day(at(instant)))).toEqual(['2026-11-20', '2026-11-20', '2026-11-21']);
});

describe('ISO weeks', () => {
  test.each<[rule: string, day: string, week: string]>([
    ['the last days of 2026 are in its week 53', '2026-12-31', '2026-W53'],
    ['the first days of 2027 are still in week 53 of 2026', '2027-01-01', '2026-W53'],
    ['that week ends on Sunday', '2027-01-03', '2026-W53'],
    ['week 1 of 2027 begins on its first Monday', '2027-01-04', '2027-W01'],
    ['a year that begins on a Thursday has its first days in week 1', '2026-01-01', '2026-W01'],
    ['week 1 may begin in December', '2025-12-29', '2026-W01'],
    ['the Sunday before is in the last week of the old year', '2025-12-28', '2025-W52'],
    ['a year that begins on a Sunday has its first day in the old year', '2023-01-01', '2022-W52'],
    ['a leap year', '2024-12-30', '2025-W01'],
    ['Monday begins a week', '2026-11-16', '2026-W47'],
    ['Sunday ends it', '2026-11-22', '2026-W47'],
  ])('%s: %s', (_rule, day, week) => {
    expect(calendarOf('UTC').week(at(`${day}T12:00:00Z`))).toBe(week);
  });

  test('the week is that of the local date', () => {
    const sundayNight = at('2026-11-22T23:30:00Z');
    expect(calendarOf('UTC').week(sundayNight)).toBe('2026-W47');
    expect(calendarOf('Europe/Berlin').week(sundayNight)).toBe('2026-W48');
  });

  test('the week changes from Sunday to Monday and on no other night', () => {
    const { week } = calendarOf('UTC');
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const tomorrow = new Date(instant.getTime() + DAY_MS);
        expect(week(instant) !== week(tomorrow)).toBe(tomorrow.getUTCDay() === 1);
      }),
    );
  });

  test('the 4th of January is always in week 1 of its year', () => {
    const { week } = calendarOf('UTC');
    for (let year = 2000; year < 2060; year += 1)
      expect(week(at(`${year}-01-04T00:00:00Z`))).toBe(`${year}-W01`);
  });
});

describe('the instant a span before another', () => {
  test.each<[rule: string, instant: string, span: string, expected: string]>([
    ['hours', '2026-11-20T10:00:00.000Z', '36h', '2026-11-18T22:00:00.000Z'],
    ['days', '2026-11-20T10:00:00.000Z', '7d', '2026-11-13T10:00:00.000Z'],
    ['weeks', '2026-11-20T10:00:00.000Z', '4w', '2026-10-23T10:00:00.000Z'],
    ['months', '2026-11-20T10:00:00.000Z', '6m', '2026-05-20T10:00:00.000Z'],
    ['months over a change of the year', '2026-01-15T10:00:00.000Z', '2m', '2025-11-15T10:00:00.000Z'],
    ['years', '2026-11-20T10:00:00.000Z', '1y', '2025-11-20T10:00:00.000Z'],
    ['a day that the month lacks is its last', '2026-08-31T10:00:00.000Z', '6m', '2026-02-28T10:00:00.000Z'],
    ['29 February a year before', '2028-02-29T10:00:00.000Z', '1y', '2027-02-28T10:00:00.000Z'],
    ['a month before 31 March', '2026-03-31T10:00:00.000Z', '1m', '2026-02-28T10:00:00.000Z'],
    ['a month before 31 March of a leap year', '2028-03-31T10:00:00.000Z', '1m', '2028-02-29T10:00:00.000Z'],
    ['a day is 24 hours, whatever clocks do', '2026-10-25T12:00:00.000Z', '1d', '2026-10-24T12:00:00.000Z'],
    ['the milliseconds stay', '2026-11-20T10:00:00.123Z', '1h', '2026-11-20T09:00:00.123Z'],
  ])('%s', (_rule, instant, span, expected) => {
    expect(before(at(instant), span).toISOString()).toBe(expected);
  });

  test('the given instant is not changed', () => {
    const instant = at('2026-11-20T10:00:00.000Z');
    before(instant, '1y');
    expect(instant.toISOString()).toBe('2026-11-20T10:00:00.000Z');
  });

  test('a word that is no span is a RangeError that names it', () => {
    expect(() => before(at('2026-11-20T10:00:00Z'), '7x')).toThrow(new RangeError('not a span: 7x'));
  });

  test('it is always earlier, and the earlier the greater the amount', () => {
    const anySpan = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom('h', 'd', 'w', 'm', 'y'));
    fc.assert(
      fc.property(anyInstant, anySpan, (instant, [amount, unit]) => {
        const short = before(instant, `${amount}${unit}`).getTime();
        const long = before(instant, `${amount + 1}${unit}`).getTime();
        expect(short).toBeLessThan(instant.getTime());
        expect(long).toBeLessThan(short);
      }),
    );
  });
});
