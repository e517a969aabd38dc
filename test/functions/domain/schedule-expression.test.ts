import type { Cron, CronDays } from '../../../functions/domain/cron-expression';
import { parseScheduleExpression } from '../../../functions/domain/schedule-expression';

const upTo = (least: number, most: number, step = 1): number[] =>
  Array.from({ length: Math.floor((most - least) / step) + 1 }, (_, index) => least + index * step);

const EVERY: Cron = {
  kind: 'cron',
  minutes: [30],
  hours: [2],
  days: { by: 'day', days: upTo(1, 31) },
  months: upTo(1, 12),
  years: upTo(1970, 2199),
};

describe('a cron expression', () => {
  test.each<[expression: string, parsed: Partial<Cron>]>([
    ['cron(30 2 * * ? *)', {}],
    ['cron(30 2 * * ?)', {}],
    ['cron(30  2 * * ? *)', {}],
    ['cron(05 00 * * ? *)', { minutes: [5], hours: [0] }],
    ['cron(0,30,15 2 * * ? *)', { minutes: [0, 15, 30] }],
    ['cron(30 8-11 * * ? *)', { hours: [8, 9, 10, 11] }],
    ['cron(1/10 * * * ? *)', { minutes: [1, 11, 21, 31, 41, 51], hours: upTo(0, 23) }],
    ['cron(*/20 2 * * ? *)', { minutes: [0, 20, 40] }],
    ['cron(10-30/10 2 * * ? *)', { minutes: [10, 20, 30] }],
    ['cron(0-2,2,50-59/5 2 * * ? *)', { minutes: [0, 1, 2, 50, 55] }],
    ['cron(30 2 * 1,7 ? *)', { months: [1, 7] }],
    ['cron(30 2 * JAN-MAR,DEC ? *)', { months: [1, 2, 3, 12] }],
    ['cron(30 2 * 1/3 ? *)', { months: [1, 4, 7, 10] }],
    ['cron(30 2 * * ? 2027)', { years: [2027] }],
    ['cron(30 2 * * ? 2027-2029)', { years: [2027, 2028, 2029] }],
    ['cron(30 2 * * ? 2190/4)', { years: [2190, 2194, 2198] }],
  ])('%s', (expression, parsed) => {
    expect(parseScheduleExpression(expression)).toEqual({ ...EVERY, ...parsed });
  });

  test.each<[fields: string, days: CronDays]>([
    ['1,15 * ?', { by: 'day', days: [1, 15] }],
    ['1/10 * ?', { by: 'day', days: [1, 11, 21, 31] }],
    ['L * ?', { by: 'last day' }],
    ['15W * ?', { by: 'nearest weekday', day: 15 }],
    ['? * *', { by: 'weekday', weekdays: upTo(1, 7) }],
    ['? * 1', { by: 'weekday', weekdays: [1] }],
    ['? * SUN', { by: 'weekday', weekdays: [1] }],
    ['? * MON-FRI', { by: 'weekday', weekdays: [2, 3, 4, 5, 6] }],
    ['? * SAT,2', { by: 'weekday', weekdays: [2, 7] }],
    ['? * L', { by: 'weekday', weekdays: [7] }],
    ['? * 6L', { by: 'last weekday', weekday: 6 }],
    ['? * FRIL', { by: 'last weekday', weekday: 6 }],
    ['? * 3#2', { by: 'nth weekday', weekday: 3, nth: 2 }],
    ['? * MON#5', { by: 'nth weekday', weekday: 2, nth: 5 }],
  ])('the days of cron(30 2 %s *)', (fields, days) => {
    expect(parseScheduleExpression(`cron(30 2 ${fields} *)`)).toEqual({ ...EVERY, days });
  });

  test.each<[expression: string, field: string]>([
    ['cron(60 2 * * ? *)', 'minutes from 0 to 59 in place of "60"'],
    ['cron(-1 2 * * ? *)', 'minutes from 0 to 59 in place of "-1"'],
    ['cron(1-70 2 * * ? *)', 'minutes from 0 to 59 in place of "1-70"'],
    ['cron(30-10 2 * * ? *)', 'minutes from 0 to 59 in place of "30-10"'],
    ['cron(1-2-3 2 * * ? *)', 'minutes from 0 to 59 in place of "1-2-3"'],
    ['cron(0/0 2 * * ? *)', 'minutes from 0 to 59 in place of "0/0"'],
    ['cron(0/60 2 * * ? *)', 'minutes from 0 to 59 in place of "0/60"'],
    ['cron(0/ 2 * * ? *)', 'minutes from 0 to 59 in place of "0/"'],
    ['cron(1,,2 2 * * ? *)', 'minutes from 0 to 59 in place of "1,,2"'],
    ['cron(*,5 2 * * ? *)', 'minutes from 0 to 59 in place of "*,5"'],
    ['cron(? 2 * * ? *)', 'minutes from 0 to 59 in place of "?"'],
    ['cron(1.5 2 * * ? *)', 'minutes from 0 to 59 in place of "1.5"'],
    ['cron(30 24 * * ? *)', 'hours from 0 to 23 in place of "24"'],
    ['cron(30 L * * ? *)', 'hours from 0 to 23 in place of "L"'],
    ['cron(30 2 0 * ? *)', 'days of the month from 1 to 31 in place of "0"'],
    ['cron(30 2 32 * ? *)', 'days of the month from 1 to 31 in place of "32"'],
    ['cron(30 2 L-3 * ? *)', 'days of the month from 1 to 31 in place of "L-3"'],
    ['cron(30 2 1,L * ? *)', 'days of the month from 1 to 31 in place of "1,L"'],
    ['cron(30 2 LW * ? *)', 'days of the month from 1 to 31 in place of "LW"'],
    ['cron(30 2 1-5W * ? *)', 'days of the month from 1 to 31 in place of "1-5W"'],
    ['cron(30 2 W * ? *)', 'days of the month from 1 to 31 in place of "W"'],
    ['cron(30 2 * 13 ? *)', 'months from 1 to 12 or JAN to DEC in place of "13"'],
    ['cron(30 2 * jan ? *)', 'months from 1 to 12 or JAN to DEC in place of "jan"'],
    ['cron(30 2 * MON ? *)', 'months from 1 to 12 or JAN to DEC in place of "MON"'],
    ['cron(30 2 ? * 0 *)', 'days of the week from 1 to 7 or SUN to SAT in place of "0"'],
    ['cron(30 2 ? * 8 *)', 'days of the week from 1 to 7 or SUN to SAT in place of "8"'],
    ['cron(30 2 ? * SUNDAY *)', 'days of the week from 1 to 7 or SUN to SAT in place of "SUNDAY"'],
    ['cron(30 2 ? * FRI-MON *)', 'days of the week from 1 to 7 or SUN to SAT in place of "FRI-MON"'],
    ['cron(30 2 ? * 2/2 *)', 'days of the week from 1 to 7 or SUN to SAT in place of "2/2"'],
    ['cron(30 2 ? * 3#6 *)', 'days of the week from 1 to 7 or SUN to SAT in place of "3#6"'],
    ['cron(30 2 ? * 3#0 *)', 'days of the week from 1 to 7 or SUN to SAT in place of "3#0"'],
    ['cron(30 2 ? * 3#1,6#3 *)', 'days of the week from 1 to 7 or SUN to SAT in place of "3#1,6#3"'],
    ['cron(30 2 ? * 2,6L *)', 'days of the week from 1 to 7 or SUN to SAT in place of "2,6L"'],
    ['cron(30 2 * * ? 1969)', 'years from 1970 to 2199 in place of "1969"'],
    ['cron(30 2 * * ? 2200)', 'years from 1970 to 2199 in place of "2200"'],
    ['cron(30 2 * * ? 27)', 'years from 1970 to 2199 in place of "27"'],
  ])('%s is refused by the field that is wrong', (expression, field) => {
    expect(parseScheduleExpression(expression)).toEqual({
      fault: expect.stringMatching(new RegExp(`^expected ${escaped(field)}: .* or [*?]$`)) as unknown,
    });
  });

  test('of a wrong field the sentence says what can stand there', () => {
    expect(parseScheduleExpression('cron(30 2 ? * 0 *)')).toEqual({
      fault:
        'expected days of the week from 1 to 7 or SUN to SAT in place of "0": SUN, MON,THU, MON-FRI, 6L (the last Friday), 3#2 (the second Tuesday), * or ?',
    });
  });

  test.each([
    'cron()',
    'cron(30 2 * *)',
    'cron(30 2 * * ? * *)',
    'cron( 30 2 * * ? *)',
    'cron(30 2 * * ? * )',
    'cron(30,2,*,*,?,*)',
  ])('%s is refused by its number of fields', (expression) => {
    expect(parseScheduleExpression(expression)).toEqual({
      fault:
        'expected cron(minutes hours day-of-month month day-of-week year), its fields parted by spaces and the year left out or not',
    });
  });

  test.each(['cron(30 2 * * * *)', 'cron(30 2 ? * ? *)', 'cron(30 2 1 * MON *)', 'cron(30 2 * * *)'])(
    '%s is refused: one of the two kinds of days is ?',
    (expression) => {
      expect(parseScheduleExpression(expression)).toEqual({
        fault: 'expected ? in one of day-of-month and day-of-week, and what is meant in the other',
      });
    },
  );
});

