import { parseScheduleExpression } from '../../functions/domain/schedule-expression';
import { nextTime } from '../../functions/domain/schedule-times';
import { TimeZone } from '../../functions/domain/time-zone';
import type { NextRunMs } from '../aws/scheduler';

/** The calendar of EventBridge Scheduler, for its expressions of the forms `cron(...)` and `at(...)`. */
export const nextRunMs: NextRunMs = (text, timeZone, afterMs) => {
  const expression = parseScheduleExpression(text);
  if ('fault' in expression)
    throw new Error(`not simulated: the schedule expression ${text}: ${expression.fault}`);
  if (expression.kind === 'rate') throw new Error(`not simulated: a rate as a calendar: ${text}`);
  if (!TimeZone.safeParse(timeZone).success) throw new Error(`not simulated: the time zone ${timeZone}`);
  return nextTime(expression, timeZone, new Date(afterMs))?.getTime();
};
