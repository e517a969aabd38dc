import { leastMinutesBetween, mostMinutesBetween } from '../../../functions/domain/schedule-distance';

const FROM = new Date('2026-01-01T00:00:00Z');

test.each<[rule: string, expression: string, timeZone: string, minutes: number | undefined]>([
  ['of a rate it is the rate', 'rate(6 hours)', 'UTC', 360],
  ['of every hour, an hour', 'cron(0 * * * ? *)', 'UTC', 60],
  ['of several hours a day, the least of them, also over midnight', 'cron(0 1,12,23 * * ? *)', 'UTC', 120],
  ['of days of the week, the least of them', 'cron(0 3 ? * MON,THU,FRI *)', 'UTC', 1_440],
  ['of one month, that within it', 'cron(0/20 3 1 JUL ? *)', 'UTC', 20],
  ['of a day, an hour less where spring takes one', 'cron(30 3 * * ? *)', 'Europe/Berlin', 1_380],
  ['of once a year there is none within a year', 'cron(0 3 1 JAN ? 2027)', 'UTC', undefined],
  ['of a single time there is none', 'at(2027-01-31T02:30:00)', 'UTC', undefined],
  ['of one that never comes there is none', 'cron(0 0 30 FEB ? *)', 'UTC', undefined],
  ['of what is no expression there is none', 'daily', 'UTC', undefined],
])('%s', (_, expression, timeZone, minutes) => {
  expect(leastMinutesBetween(expression, timeZone, FROM)).toBe(minutes);
});

const DAY = 1_440;

test.each<[rule: string, expressions: string[], minutes: number | undefined]>([
  ['of a night, a day', ['cron(0 3 * * ? *)'], DAY],
  ['of a week, seven days', ['cron(0 3 ? * SUN *)'], 7 * DAY],
  [
    'of two that take turns, what is left between both',
    ['cron(0 3 ? * SUN *)', 'cron(0 3 ? * WED *)'],
    4 * DAY,
  ],
  [
    'of one beside a more frequent one, that of the latter',
    ['cron(0 3 ? * SUN *)', 'cron(0 3 * * ? *)'],
    DAY,
  ],
  ['of working days, the weekend', ['cron(0 3 ? * MON-FRI *)'], 3 * DAY],
  ['a rate is its own', ['rate(6 hours)'], 360],
  ['of a rate beside a calendar, the less of both', ['rate(2 days)', 'cron(0 3 ? * SUN *)'], 2 * DAY],
  ['of one that comes once it is not known', ['at(2026-01-31T02:30:00)'], undefined],
  ['of one that comes once a year it is not known', ['cron(0 3 1 JUL ? *)'], undefined],
  ['of none it is not known', [], undefined],
])('the most between two runs: %s', (_, expressions, minutes) => {
  const schedules = expressions.map((schedule) => ({ schedule, timeZone: 'UTC' }));

  expect(mostMinutesBetween(schedules, FROM)).toBe(minutes);
});
