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
