import fc from 'fast-check';
import { calendarOf } from '../../../functions/domain/calendar';
import type { RetentionPolicy } from '../../../functions/domain/retention-policy';
import { rulesKeeping } from '../../../functions/domain/retention-rules';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { snapshot } from '../../support/builders';
import { anyHistory, anyHistoryTwice, anyPolicy } from './any-history';

const utc = calendarOf('UTC');

/** Snapshots named by the time they were taken, such as `2026-11-20 10:00`, in UTC. */
const takenAt = (times: readonly string[]) =>
  times.map((time) => snapshot(time, `${time.replace(' ', 'T')}:00Z`));

/** The times that a policy keeps, newest first. */
const kept = (times: readonly string[], policy: RetentionPolicy, timeZone = 'UTC'): string[] =>
  [...rulesKeeping(takenAt(times), policy, calendarOf(timeZone)).keys()].sort().reverse();

describe('one rule', () => {
  test.each<[rule: string, policy: RetentionPolicy, kept: string[], dropped: string[]]>([
    [
      'last keeps the newest, however close together',
      { last: 2 },
      ['2026-11-20 10:02', '2026-11-20 10:01'],
      ['2026-11-20 10:00', '2026-11-19 10:00'],
    ],
    ['last keeps all where there are fewer', { last: 5 }, ['2026-11-20 10:00', '2026-11-19 10:00'], []],
    [
      'hourly keeps the newest of each hour',
      { hourly: 2 },
      ['2026-11-20 10:59', '2026-11-20 09:30'],
      ['2026-11-20 10:00', '2026-11-20 09:00', '2026-11-20 08:59'],
    ],
    [
      'daily keeps the newest of each day',
      { daily: 2 },
      ['2026-11-20 23:59', '2026-11-19 12:00'],
      ['2026-11-20 00:00', '2026-11-19 11:00', '2026-11-18 23:59'],
    ],
    [
      'weekly keeps the newest of each ISO week, Monday to Sunday',
      { weekly: 2 },
      ['2026-11-24 10:00', '2026-11-22 10:00'],
      ['2026-11-23 10:00', '2026-11-16 10:00', '2026-11-15 10:00'],
    ],
    [
      'a week over the change of the year is one week',
      { weekly: 2 },
      ['2027-01-01 10:00', '2026-12-27 10:00'],
      ['2026-12-31 10:00', '2026-12-28 10:00', '2026-12-26 10:00'],
    ],
    [
      'monthly keeps the newest of each month',
      { monthly: 2 },
      ['2026-11-20 10:00', '2026-10-31 23:59'],
      ['2026-11-01 00:00', '2026-10-01 10:00', '2026-09-30 10:00'],
    ],
    [
      'the same month of another year is another month',
      { monthly: 2 },
      ['2026-11-20 10:00', '2025-11-30 10:00'],
      ['2025-11-20 10:00', '2025-10-20 10:00'],
    ],
    [
      'yearly keeps the newest of each year',
      { yearly: 2 },
      ['2026-11-20 10:00', '2025-12-31 23:59'],
      ['2026-01-01 00:00', '2025-01-01 10:00', '2024-12-31 10:00'],
    ],
    [
      'periods without snapshots do not count',
      { daily: 3 },
      ['2026-11-20 10:00', '2026-11-10 10:00', '2026-06-01 10:00'],
      ['2026-05-31 10:00'],
    ],
    [
      'within is measured from the newest snapshot, its far end excluded',
      { within: '7d' },
      ['2026-11-20 10:00', '2026-11-20 09:00', '2026-11-13 10:01'],
      ['2026-11-13 10:00', '2026-11-12 10:00'],
    ],
    [
      'within keeps the newest even where it is alone',
      { within: '1h' },
      ['2026-11-20 10:00'],
      ['2026-11-20 09:00'],
    ],
  ])('%s', (_rule, policy, expected, dropped) => {
    expect(kept([...expected, ...dropped], policy)).toEqual(expected);
  });

  test('a policy keeps nothing where there is nothing', () => {
    expect(kept([], { last: 7, daily: 7, within: '7d' })).toEqual([]);
  });
});