describe('a rate', () => {
  test.each([
    ['rate(1 minute)', 1],
    ['rate(90 minutes)', 90],
    ['rate(1 hour)', 60],
    ['rate(12 hours)', 720],
    ['rate(1 day)', 1_440],
    ['rate(7 days)', 10_080],
  ])('%s', (expression, everyMinutes) => {
    expect(parseScheduleExpression(expression)).toEqual({ kind: 'rate', everyMinutes });
  });

  test.each([
    ['rate(1 minutes)', 'expected the singular, rate(1 minute)'],
    ['rate(1 days)', 'expected the singular, rate(1 day)'],
    ['rate(2 hour)', 'expected the plural, rate(2 hours)'],
    ['rate(10 minute)', 'expected the plural, rate(10 minutes)'],
  ])('%s is refused by the number of its unit', (expression, fault) => {
    expect(parseScheduleExpression(expression)).toEqual({ fault });
  });

  test.each([
    '30 seconds',
    '0 minutes',
    '-1 hours',
    '1.5 hours',
    '2 weeks',
    '2hours',
    'hour',
    '',
    '1000000 days',
  ])('rate(%s) is refused', (content) => {
    expect(parseScheduleExpression(`rate(${content})`)).toEqual({
      fault: `expected minutes, hours or days from 1 to 999999 in place of "${content}", such as rate(30 minutes), rate(1 hour) or rate(2 days)`,
    });
  });
});

