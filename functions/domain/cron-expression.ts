/** Which days of a month a cron expression means. Weekdays are 1 to 7, Sunday to Saturday, as in AWS's text. */
export type CronDays =
  | { readonly by: 'day'; readonly days: readonly number[] }
  | { readonly by: 'last day' }
  /** The weekday, Monday to Friday, of the same month that is nearest to the day. */
  | { readonly by: 'nearest weekday'; readonly day: number }
  | { readonly by: 'weekday'; readonly weekdays: readonly number[] }
  | { readonly by: 'nth weekday'; readonly weekday: number; readonly nth: number }
  | { readonly by: 'last weekday'; readonly weekday: number };

/** The minutes of a calendar that the fields between the brackets of `cron(...)` name; lists are in order. */
export type Cron = {
  readonly kind: 'cron';
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: CronDays;
  readonly months: readonly number[];
  readonly years: readonly number[];
};

type Field = {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Of the values from `least` on. */
  readonly names?: readonly string[];
  readonly examples: string;
  /** A day of the week takes no increments. */
  readonly increments?: false;
};

const MINUTES: Field = { name: 'minutes', least: 0, most: 59, examples: '30, 0,30, 10-20, 0/15 or *' };
const HOURS: Field = { name: 'hours', least: 0, most: 23, examples: '2, 6,18, 8-17, 0/6 or *' };
const DAYS: Field = {
  name: 'days of the month',
  least: 1,
  most: 31,
  examples: '1, 1,15, 1-7, 1/2, L (the last), 15W (the weekday nearest to the 15th), * or ?',
};
const MONTHS: Field = {
  name: 'months',
  least: 1,
  most: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  examples: '1, JAN,JUL, 1-6, 1/3 or *',
};
const WEEKDAYS: Field = {
  name: 'days of the week',
  least: 1,
  most: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  examples: 'SUN, MON,THU, MON-FRI, 6L (the last Friday), 3#2 (the second Tuesday), * or ?',
  increments: false,
};
const YEARS: Field = {
  name: 'years',
  least: 1970,
  most: 2199,
  examples: '2027, 2027,2029, 2027-2030, 2027/2 or *',
};

/**
 * What stands between the brackets of `cron(...)`, by the table of AWS. The year may be left out. Only what AWS documents is taken: `L`,
 * `W` and `#` stand alone in their field, names are in capitals, and a range does not go beyond the end of its field.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function parseCron(text: string): Cron | { readonly fault: string } {
  const fields = text.split(/ +/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] = fields;
  if (fields.length < 5 || fields.length > 6 || fields.includes(''))
    return {
      fault:
        'expected cron(minutes hours day-of-month month day-of-week year), its fields parted by spaces and the year left out or not',
    };
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    return { fault: 'expected ? in one of day-of-month and day-of-week, and what is meant in the other' };
  const minutes = valuesOf(minute, MINUTES);
  const hours = valuesOf(hour, HOURS);
  const days = dayOfWeek === '?' ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek);
  const months = valuesOf(month, MONTHS);
  const years = valuesOf(year, YEARS);
  if (minutes === undefined) return instead(minute, MINUTES);
  if (hours === undefined) return instead(hour, HOURS);
  if (days === undefined) return dayOfWeek === '?' ? instead(dayOfMonth, DAYS) : instead(dayOfWeek, WEEKDAYS);
  if (months === undefined) return instead(month, MONTHS);
  if (years === undefined) return instead(year, YEARS);
  return { kind: 'cron', minutes, hours, days, months, years };
}

function instead(text: string, { name, least, most, names, examples }: Field): { readonly fault: string } {
  const named = names === undefined ? '' : ` or ${names[0]} to ${names.at(-1)}`;
  return { fault: `expected ${name} from ${least} to ${most}${named} in place of "${text}": ${examples}` };
}

function daysOfMonth(text: string): CronDays | undefined {
  if (text === 'L') return { by: 'last day' };
  if (text.endsWith('W')) {
    const day = valueOf(text.slice(0, -1), DAYS);
    return day === undefined ? undefined : { by: 'nearest weekday', day };
  }
  const days = valuesOf(text, DAYS);
  return days && { by: 'day', days };
}

function daysOfWeek(text: string): CronDays | undefined {
  // The last day of the week.
  if (text === 'L') return { by: 'weekday', weekdays: [WEEKDAYS.most] };
  const [, which = '', last, nth] = /^(.+?)(?:(L)|#([1-5]))$/.exec(text) ?? [];
  const weekday = valueOf(which, WEEKDAYS);
  if (weekday !== undefined)
    return last === undefined
      ? { by: 'nth weekday', weekday, nth: Number(nth) }
      : { by: 'last weekday', weekday };
  const weekdays = valuesOf(text, WEEKDAYS);
  return weekdays && { by: 'weekday', weekdays };
}

/** The values that a field of `*`, or of a list of values, ranges and increments, names; in order. */
function valuesOf(text: string, field: Field): readonly number[] | undefined {
  const listed = new Set<number>();
  const parts = text.split(',');
  for (const part of parts) {
    const [, range = '', increment] = /^([^/]+)(?:\/([0-9]{1,4}))?$/.exec(part) ?? [];
    const ends = endsOf(range, field, increment !== undefined);
    const step = Number(increment ?? 1);
    const alone = range !== '*' || parts.length === 1;
    if (ends === undefined || !alone || step === 0 || step > field.most) return undefined;
    if (increment !== undefined && field.increments === false) return undefined;
    for (let value = ends[0]; value <= ends[1]; value += step) listed.add(value);
  }
  return [...listed].sort((a, b) => a - b);
}

/** The first and the last value of `*`, `a-b` or `a`. With increments, `a` goes on to the end of the field. */
function endsOf(text: string, field: Field, increments: boolean): [number, number] | undefined {
  if (text === '*') return [field.least, field.most];
  const [from = '', to, ...more] = text.split('-');
  const first = valueOf(from, field);
  const last = to === undefined ? (increments ? field.most : first) : valueOf(to, field);
  if (first === undefined || last === undefined || last < first || more.length > 0) return undefined;
  return [first, last];
}

function valueOf(text: string, { least, most, names = [] }: Field): number | undefined {
  const named = names.indexOf(text);
  if (named >= 0) return least + named;
  const value = Number(text);
  return /^[0-9]{1,4}$/.test(text) && value >= least && value <= most ? value : undefined;
}