describe('the oldest snapshot', () => {
  test.each<[rule: string, policy: RetentionPolicy, kept: string[], dropped: string[]]>([
    [
      'takes a place that is left over, though a newer one stands for its day',
      { daily: 3 },
      ['2026-11-20 10:00', '2026-11-19 10:00', '2026-11-19 08:00'],
      ['2026-11-19 09:00'],
    ],
    [
      'takes none where all places are used up',
      { daily: 2 },
      ['2026-11-20 10:00', '2026-11-19 10:00'],
      ['2026-11-19 09:00', '2026-11-19 08:00'],
    ],
    [
      'takes a place of each rule that has one left',
      { daily: 1, monthly: 2 },
      ['2026-11-20 10:00', '2026-11-18 10:00'],
      ['2026-11-19 10:00'],
    ],
  ])('%s', (_rule, policy, expected, dropped) => {
    expect(kept([...expected, ...dropped], policy)).toEqual(expected);
  });
});

describe('several rules', () => {
  test('they overlap: one snapshot takes a place of each rule that keeps it', () => {
    const daysOfNovember = Array.from(
      { length: 20 },
      (_, index) => `2026-11-${String(index + 1).padStart(2, '0')} 10:00`,
    );
    expect(
      kept([...daysOfNovember, '2026-10-31 10:00', '2026-10-30 10:00'], { daily: 3, weekly: 3, monthly: 2 }),
    ).toEqual([
      '2026-11-20 10:00',
      '2026-11-19 10:00',
      '2026-11-18 10:00',
      '2026-11-15 10:00',
      '2026-11-08 10:00',
      '2026-10-31 10:00',
    ]);
  });

  test('each rule that keeps a snapshot gives its reason', () => {
    const reasons = rulesKeeping(
      takenAt(['2026-11-20 10:00', '2026-11-20 09:00', '2026-11-19 10:00', '2026-11-19 09:00']),
      { last: 2, hourly: 1, daily: 3, weekly: 1, monthly: 1, yearly: 1, within: '2h' },
      utc,
    );
    expect(Object.fromEntries(reasons)).toEqual({
      '2026-11-20 10:00': [
        'last 1 of 2',
        'hourly 1 of 1: 2026-11-20 10h GMT+00:00',
        'daily 1 of 3: 2026-11-20',
        'weekly 1 of 1: 2026-W47',
        'monthly 1 of 1: 2026-11',
        'yearly 1 of 1: 2026',
        'within 2h of the newest',
      ],
      '2026-11-20 09:00': ['last 2 of 2', 'within 2h of the newest'],
      '2026-11-19 10:00': ['daily 2 of 3: 2026-11-19'],
      '2026-11-19 09:00': ['daily 3 of 3: oldest'],
    });
  });
});

describe('time zones', () => {
  test.each<[rule: string, zone: string, policy: RetentionPolicy, kept: string[], dropped: string[]]>([
    [
      'two snapshots around midnight in Berlin are of two days',
      'Europe/Berlin',
      { daily: 2 },
      ['2026-11-20 23:30', '2026-11-20 22:30'],
      ['2026-11-20 21:30'],
    ],
    [
      'in UTC they are of one',
      'UTC',
      { daily: 2 },
      ['2026-11-20 23:30', '2026-11-19 22:30'],
      ['2026-11-20 22:30', '2026-11-20 21:30', '2026-11-19 21:30'],
    ],
    [
      'two snapshots around midnight in New York are of two days',
      'America/New_York',
      { daily: 2 },
      ['2026-11-21 05:30', '2026-11-21 04:30'],
      ['2026-11-21 03:30'],
    ],
    [
      'the hour that autumn repeats in Berlin is two hours',
      'Europe/Berlin',
      { hourly: 2 },
      ['2026-10-25 01:30', '2026-10-25 00:30'],
      ['2026-10-25 00:10'],
    ],
    [
      'the hour that autumn repeats in New York is two hours',
      'America/New_York',
      { hourly: 2 },
      ['2026-11-01 06:30', '2026-11-01 05:30'],
      ['2026-11-01 05:10'],
    ],
    [
      'the longest day of Berlin is one day',
      'Europe/Berlin',
      { daily: 2 },
      ['2026-10-25 22:59', '2026-10-24 21:59'],
      ['2026-10-24 22:00', '2026-10-24 20:00'],
    ],
    [
      'the shortest day of New York is one day',
      'America/New_York',
      { daily: 2 },
      ['2026-03-09 03:59', '2026-03-08 04:59'],
      ['2026-03-08 05:00', '2026-03-08 03:00'],
    ],
    [
      'Monday begins in Berlin while it is Sunday in UTC',
      'Europe/Berlin',
      { weekly: 2 },
      ['2026-11-22 23:30', '2026-11-22 22:30'],
      ['2026-11-22 21:30'],
    ],
    [
      'the year begins in New York five hours after UTC',
      'America/New_York',
      { yearly: 2 },
      ['2027-01-01 05:00', '2027-01-01 04:59'],
      ['2027-01-01 00:00'],
    ],
  ])('%s', (_rule, zone, policy, expected, dropped) => {
    expect(kept([...expected, ...dropped], policy, zone)).toEqual(expected);
  });
});

