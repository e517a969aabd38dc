import { parseScheduleExpression } from './schedule-expression';
import { nextTime, timesBetween } from './schedule-times';
import { DAY_MS, MINUTE_MS } from './time-units';

/** So much of a schedule is looked at, from its first time on: seasons, and both changes of clocks. */
const LOOKED_MS = 366 * DAY_MS;

/** The least time between two runs of a schedule, as Scheduler has its expression; undefined of what runs once, or cannot be read. */
export function leastMinutesBetween(text: string, timeZone: string, from: Date): number | undefined {
  const expression = parseScheduleExpression(text);
  if ('fault' in expression || expression.kind === 'at') return undefined;
  if (expression.kind === 'rate') return expression.everyMinutes;
  const first = nextTime(expression, timeZone, from);
  if (first === undefined) return undefined;
  const times = timesBetween(expression, timeZone, first, new Date(first.getTime() + LOOKED_MS));
  let least: number | undefined;
  times.forEach((time, index) => {
    const before = times[index - 1];
    if (before === undefined) return;
    const minutes = (time.getTime() - before.getTime()) / MINUTE_MS;
    least = Math.min(minutes, least ?? minutes);
  });
  return least;
}

export type Scheduled = { readonly schedule: string; readonly timeZone: string };

/** So much is looked at of what several schedules take together, from now on: of one that comes less often nobody says how far apart its times are. */
const TOGETHER_MS = 100 * DAY_MS;

/** The most time between two runs of any of these schedules; undefined where that is not known. */
export function mostMinutesBetween(schedules: readonly Scheduled[], from: Date): number | undefined {
  const rates: number[] = [];
  const times: number[] = [];
  for (const { schedule, timeZone } of schedules) {
    const expression = parseScheduleExpression(schedule);
    if ('fault' in expression) continue;
    if (expression.kind === 'rate') rates.push(expression.everyMinutes);
    else
      for (const time of timesBetween(expression, timeZone, from, new Date(from.getTime() + TOGETHER_MS)))
        times.push(time.getTime());
  }
  times.sort((a, b) => a - b);
  let most: number | undefined;
  times.forEach((time, index) => {
    const before = times[index - 1];
    if (before !== undefined) most = Math.max((time - before) / MINUTE_MS, most ?? 0);
  });
  const known = [...rates, ...(most === undefined ? [] : [most])];
  return known.length === 0 ? undefined : Math.min(...known);
}
