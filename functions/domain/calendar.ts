import { DAY_MS, MINUTE_MS } from './time-units';

/** Names the period of an instant in one time zone; two instants are in the same period if the names are equal. */
export type Calendar = Readonly<
  Record<'hour' | 'day' | 'week' | 'month' | 'year', (instant: Date) => string>
>;

type Parts = { readonly year: number; readonly month: number; readonly day: number };

/**
 * The calendar of an IANA time zone. Weeks are ISO 8601 weeks: they begin on Monday, and the first is the one with the
 * year's first Thursday. An hour's name holds the UTC offset, so the hour that autumn repeats counts as two.
 */
export function calendarOf(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const fields = (instant: Date): Record<string, string> =>
    Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const day = (instant: Date): string => {
    const { year, month, day: date } = fields(instant);
    return `${year}-${month}-${date}`;
  };
  return {
    hour: (instant) => {
      const { hour, timeZoneName } = fields(instant);
      return `${day(instant)} ${hour}h ${timeZoneName}`;
    },
    day,
    week: (instant) => {
      const [year, month, date] = day(instant).split('-').map(Number) as [number, number, number];
      return isoWeek({ year, month, day: date });
    },
    month: (instant) => day(instant).slice(0, 7),
    year: (instant) => day(instant).slice(0, 4),
  };
}

/**
 * The same calendar, naming each minute once: naming is slow, and plans ask for the same times again and again. No time zone
 * begins an hour within a minute of UTC, since 1972 (IANA time zone database).
 */
export function remembering(calendar: Calendar): Calendar {
  const remember = (name: (instant: Date) => string): ((instant: Date) => string) => {
    const known = new Map<number, string>();
    return (instant) => {
      const minute = Math.floor(instant.getTime() / MINUTE_MS);
      const period = known.get(minute) ?? name(instant);
      known.set(minute, period);
      return period;
    };
  };
  return {
    hour: remember(calendar.hour),
    day: remember(calendar.day),
    week: remember(calendar.week),
    month: remember(calendar.month),
    year: remember(calendar.year),
  };
}

/** The ISO week of a date is the week of its Thursday, counted in that Thursday's year. */
function isoWeek({ year, month, day }: Parts): string {
  const dateMs = Date.UTC(year, month - 1, day);
  const weekday = (new Date(dateMs).getUTCDay() + 6) % 7;
  const thursdayMs = dateMs + (3 - weekday) * DAY_MS;
  const weekYear = new Date(thursdayMs).getUTCFullYear();
  const week = 1 + Math.floor((thursdayMs - Date.UTC(weekYear, 0, 1)) / (7 * DAY_MS));
  return `${weekYear}-W${String(week).padStart(2, '0')}`;
}

/**
 * The instant `span` (such as `36h`, `7d`, `4w`, `6m`, `1y`) before `instant`, by the UTC calendar. Where the month that it leads to
 * has no such day, it is that month's last: a month before 31 March is the end of February.
 */
export function before(instant: Date, span: string): Date {
  const amount = Number.parseInt(span, 10);
  const result = new Date(instant.getTime());
  switch (span.at(-1)) {
    case 'h':
      result.setUTCHours(result.getUTCHours() - amount);
      return result;
    case 'd':
      result.setUTCDate(result.getUTCDate() - amount);
      return result;
    case 'w':
      result.setUTCDate(result.getUTCDate() - 7 * amount);
      return result;
    case 'm':
      return monthsBefore(instant, amount);
    case 'y':
      return monthsBefore(instant, 12 * amount);
    default:
      throw new RangeError(`not a span: ${span}`);
  }
}

function monthsBefore(instant: Date, months: number): Date {
  const result = new Date(instant.getTime());
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(instant.getUTCDate(), lastDay));
  return result;
}