describe('laws', () => {
  test('the order of the list does not matter', () => {
    fc.assert(
      fc.property(anyHistoryTwice, anyPolicy, ([history, shuffled], policy) => {
        expect(Object.fromEntries(rulesKeeping(shuffled, policy, utc))).toEqual(
          Object.fromEntries(rulesKeeping(history, policy, utc)),
        );
      }),
    );
  });

  test('a policy keeps exactly what its rules keep one by one', () => {
    fc.assert(
      fc.property(anyHistory, anyPolicy, (history, policy) => {
        const together = new Set(rulesKeeping(history, policy, utc).keys());
        const oneByOne = Object.entries(policy).flatMap(([rule, value]) => [
          ...rulesKeeping(history, { [rule]: value }, utc).keys(),
        ]);
        expect(together).toEqual(new Set(oneByOne));
      }),
    );
  });

  test('a greater count never keeps less', () => {
    const anyRule = fc.constantFrom('last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly');
    fc.assert(
      fc.property(anyHistory, anyRule, fc.integer({ min: 1, max: 12 }), (history, rule, count) => {
        const more = rulesKeeping(history, { [rule]: count + 1 }, utc);
        for (const id of rulesKeeping(history, { [rule]: count }, utc).keys())
          expect(more.has(id)).toBe(true);
      }),
    );
  });

  test('every policy keeps the newest', () => {
    fc.assert(
      fc.property(anyHistory, anyPolicy, (history, policy) => {
        const newest = Math.max(...history.map(({ tags }) => Date.parse(tags['snapshot-keeper:taken-at']!)));
        const reasons = rulesKeeping(history, policy, utc);
        const times = history
          .filter(({ snapshotId }) => reasons.has(snapshotId))
          .map(({ tags }) => Date.parse(tags['snapshot-keeper:taken-at']!));
        expect(Math.max(...times)).toBe(newest);
      }),
    );
  });

  test('daily keeps one of each day, and the oldest where a place is left', () => {
    const anyTimes = fc.uniqueArray(fc.integer({ min: 0, max: 40 * 24 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(anyTimes, fc.integer({ min: 1, max: 40 }), (hours, count) => {
        const ofDay = new Map<number, number[]>();
        for (const hour of hours)
          ofDay.set(Math.floor(hour / 24), [...(ofDay.get(Math.floor(hour / 24)) ?? []), hour]);
        const oldest = Math.min(...hours);
        const days = [...ofDay.values()].map((ofOne) => Math.max(...ofOne)).sort((a, b) => b - a);
        const expected = [...new Set([...days, oldest])].slice(0, count);

        const history = hours.map((hour) => snapshot(`${hour}`, new Date(hour * HOUR_MS).toISOString()));
        expect(new Set(rulesKeeping(history, { daily: count }, utc).keys())).toEqual(
          new Set(expected.map(String)),
        );
      }),
    );
  });
});
