import { DAY_MS } from './time-units';

/**
 * When the clocks of a time zone show a local time: at the first of two instants where autumn repeats it, and at none where
 * spring leaves it out. Then `changeMs` is the instant of the change.
 */
export type Shown =
  { readonly atMs: number; readonly changeMs?: never } | { readonly atMs?: never; readonly changeMs: number };

/**
 * The clocks of an IANA time zone. A local time is the milliseconds of the instant at which UTC's clocks show it, of whole seconds.
 * It takes for granted that no clocks change twice within three days, which since 1970 none did (IANA time zone database).
 */
export function localClockOf(timeZone: string): (localMs: number) => Shown {
  const offsetAt = offsetsOf(timeZone);
  let around: { readonly dayMs: number; readonly before: number; readonly after: number } | undefined;
  return (localMs) => {
    const dayMs = Math.floor(localMs / DAY_MS) * DAY_MS;
    // An offset is less than a day, so these two are before and after all of the local day.
    if (around?.dayMs !== dayMs)
      around = { dayMs, before: offsetAt(dayMs - DAY_MS), after: offsetAt(dayMs + 2 * DAY_MS) };
    const { before, after } = around;
    const early = localMs - before;
    if (before === after || offsetAt(early) === before) return { atMs: early };
    const late = localMs - after;
    return offsetAt(late) === after ? { atMs: late } : { changeMs: changeBetween(late, early, offsetAt) };
  };
}

/** What the clocks are ahead of UTC at an instant of whole seconds, in milliseconds. */
function offsetsOf(timeZone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  return (atMs) => {
    const parts = format.formatToParts(atMs);
    const part = (name: string): number => Number(parts.find(({ type }) => type === name)?.value);
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
    return shown + part('second') * 1_000 - atMs;
  };
}

/** The first instant, after `beforeMs` and up to `afterMs`, that has the offset of `afterMs`; to the second. */
function changeBetween(beforeMs: number, afterMs: number, offsetAt: (atMs: number) => number): number {
  let [low, high] = [beforeMs, afterMs];
  const offset = offsetAt(afterMs);
  while (high - low > 1_000) {
    const middle = low + Math.floor((high - low) / 2_000) * 1_000;
    if (offsetAt(middle) === offset) high = middle;
    else low = middle;
  }
  return high;
}
