import fc from 'fast-check';
import { parseScheduleExpression } from '../../../functions/domain/schedule-expression';
import {
  nextTime,
  skippedTimes,
  timesBetween,
  type CalendarExpression,
} from '../../../functions/domain/schedule-times';
import { MINUTE_MS } from '../../../functions/domain/time-units';

const parsed = (text: string): CalendarExpression => {
  const expression = parseScheduleExpression(text);
  if ('fault' in expression) throw new Error(expression.fault);
  if (expression.kind === 'rate') throw new Error('a rate has no calendar');
  return expression;
};

/** Instants without their seconds, which no time of a cron expression has. */
const times = (text: string, timeZone: string, from: string, to: string): string[] =>
  timesBetween(parsed(text), timeZone, new Date(from), new Date(to)).map((time) =>
    time.toISOString().replace(':00.000Z', 'Z'),
  );

const days = (fields: string, from: string, to: string): string[] =>
  times(`cron(0 0 ${fields})`, 'UTC', `${from}T00:00:00Z`, `${to}T00:00:00Z`).map((time) =>
    time.slice(0, 10),
  );

describe('the days that are meant', () => {
  test.each<[rule: string, fields: string, days: string[]]>([
    ['a day of the month, where the month has it', '31 * ? *', ['2027-01-31', '2027-03-31']],
    ['the last of each month', 'L * ? *', ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']],
    [
      'the day itself where it is a weekday',
      '15W 1-4 ? *',
      ['2027-01-15', '2027-02-15', '2027-03-15', '2027-04-15'],
    ],
    ['the Friday before a Saturday', '20W 2,3 ? *', ['2027-02-19', '2027-03-19']],
    ['the Monday after a Sunday', '14W 2 ? *', ['2027-02-15']],
    ['of a last that is a Sunday, the Friday', '31W 1 ? *', ['2027-01-29']],
    ['of a first that is a Saturday, the third', '1W 5 ? *', ['2027-05-03']],
    ['no nearest weekday of a day that the month has not', '31W 2,4 ? *', []],
    [
      'weekdays',
      '? 1 SAT,SUN 2027',
      [
        '2027-01-02',
        '2027-01-03',
        '2027-01-09',
        '2027-01-10',
        '2027-01-16',
        '2027-01-17',
        '2027-01-23',
        '2027-01-24',
        '2027-01-30',
        '2027-01-31',
      ],
    ],
    ['the second Tuesday', '? * 3#2 *', ['2027-01-12', '2027-02-09', '2027-03-09', '2027-04-13']],
    ['a fifth Monday, where there is one', '? * MON#5 *', ['2027-03-29']],
    ['the last Friday', '? * 6L *', ['2027-01-29', '2027-02-26', '2027-03-26', '2027-04-30']],
    ['the last day of the week', '? 2 L *', ['2027-02-06', '2027-02-13', '2027-02-20', '2027-02-27']],
    ['another year', '1 1 ? 2028', []],
  ])('%s', (_, fields, expected) => {
    expect(days(fields, '2027-01-01', '2027-05-04')).toEqual(expected);
  });

  test('29 February is in leap years', () => {
    expect(days('29 2 ? *', '2027-01-01', '2037-01-01')).toEqual(['2028-02-29', '2032-02-29', '2036-02-29']);
  });
});

describe('local time', () => {
  test.each<[change: string, timeZone: string, cron: string, from: string, to: string, times: string[]]>([
    [
      'in spring the clocks of Berlin leave 02:30 out',
      'Europe/Berlin',
      'cron(30 2 * * ? *)',
      '2027-03-27T00:00:00Z',
      '2027-03-30T00:00:00Z',
      ['2027-03-27T01:30Z', '2027-03-29T00:30Z'],
    ],
    [
      'in autumn they repeat 02:30, and the first is run',
      'Europe/Berlin',
      'cron(30 2 * * ? *)',
      '2027-10-30T00:00:00Z',
      '2027-11-02T00:00:00Z',
      ['2027-10-30T00:30Z', '2027-10-31T00:30Z', '2027-11-01T01:30Z'],
    ],
    [
      'an hourly schedule loses nothing in spring',
      'Europe/Berlin',
      'cron(0 * * * ? *)',
      '2027-03-28T00:00:00Z',
      '2027-03-28T04:00:00Z',
      ['2027-03-28T00:00Z', '2027-03-28T01:00Z', '2027-03-28T02:00Z', '2027-03-28T03:00Z'],
    ],
    [
      'and waits for two hours in autumn',
      'Europe/Berlin',
      'cron(0 * * * ? *)',
      '2027-10-30T23:00:00Z',
      '2027-10-31T04:00:00Z',
      ['2027-10-30T23:00Z', '2027-10-31T00:00Z', '2027-10-31T02:00Z', '2027-10-31T03:00Z'],
    ],
    [
      'the first minute after the gap exists',
      'Europe/Berlin',
      'cron(59,0 1-3 28 3 ? 2027)',
      '2027-03-27T00:00:00Z',
      '2027-03-30T00:00:00Z',
      ['2027-03-28T00:00Z', '2027-03-28T00:59Z', '2027-03-28T01:00Z', '2027-03-28T01:59Z'],
    ],
    [
      'New York leaves 02:30 out',
      'America/New_York',
      'cron(30 2 * * ? *)',
      '2027-03-13T00:00:00Z',
      '2027-03-16T00:00:00Z',
      ['2027-03-13T07:30Z', '2027-03-15T06:30Z'],
    ],
    [
      'New York repeats 01:30',
      'America/New_York',
      'cron(30 1 * * ? *)',
      '2027-11-06T00:00:00Z',
      '2027-11-09T00:00:00Z',
      ['2027-11-06T05:30Z', '2027-11-07T05:30Z', '2027-11-08T06:30Z'],
    ],
    [
      'Lord Howe leaves half an hour out: 02:15, and not 02:30',
      'Australia/Lord_Howe',
      'cron(15,30 2 * * ? *)',
      '2027-10-02T00:00:00Z',
      '2027-10-04T00:00:00Z',
      ['2027-10-02T15:30Z', '2027-10-03T15:15Z', '2027-10-03T15:30Z'],
    ],
    [
      'Lord Howe repeats half an hour: 01:45, and not 01:15',
      'Australia/Lord_Howe',
      'cron(15,45 1 * * ? *)',
      '2027-04-03T00:00:00Z',
      '2027-04-05T00:00:00Z',
      ['2027-04-03T14:15Z', '2027-04-03T14:45Z', '2027-04-04T14:45Z', '2027-04-04T15:15Z'],
    ],
    [
      'a zone without changes',
      'Asia/Kolkata',
      'cron(0 0 ? * SUN *)',
      '2027-03-20T00:00:00Z',
      '2027-04-03T00:00:00Z',
      ['2027-03-20T18:30Z', '2027-03-27T18:30Z'],
    ],
    [
      'a day that Samoa left out',
      'Pacific/Apia',
      'cron(0 12 * 12 ? 2011)',
      '2011-12-29T00:00:00Z',
      '2012-01-01T00:00:00Z',
      ['2011-12-29T22:00Z', '2011-12-30T22:00Z'],
    ],
  ])('%s', (_, timeZone, cron, from, to, expected) => {
    expect(times(cron, timeZone, from, to)).toEqual(expected);
  });
});

describe('from and to', () => {
  const CRON = 'cron(30 2 * * ? *)';

  test('a run at the first instant is in, one at the end is not', () => {
    expect(times(CRON, 'UTC', '2027-01-01T02:30:00Z', '2027-01-03T02:30:00Z')).toEqual([
      '2027-01-01T02:30Z',
      '2027-01-02T02:30Z',
    ]);
    expect(times(CRON, 'UTC', '2027-01-01T02:30:00.001Z', '2027-01-02T02:30:00Z')).toEqual([]);
  });

  test('the years of a cron expression end with 2199', () => {
    expect(times('cron(0 0 1 1 ? *)', 'UTC', '2198-01-01T00:00:00Z', '2500-01-01T00:00:00Z')).toEqual([
      '2198-01-01T00:00Z',
      '2199-01-01T00:00Z',
    ]);
    expect(nextTime(parsed('cron(0 0 1 1 ? *)'), 'UTC', new Date('2199-01-01T00:00:00Z'))).toBeUndefined();
  });

  test('an expression that names a day that no year has never runs', () => {
    const never = parsed('cron(0 0 30 2 ? *)');

    expect(nextTime(never, 'Europe/Berlin', new Date('1970-01-01T00:00:00Z'))).toBeUndefined();
    expect(timesBetween(never, 'Europe/Berlin', new Date(0), new Date('2199-12-31T00:00:00Z'))).toEqual([]);
  });

  test('the next time is after the given one, never at it', () => {
    const next = (after: string) => nextTime(parsed(CRON), 'Europe/Berlin', new Date(after))?.toISOString();

    expect(next('2027-03-27T01:29:59.999Z')).toBe('2027-03-27T01:30:00.000Z');
    expect(next('2027-03-27T01:30:00Z')).toBe('2027-03-29T00:30:00.000Z');
  });
});

describe('a single time', () => {
  const at = (localTime: string, timeZone: string) =>
    nextTime(parsed(`at(${localTime})`), timeZone, new Date('2027-01-01T00:00:00Z'))?.toISOString();

  test.each([
    ['in winter', '2027-02-01T02:30:15', '2027-02-01T01:30:15.000Z'],
    ['in summer', '2027-07-01T02:30:00', '2027-07-01T00:30:00.000Z'],
    ['that autumn repeats', '2027-10-31T02:30:00', '2027-10-31T00:30:00.000Z'],
    ['that spring leaves out', '2027-03-28T02:30:00', undefined],
    ['that has passed', '2027-01-01T00:59:59', undefined],
  ])('%s', (_, localTime, instant) => {
    expect(at(localTime, 'Europe/Berlin')).toBe(instant);
  });

  test('is in the range that holds it, and in no other', () => {
    const text = 'at(2027-02-01T02:30:00)';

    expect(times(text, 'UTC', '2027-02-01T00:00:00Z', '2027-02-02T00:00:00Z')).toEqual(['2027-02-01T02:30Z']);
    expect(times(text, 'UTC', '2027-02-02T00:00:00Z', '2027-02-03T00:00:00Z')).toEqual([]);
  });
});

describe('times that spring takes away', () => {
  const skipped = (text: string, timeZone: string, from = '2027-01-01', to = '2029-01-01'): string[] =>
    skippedTimes(parsed(text), timeZone, new Date(from), new Date(to));

  test.each<[rule: string, text: string, timeZone: string, skipped: string[]]>([
    [
      'a daily one in Berlin',
      'cron(30 2 * * ? *)',
      'Europe/Berlin',
      ['2027-03-28T02:30', '2028-03-26T02:30'],
    ],
    [
      'a daily one in New York',
      'cron(0 2 * * ? *)',
      'America/New_York',
      ['2027-03-14T02:00', '2028-03-12T02:00'],
    ],
    [
      'a daily one in Lord Howe',
      'cron(15 2 * * ? *)',
      'Australia/Lord_Howe',
      ['2027-10-03T02:15', '2028-10-01T02:15'],
    ],
    [
      'several of one night',
      'cron(0,20 2 ? * SUN 2027)',
      'Europe/Berlin',
      ['2027-03-28T02:00', '2027-03-28T02:20'],
    ],
    ['a single time', 'at(2027-03-28T02:30:00)', 'Europe/Berlin', ['2027-03-28T02:30']],
    [
      'one that runs again an hour after the change',
      'cron(0 2,4 28 3 ? 2027)',
      'Europe/Berlin',
      ['2027-03-28T02:00'],
    ],
    ['none that runs again at the change', 'cron(0 2,3 * * ? *)', 'Europe/Berlin', []],
    ['none that runs again within the hour', 'cron(59 2,3 * * ? *)', 'Europe/Berlin', []],
    ['none of an hourly schedule', 'cron(30 * * * ? *)', 'Europe/Berlin', []],
    ['none of an hourly schedule in Lord Howe', 'cron(0 * * * ? *)', 'Australia/Lord_Howe', []],
    ['none before and after the hour that is left out', 'cron(59,0 1,3 * * ? *)', 'Europe/Berlin', []],
    ['none of a month without a change', 'cron(30 2 * 4-12 ? *)', 'Europe/Berlin', []],
    ['none in UTC', 'cron(30 2 * * ? *)', 'UTC', []],
    ['none where clocks stay', 'cron(30 2 * * ? *)', 'Asia/Kolkata', []],
  ])('%s', (_, text, timeZone, expected) => {
    expect(skipped(text, timeZone)).toEqual(expected);
  });

  test('are those of the changes from the first instant on and before the last', () => {
    const between = (from: string, to: string) => skipped('cron(30 2 * * ? *)', 'Europe/Berlin', from, to);

    expect(between('2027-03-28T01:00:00Z', '2027-03-28T01:00:01Z')).toEqual(['2027-03-28T02:30']);
    expect(between('2027-03-28T01:00:01Z', '2028-03-26T01:00:00Z')).toEqual([]);
  });
});

describe('held against every minute of some days', () => {
  const anyOf = (least: number, most: number) => fc.integer({ min: least, max: most }).map(String);
  const anyField = (least: number, most: number): fc.Arbitrary<string> =>
    fc.oneof(
      fc.constant('*'),
      anyOf(least, most),
      fc.tuple(anyOf(least, most), anyOf(least, most)).map((listed) => listed.join(',')),
      fc.tuple(anyOf(least, most), anyOf(1, 7)).map((parts) => parts.join('/')),
    );
  const anyMonth = fc.oneof({ weight: 3, arbitrary: fc.constant('*') }, anyField(1, 12));
  const anyWeekday = fc.constantFrom('*', '1', 'MON-FRI', 'SUN,3', '6L', '1L', '1#1', 'SUN#2', '7#5', 'L');
  const anyDayOfMonth = fc.oneof(anyField(1, 31), fc.constantFrom('L', '1W', '15W', '31W'));
  const anyDays = fc.oneof(
    fc.tuple(anyDayOfMonth, anyMonth).map(([day, month]) => `${day} ${month} ?`),
    fc.tuple(anyMonth, anyWeekday).map(([month, weekday]) => `? ${month} ${weekday}`),
  );
  const anyCron = fc
    .tuple(anyField(0, 59), anyField(0, 23), anyDays)
    .map(([minute, hour, meant]) => `cron(${minute} ${hour} ${meant} *)`);
  /** Days near which the clocks of one of the zones change, and others. */
  const anyStart = fc.constantFrom(
    '2027-03-13',
    '2027-03-27',
    '2027-04-03',
    '2027-10-02',
    '2027-10-30',
    '2027-11-06',
    '2028-02-28',
  );
  const anyZone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');

  test('the times are the minutes of which the clocks show what the fields name, each local time once', () => {
    fc.assert(
      fc.property(anyCron, anyZone, anyStart, (text, timeZone, day) => {
        const from = new Date(`${day}T00:00:00Z`);
        const to = new Date(from.getTime() + 2_880 * MINUTE_MS);

        expect(timesBetween(parsed(text), timeZone, from, to)).toEqual(
          minuteByMinute(text, timeZone, from, to),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('each next time is the one that follows among all', () => {
    fc.assert(
      fc.property(anyCron, anyZone, anyStart, (text, timeZone, day) => {
        const expression = parsed(text);
        const from = new Date(`${day}T00:00:00Z`);
        const all = timesBetween(expression, timeZone, from, new Date(from.getTime() + 2_880 * MINUTE_MS));

        expect(
          all.slice(0, 5).map((time) => nextTime(expression, timeZone, new Date(time.getTime() - 1))),
        ).toEqual(all.slice(0, 5));
      }),
    );
  });
});

/** What the clocks of a zone show, by a formatter of the test's own. */
function wallClock(timeZone: string): (time: Date) => Date {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (time) => new Date(`${format.format(time).replace(' ', 'T')}Z`);
}

/** Looks at each minute from a day before `from` on, and takes a local time when it is shown for the first time. */
function minuteByMinute(text: string, timeZone: string, from: Date, to: Date): Date[] {
  const [minute, hour, dayOfMonth, month, dayOfWeek] = text.slice('cron('.length, -1).split(' ') as [
    string,
    string,
    string,
    string,
    string,
  ];
  const shows = wallClock(timeZone);
  const shown = new Set<number>();
  const found: Date[] = [];
  for (let ms = from.getTime() - 1_440 * MINUTE_MS; ms < to.getTime(); ms += MINUTE_MS) {
    const local = shows(new Date(ms));
    const isFirst = !shown.has(local.getTime());
    shown.add(local.getTime());
    const meant =
      isNamed(minute, local.getUTCMinutes(), 59) &&
      isNamed(hour, local.getUTCHours(), 23) &&
      isNamed(month, local.getUTCMonth() + 1, 12) &&
      (dayOfWeek === '?' ? isDay(dayOfMonth, local) : isWeekday(dayOfWeek, local));
    if (isFirst && meant && ms >= from.getTime()) found.push(new Date(ms));
  }
  return found;
}

const isNamed = (field: string, value: number, most: number): boolean =>
  field.split(',').some((part) => {
    const [start = '', step] = part.split('/');
    if (start === '*') return true;
    if (step === undefined) return Number(start) === value;
    return value >= Number(start) && value <= most && (value - Number(start)) % Number(step) === 0;
  });

const dayAfter = (date: Date, count: number): Date => new Date(date.getTime() + count * 1_440 * MINUTE_MS);
const isWorkday = (date: Date): boolean => ![0, 6].includes(date.getUTCDay());

function isDay(field: string, local: Date): boolean {
  if (field === 'L') return dayAfter(local, 1).getUTCDate() === 1;
  if (!field.endsWith('W')) return isNamed(field, local.getUTCDate(), 31);
  const wanted = Number(field.slice(0, -1));
  const ofMonth = [-2, -1, 0, 1, 2]
    .map((distance) => dayAfter(local, distance))
    .find((date) => date.getUTCMonth() === local.getUTCMonth() && date.getUTCDate() === wanted);
  if (ofMonth === undefined) return false;
  const nearest = [0, -1, 1, -2, 2]
    .map((distance) => dayAfter(ofMonth, distance))
    .find((date) => date.getUTCMonth() === local.getUTCMonth() && isWorkday(date));
  return nearest?.getTime() === local.getTime();
}

function isWeekday(field: string, local: Date): boolean {
  const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
  const day = local.getUTCDay();
  const is = (text: string): boolean => Number(text) === day + 1 || names[day] === text;
  if (field === '*') return true;
  if (field === 'MON-FRI') return isWorkday(local);
  if (field === 'L') return day === 6;
  if (field.endsWith('L'))
    return is(field.slice(0, -1)) && dayAfter(local, 7).getUTCMonth() !== local.getUTCMonth();
  if (!field.includes('#')) return field.split(',').some(is);
  const [weekday = '', nth] = field.split('#');
  return is(weekday) && Math.ceil(local.getUTCDate() / 7) === Number(nth);
}
