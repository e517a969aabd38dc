import { DAY_MS, HOUR_MS } from '../../../local/kernel/time-units';

/** Below the axis: its ticks and the name of its time zone. */
export const TIME_AXIS_HEIGHT = 42;

/** What lies between two ticks, in hours. Within a day they stand at the same hours of each day. */
const STEPS_HOURS = [1, 2, 3, 6, 12, 24, 48, 72, 120, 168, 336, 720, 1440, 2880];

/** A tick's text and the gap to the next. */
const TICK_WIDTH = 58;

/** A time axis of so many pixels, in UTC: days as `Mar 5`, and times within a day as `06:00`. */
export const timeAxis = (domain: readonly [Date, Date], width: number) => ({
  type: 'utc' as const,
  domain,
  label: 'UTC',
  labelArrow: 'none' as const,
  ticks: ticksOf(domain, width),
  tickFormat: (time: Date): string => tickText(time),
});

function ticksOf([from, to]: readonly [Date, Date], width: number): Date[] {
  const most = Math.max(1, Math.floor(width / TICK_WIDTH));
  const lengthMs = to.getTime() - from.getTime();
  const hours = STEPS_HOURS.find((step) => lengthMs / (step * HOUR_MS) <= most) ?? STEPS_HOURS.at(-1)!;
  const stepMs = hours * HOUR_MS;
  const midnightMs = Math.floor(from.getTime() / DAY_MS) * DAY_MS;
  // A text in the middle of its tick would reach beyond the axis, or into that of the chart beside it.
  const lastMs = to.getTime() - (lengthMs * TICK_WIDTH) / 2 / width;
  const ticks: Date[] = [];
  for (let ms = midnightMs; ms <= lastMs; ms += stepMs) if (ms >= from.getTime()) ticks.push(new Date(ms));
  return ticks;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function tickText(time: Date): string {
  const text = time.toISOString().slice(11, 16);
  return text === '00:00' ? `${MONTHS[time.getUTCMonth()]} ${time.getUTCDate()}` : text;
}
