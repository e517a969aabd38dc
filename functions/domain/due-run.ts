import { parseScheduleExpression } from './schedule-expression';
import { timesBetween } from './schedule-times';
import { LATEST_HOURS } from './scheduled-run';
import { HOUR_MS, MINUTE_MS } from './time-units';

/** A schedule as EventBridge Scheduler has it. */
export type KnownSchedule = {
  /** A person, or `drain`, may have disabled it. */
  readonly isOn: boolean;
  readonly expression: string;
  readonly timeZone: string;
  /** Within how many minutes after its time a run begins; 0 where at once. */
  readonly windowMinutes: number;
  /** When it was made, changed, enabled or disabled, the last of these. */
  readonly changedAt: Date;
};

/** So long after the window of a run nobody waits for Scheduler any more, which tries again while its target does not answer. */
const PATIENCE_MS = HOUR_MS;

/**
 * The last time for which a run must have begun by now. None of before the schedule was changed: it was not due then, or was off. None where
 * the run would be too late, nor of a rate, which has its times from Scheduler alone.
 */
export function lastDueTime(
  { expression: text, timeZone, windowMinutes, changedAt }: KnownSchedule,
  now: Date,
): Date | undefined {
  const expression = parseScheduleExpression(text);
  if ('fault' in expression || expression.kind === 'rate') return undefined;
  const from = Math.max(now.getTime() - LATEST_HOURS * HOUR_MS, changedAt.getTime());
  const to = now.getTime() - windowMinutes * MINUTE_MS - PATIENCE_MS;
  return timesBetween(expression, timeZone, new Date(from), new Date(to)).at(-1);
}
