import { calendarOf, timesBetween } from './schedule-times';
import { LATEST_HOURS, timeOfRun, type Occasion } from './scheduled-run';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time-units';

/** The times of a schedule. */
export type Times = {
  readonly expression: string;
  readonly timeZone: string;
};

/** A schedule as EventBridge Scheduler has it. */
export type KnownSchedule = Times & {
  /** A person, or `drain`, may have disabled it. */
  readonly isOn: boolean;
  /** Within how many minutes after its time a run begins; 0 where at once. */
  readonly windowMinutes: number;
  /** When it was made, changed, enabled or disabled, the last of these. */
  readonly changedAt: Date;
  /** It is not due before, or from then on, where a person has set that. */
  readonly startsAt?: Date;
  readonly endsAt?: Date;
};

/** So long after the window of a run nobody waits for Scheduler any more, which tries again while its target does not answer. */
const PATIENCE_MS = HOUR_MS;

/**
 * The last time for which a run must have begun by now. None of before the schedule was changed, or within the minute after it, which is Scheduler's precision: it was not due then, or was off. None outside the dates between which it is due, none where
 * the run would be too late, nor of a rate, which has its times from Scheduler alone.
 */
export function lastDueTime(
  { expression: text, timeZone, windowMinutes, changedAt, startsAt, endsAt }: KnownSchedule,
  now: Date,
): Date | undefined {
  const expression = calendarOf(text);
  if (expression === undefined) return undefined;
  const from = Math.max(
    now.getTime() - LATEST_HOURS * HOUR_MS,
    changedAt.getTime() + MINUTE_MS,
    startsAt?.getTime() ?? -Infinity,
  );
  const to = Math.min(now.getTime() - windowMinutes * MINUTE_MS - PATIENCE_MS, endsAt?.getTime() ?? Infinity);
  if (from >= to) return undefined;
  return timesBetween(expression, timeZone, new Date(from), new Date(to)).at(-1);
}

/** Whether a schedule that is there makes a run due at a time of its calendar. */
export const isOnAt = (known: KnownSchedule | undefined, at: Date): boolean =>
  known?.isOn === true && (known.startsAt === undefined || known.startsAt <= at) && !hasEnded(known, at);

/** Whether it is never due again. */
export const hasEnded = ({ endsAt }: KnownSchedule, now: Date): boolean =>
  endsAt !== undefined && endsAt <= now;

/** The longest window of Scheduler, and the minute within which it comes without one. */
const WINDOW_MS = DAY_MS + MINUTE_MS;

/**
 * What a schedule is due for that Scheduler tells of as `scheduledAt`: a time of the calendar, the last one up to then, whether or not
 * Scheduler adds where in its window the schedule has come; or the schedule's own time, where the calendar has none.
 */
export function occasionOf(schedule: string, { expression, timeZone }: Times, scheduledAt: string): Occasion {
  const calendar = calendarOf(expression);
  const toldMs = Date.parse(scheduledAt);
  const last =
    calendar && timesBetween(calendar, timeZone, new Date(toldMs - WINDOW_MS), new Date(toldMs + 1)).at(-1);
  return last === undefined ? { scheduledAt, schedule } : { scheduledAt: timeOfRun(last) };
}

/** Whether the calendar makes a schedule due at that very time. */
export function isDueAt({ expression, timeZone }: Times, at: Date): boolean {
  const calendar = calendarOf(expression);
  return (
    calendar !== undefined && timesBetween(calendar, timeZone, at, new Date(at.getTime() + 1)).length > 0
  );
}