describe('a single time', () => {
  test.each(['2027-01-31T02:30:00', '2028-02-29T23:59:59', '1999-12-31T00:00:00'])('at(%s)', (localTime) => {
    expect(parseScheduleExpression(`at(${localTime})`)).toEqual({ kind: 'at', localTime });
  });

  test.each([
    '2027-01-31',
    '2027-01-31T02:30',
    '2027-01-31 02:30:00',
    '2027-01-31T02:30:00Z',
    '2027-01-31T02:30:00+01:00',
    '2027-1-31T02:30:00',
    'tomorrow',
    '',
  ])('at(%s) is refused by its form', (content) => {
    expect(parseScheduleExpression(`at(${content})`)).toEqual({
      fault: `expected a local time to the second without an offset in place of "${content}", such as at(2027-01-31T02:30:00)`,
    });
  });

  test.each([
    '2027-02-29T02:30:00',
    '2027-04-31T02:30:00',
    '2027-13-01T02:30:00',
    '2027-01-31T24:00:00',
    '2027-01-31T02:60:00',
  ])('at(%s) is no time of the calendar', (content) => {
    expect(parseScheduleExpression(`at(${content})`)).toEqual({
      fault: `expected a day and a time that the calendar has in place of "${content}"`,
    });
  });
});

test.each([
  '',
  '30 2 * * ? *',
  'every day',
  'CRON(30 2 * * ? *)',
  'cron(30 2 * * ? *',
  ' rate(1 hour)',
  'rate(1 hour);',
  'rate((1 hour))',
])('"%s" is of none of the three forms', (expression) => {
  expect(parseScheduleExpression(expression)).toEqual({
    fault:
      'expected a schedule expression such as cron(30 2 * * ? *), rate(12 hours) or at(2027-01-31T02:30:00)',
  });
});

test('an expression has 256 characters at most', () => {
  const minutes = (length: number): string => `cron(0${',1'.repeat((length - 17) / 2)} 2 * * ? *)`;

  expect(minutes(255)).toHaveLength(255);
  expect(parseScheduleExpression(minutes(255))).toEqual({ ...EVERY, minutes: [0, 1] });
  expect(parseScheduleExpression(minutes(257))).toEqual({
    fault: 'expected a schedule expression of 256 characters at most',
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
