import type { Cron, CronDays } from './cron-expression';
import { localClockOf } from './local-clock';
import { parseScheduleExpression, type At } from './schedule-expression';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time-units';

/** An expression that means the clocks of a time zone. */
export type CalendarExpression = Cron | At;

/** The calendar of an expression as Scheduler has it; undefined of a rate, which has none, and of what cannot be read. */
export function calendarOf(text: string): CalendarExpression | undefined {
  const expression = parseScheduleExpression(text);
  return 'fault' in expression || expression.kind === 'rate' ? undefined : expression;
}

/** The instant after the last that a cron expression can name, in every time zone. */
const END_MS = Date.UTC(2200, 0, 2);

/**
 * The instants, from `from` on and before `to`, at which Scheduler runs a schedule; in order. A local time that spring leaves out is
 * skipped, and one that autumn repeats is run at its first instant alone.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export const timesBetween = (
  expression: CalendarExpression,
  timeZone: string,
  from: Date,
  to: Date,
): Date[] => [...runsBetween(expression, timeZone, from.getTime(), to.getTime())].map((ms) => new Date(ms));

/** The first instant after `after` at which Scheduler runs a schedule. None when it has run for the last time. */
export function nextTime(expression: CalendarExpression, timeZone: string, after: Date): Date | undefined {
  const { value } = runsBetween(expression, timeZone, after.getTime() + 1, Infinity).next();
  return value === undefined ? undefined : new Date(value);
}

/**
 * The local times, such as `2027-03-28T02:30`, that the changes of clocks from `from` on and before `to` take away from a schedule; in
 * order. One after which the schedule runs within the hour that follows the change is no loss, and not named.
 */
export function skippedTimes(
  expression: CalendarExpression,
  timeZone: string,
  from: Date,
  to: Date,
): string[] {
  const shownAt = localClockOf(timeZone);
  const skipped: string[] = [];
  let change: { readonly atMs: number; readonly isMadeUpFor: boolean } | undefined;
  for (const localMs of localTimes(expression, from.getTime() - DAY_MS, to.getTime() + DAY_MS)) {
    const { changeMs } = shownAt(localMs);
    if (changeMs === undefined || changeMs < from.getTime() || changeMs >= to.getTime()) continue;
    // One change may take away many times, of which each would have the same answer.
    if (change?.atMs !== changeMs)
      change = {
        atMs: changeMs,
        isMadeUpFor: runsBetween(expression, timeZone, changeMs, changeMs + HOUR_MS).next().done !== true,
      };
    if (change.isMadeUpFor) continue;
    skipped.push(new Date(localMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length));
  }
  return skipped;
}

function* runsBetween(
  expression: CalendarExpression,
  timeZone: string,
  fromMs: number,
  toMs: number,
): Generator<number, undefined> {
  const shownAt = localClockOf(timeZone);
  // Local times and UTC are less than a day apart.
  for (const localMs of localTimes(expression, fromMs - DAY_MS, toMs + DAY_MS)) {
    const { atMs } = shownAt(localMs);
    if (atMs === undefined || atMs < fromMs) continue;
    if (atMs >= toMs) return;
    yield atMs;
  }
}

/** The local times that an expression names, in order; those of whole days, from the day of `fromMs` to that of `toMs`. */
function* localTimes(expression: CalendarExpression, fromMs: number, toMs: number): Generator<number> {
  if (expression.kind === 'at') {
    yield Date.parse(`${expression.localTime}Z`);
    return;
  }
  for (const dayMs of localDays(expression, fromMs, Math.min(toMs, END_MS)))
    for (const hour of expression.hours)
      for (const minute of expression.minutes) yield dayMs + hour * HOUR_MS + minute * MINUTE_MS;
}

function* localDays({ years, months, days }: Cron, fromMs: number, toMs: number): Generator<number> {
  for (const year of years) {
    if (Date.UTC(year + 1, 0, 1) <= fromMs) continue;
    for (const month of months) {
      if (Date.UTC(year, month - 1, 1) > toMs) return;
      for (const day of daysOf(days, year, month)) {
        const dayMs = Date.UTC(year, month - 1, day);
        if (dayMs + DAY_MS > fromMs && dayMs <= toMs) yield dayMs;
      }
    }
  }
}

/** The days of one month that are meant; AWS does not say of a `31W` what a month of 30 days has, so it has none. */
function daysOf(meant: CronDays, year: number, month: number): readonly number[] {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const all = Array.from({ length: last }, (_, index) => index + 1);
  const weekdayOf = (day: number): number => new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  const on = (weekday: number): number[] => all.filter((day) => weekdayOf(day) === weekday);
  switch (meant.by) {
    case 'day':
      return meant.days.filter((day) => day <= last);
    case 'last day':
      return [last];
    case 'nearest weekday':
      return meant.day > last ? [] : [nearestWeekday(meant.day, weekdayOf(meant.day), last)];
    case 'weekday':
      return all.filter((day) => meant.weekdays.includes(weekdayOf(day)));
    case 'nth weekday':
      return on(meant.weekday).slice(meant.nth - 1, meant.nth);
    case 'last weekday':
      return on(meant.weekday).slice(-1);
  }
}

/** Of a Saturday the Friday before, of a Sunday the Monday after, unless that is in another month. */
function nearestWeekday(day: number, weekday: number, last: number): number {
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === last ? day - 2 : day + 1;
  return day;
}
